"""Errors as RFC 9457 says: ``application/problem+json``, and nothing of what was sent."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

MEDIA_TYPE = "application/problem+json"
SHOWN = 10  # errors of a body that are listed; one can have thousands


class Problem(NamedTuple):
    """What went wrong.

    Attributes:
        status: of the answer.
        detail: what to do, for the person who reads it.
        errors: places in the body, as JSON pointers, and what is wrong there.
    """

    status: int
    detail: str
    errors: Sequence[Mapping[str, str]] = ()

    def as_json(self) -> bytes:
        """Return the document, in ASCII, which nobody misreads."""
        document: dict[str, Any] = {  # Any: JSON
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            document["errors"] = list(self.errors)
        return json.dumps(document).encode()


async def answer(problem: Problem, send: Send, headers: Mapping[str, str] | None = None) -> None:
    """Answer an ASGI request by a problem, from outside the framework.

    The connection ends with it: the rest of a body that nobody reads would have to be taken.
    """
    body = problem.as_json()
    own = {
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
        **(headers or {}),
    }
    pairs = [(name.lower().encode(), value.encode()) for name, value in own.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as the framework's response."""
    return Response(problem.as_json(), problem.status, headers, MEDIA_TYPE)


async def of_http(_: Request, error: Exception) -> Response:
    """Return the framework's own errors, such as 404 and 405, as problems."""
    if not isinstance(error, HTTPException):
        raise error
    return response(Problem(error.status_code, str(error.detail)), error.headers)


async def of_validation(_: Request, error: Exception) -> Response:
    """Return what is wrong with a body, by place; what was sent is not repeated."""
    if not isinstance(error, RequestValidationError):
        raise error
    found = error.errors()
    places = [
        {"pointer": _pointer(each["loc"]), "detail": str(each["msg"])} for each in found[:SHOWN]
    ]
    more = f", of which {SHOWN} are listed" if len(found) > SHOWN else ""
    return response(Problem(422, f"places where the body is wrong: {len(found)}{more}", places))


def _pointer(place: Sequence[str | int]) -> str:
    """Return a place in the body as a JSON pointer (RFC 6901), as a fragment."""
    parts = (str(part)[:64].replace("~", "~0").replace("/", "~1") for part in place[1:])
    return "#" + "".join(f"/{part}" for part in parts)
