"""JSON that somebody else wrote, as far as a validator, a terminal and a file can take it."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from portfolio_kit.errors import Problem

#: Objects and lists in one another; the validator itself gives up at 255.
DEEPEST = 100

_TOO_DEEP = Problem(f"is nested more than {DEEPEST} deep", "flatten it")
_HALF = Problem("holds a lone surrogate, half of a character", "write the whole character")


class StrangeError(ValueError):
    """A document that is JSON, and no document: a predicate, such as ``is nested too deeply``."""


def parsed(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what a JSON text says that holds each key once, and finite numbers.

    Raises:
        ValueError: it is no such text.
        StrangeError: it is nested too deeply, or holds half a character, which no file can.
    """
    try:
        document = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_finite, parse_float=_finite
        )
    except RecursionError as error:
        raise StrangeError(_TOO_DEEP.what) from error
    if wrong := strange(document):
        raise StrangeError(wrong.what)
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: which one was meant cannot be known."""
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} is there twice in one object")
    return dict(pairs)


def _finite(text: str) -> float:
    """Refuse NaN and the infinities, which Python reads and JSON does not have."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a finite number")
    return number


def strange(document: object) -> Problem | None:
    """Say what of a document nobody can take; None when there is nothing."""
    level = [document]
    for _ in range(DEEPEST + 1):
        if not all(is_whole(item) for item in level if isinstance(item, str)):
            return _HALF
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return None
    return _TOO_DEEP


def _inside(item: object) -> list[object]:
    if isinstance(item, dict):
        return [*item, *item.values()]
    return item if isinstance(item, list) else []


def is_whole(text: str) -> bool:
    """Say whether ``text`` can be written to a file: half a character cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
