"""Cookiecutter's private keys: what a ``cookiecutter.json`` may say in them, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import Problem, Where
from portfolio_kit.schema import published, validator
from portfolio_kit.system.names import similar

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

#: Levels of lists and objects in one another: more would end in Python's own limit.
DEEPEST = 100

#: Characters of a wrong value that are shown.
SHOWN = 60


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of the keys that Cookiecutter reads and are no questions."""
    return published("cookiecutter.schema.json")


def problems(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each value of ``entries`` that no template can be baked with.

    What no file can hold is found in every entry, questions too; else only private keys are held
    against their schema.
    """
    strange = list(_strange(entries))
    if strange:  # the validator would stop at the first
        yield from strange
        return
    known = {key: value for key, value in entries.items() if key in schema()["properties"]}
    if known:  # the import of the validator takes longer than a small bake
        for error in validator(schema()).iter_errors(known):
            yield from _said(error)


def _strange(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each entry that is too deep, or holds half a character."""
    for key, value in entries.items():
        name = shown(key)[1:-1]
        level: list[Any] = [key, value]  # JSON
        for _ in range(DEEPEST + 2):
            if any(isinstance(item, str) and not is_whole(item) for item in level):
                what = f"{name} holds a lone surrogate, half of a character"
                yield Problem(what, "write the whole character", Where(key=name))
                break
            level = [inner for item in level for inner in _inside(item)]
            if not level:
                break
        else:
            what = f"{name} is nested more than {DEEPEST} deep"
            yield Problem(what, "flatten it", Where(key=name))


def is_whole(text: str) -> bool:
    """Say whether ``text`` can be written to a file: half a character cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _inside(value: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _said(error: ValidationError) -> Iterator[Problem]:
    """Yield a problem for each mistake: the key, its value, what is allowed."""
    where = ".".join(str(step) for step in error.instance_path)
    node = _node(error.evaluation_path)
    for name in getattr(error.kind, "unexpected", ()):
        known = list(node["properties"])
        advice = similar(name, known) or f"choose from: {', '.join(known)}"
        yield Problem(f"{where} has no {shown(name)}", advice, Where(key=where))
    if not getattr(error.kind, "unexpected", ()):
        what = f"{where} is {shown(error.instance)}"
        yield Problem(what, node["errorMessage"], Where(key=where))


def _node(steps: Sequence[str | int]) -> Any:  # noqa: ANN401 - JSON
    """Return the innermost part of the schema on the way ``steps`` that says what is allowed."""
    node: Any = schema()  # JSON
    found = node
    for step in steps:
        node = schema()["$defs"][node["$ref"].rpartition("/")[2]] if step == "$ref" else node[step]
        if isinstance(node, dict) and "errorMessage" in node:
            found = node
    return found


def shown(value: object) -> str:
    """Return a value as JSON writes it, short enough for a line."""
    return cut(json.dumps(value))


def cut(text: str, most: int = SHOWN) -> str:
    """Return ``text``, or its beginning when it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."
