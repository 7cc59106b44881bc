"""What the tests of the service share: it is asked as a server asks it, message by message."""

import asyncio
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from fastapi import FastAPI
from starlette.types import Message

from {{ cookiecutter.package }}.detector import Linear
from {{ cookiecutter.package }}.service import app, logs, settings
from {{ cookiecutter.package }}.service.scoring import Scorer, State
from {{ cookiecutter.package }}.store import Stored

KEY = "analyst-" * 5
OTHER = "siem-key-" * 5
THRESHOLD = 0.5  # log-odds; not 0, which is where the probability is one half
REQUIRED = {"SCORING_KEYS": f"analyst={KEY},siem={OTHER}", "SCORING_SHA256": "0" * 64}


class Reply(NamedTuple):
    """An answer of the service."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:  # Any: JSON
        """Return the body, which is an object."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def scorer() -> Scorer:
    """Return a detector whose weights are noise: verdicts differ, and mean nothing."""
    weights = np.random.default_rng(0).normal(size=4_096).astype(np.float32)
    weights[0] = 0
    return Scorer(Stored(Linear(weights, 0.0), THRESHOLD), "0" * 64)


def service(
    told: Mapping[str, str] = REQUIRED,
    *,
    state: State | None = None,
    stream: io.StringIO | None = None,
) -> FastAPI:
    """Return the service with a detector, and with settings by their names."""
    read = settings.read({**REQUIRED, **told})
    log = logs.make(stream or io.StringIO())
    return app.create(read, log, state or State(scorer()))


def ask(
    of: FastAPI,
    line: str,
    body: bytes | Sequence[bytes] = b"",
    *,
    key: str | None = KEY,
    headers: Sequence[tuple[str, str]] = (("Content-Type", "application/json"),),
) -> Reply:
    """Return the answer to ``GET /path``; a body in pieces comes in chunks, without a length."""
    pieces = [body] if isinstance(body, bytes) else list(body)
    length = [("Content-Length", str(len(body)))] if isinstance(body, bytes) else []
    own = [("X-API-Key", key)] if key is not None else []
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]
    return asyncio.run(_asked(of, line, messages, [*headers, *length, *own]))


def names(*texts: str) -> bytes:
    """Return the body that asks for the scores of some texts."""
    return json.dumps({"names": texts}).encode()


async def _asked(
    of: FastAPI,
    line: str,
    messages: Sequence[Message],
    headers: Sequence[tuple[str, str]],
) -> Reply:
    method, _, path = line.partition(" ")
    left, sent = list(messages), list[Message]()

    async def receive() -> Message:
        if not left:  # a client that sends nothing more, and stays
            await asyncio.Event().wait()
        return left.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }
    await of(scope, receive, send)
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], head, b"".join(each.get("body", b"") for each in sent[1:]))
