"""What the OpenAPI document says besides the schemas: every status with its headers."""

from http import HTTPStatus
from typing import Any

from ..finding import PRODUCT
from .auth import CHALLENGE
from .problems import MEDIA_TYPE

Document = dict[str, Any]  # Any: JSON
Responses = dict[int | str, Document]

ABOUT: Document = {
    "title": PRODUCT,
    "summary": "Scores domain names by their characters.",
    "version": "1",
    "separate_input_output_schemas": False,
}
TEXT: Document = {"type": "string"}
PROBLEM: Document = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["pointer", "detail"],
                "properties": {"pointer": TEXT, "detail": TEXT},
            },
        },
    },
}
_HEADERS = {
    401: ("WWW-Authenticate", {"type": "string", "examples": [CHALLENGE]}),
    429: ("Retry-After", {"type": "integer", "minimum": 1}),
    503: ("Retry-After", {"type": "integer", "minimum": 1}),
}


def problem(status: int) -> Document:
    """Return how a status that is an error is described."""
    phrase = HTTPStatus(status).phrase
    example = {"type": "about:blank", "title": phrase, "status": status, "detail": "what to do"}
    described: Document = {
        "description": phrase,
        "content": {MEDIA_TYPE: {"schema": PROBLEM, "example": example}},
    }
    if status in _HEADERS:
        name, schema = _HEADERS[status]
        described["headers"] = {name: {"required": True, "schema": schema}}
    return described


def problems(*statuses: int) -> Responses:
    """Return descriptions of several errors."""
    return {status: problem(status) for status in statuses}


OPEN = problems(408, 413, 500)
READY = OPEN | problems(503)
METRICS = OPEN | {
    200: {
        "description": "Counters, in Prometheus' text format.",
        "content": {"text/plain": {"schema": TEXT}},
    }
}
SCORES = READY | problems(400, 401, 422, 429)
