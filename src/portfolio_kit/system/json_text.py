"""JSON that somebody else wrote, as far as a validator, a terminal and a file can take it."""

from __future__ import annotations

import json
from typing import Any

#: Objects and lists in one another; the validator itself gives up at 255.
DEEPEST = 100

_TOO_DEEP = f"is nested more than {DEEPEST} deep"


class StrangeError(ValueError):
    """A document that is JSON, and no document: a predicate, such as ``is nested too deeply``."""


def parsed(text: str, **hooks: Any) -> Any:  # noqa: ANN401 - any JSON, and json.loads' own hooks
    """Return what a JSON text says.

    Raises:
        ValueError: it is no JSON.
        StrangeError: it is nested too deeply, or holds half a character, which no file can.
    """
    try:
        document = json.loads(text, **hooks)
    except RecursionError as error:
        raise StrangeError(_TOO_DEEP) from error
    if reason := _strange(document):
        raise StrangeError(reason)
    return document


def _strange(document: object) -> str | None:
    """Say what of a document nobody can take; None when there is nothing."""
    level = [document]
    for _ in range(DEEPEST + 1):
        if not all(_is_whole(item) for item in level if isinstance(item, str)):
            return "holds a lone surrogate, half of a character"
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return None
    return _TOO_DEEP


def _inside(item: object) -> list[object]:
    if isinstance(item, dict):
        return [*item, *item.values()]
    return item if isinstance(item, list) else []


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
