"""What a config file may say, and how to say what is wrong with one."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from portfolio_kit.errors import Problem, similar
from portfolio_kit.schema import (
    Found,
    KeyPath,
    Words,
    cut,
    published,
    refused,
    resolved,
    written,
)

_SCHEMA = "config.schema.json"

DEEPEST = 20  # tables in tables; the validator itself gives up at 255
#: Keys that are planned: a key exists only when a command reads it.
PLANNED = {("site",), ("author", "url"), ("project", "pin")}
NOUNS = {"string": "a string", "integer": "a whole number", "object": "a table", "array": "a list"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a config file, which editors can use too."""
    return published(_SCHEMA)


def problems(document: Mapping[str, Any]) -> list[Found]:
    """Return everything that the schema refuses: the key that a person must look at, and why."""
    strange = dict(_strange(document))
    found = [(path, replace(p, what=f"{name(path)} is {p.what}")) for path, p in strange.items()]
    words = Words(name, shown, NOUNS, "add {name} = {example}", _unknown)
    return found + refused(_without(document, strange), _SCHEMA, words, but=strange)


def keys(table: str) -> dict[str, Any]:
    """Return the keys that the schema knows of ``table``, in its order."""
    node = schema()["properties"][table]
    return dict(resolved(node.get("items", node), schema()).get("properties", {}))


def name(path: KeyPath) -> str:
    """Return a key as a person would write it; its line tells which ``[[project]]`` is meant."""
    words = ""
    for step in path[:1] + path[2:] if path[:1] == ("project",) else path:
        words += f" item {step + 1}" if isinstance(step, int) else f".{written(step)}"
    return words.removeprefix(".")


def shown(value: object) -> str:
    """Return ``value`` short enough for a line, in TOML's words."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    from portfolio_kit.system import redact  # only a mistake pays for compiling its patterns

    text = repr(redact.redact(value)) if isinstance(value, str) else str(value)
    return cut(text)


def _strange(value: object, path: KeyPath = ()) -> Iterator[Found]:
    """Find what TOML can say and JSON cannot: the validator would stop at the first."""
    if len(path) > DEEPEST:
        yield path, Problem(f"nested more than {DEEPEST} deep", "flatten it")
    elif isinstance(value, dt.date | dt.time):
        yield path, Problem(f"{value}, a date or time", "put it in quotes")
    elif isinstance(value, int) and abs(value) >= 2**63:
        yield path, Problem("a number of more than 64 bits", "put it in quotes")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, Problem(str(value), "give a finite number")
    else:
        for key, inner in _items(value):
            yield from _strange(inner, (*path, key))


def _items(value: object) -> list[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _without(value: object, paths: Mapping[KeyPath, Problem], path: KeyPath = ()) -> Any:  # noqa: ANN401 - any TOML
    """Return ``value`` with nothing in the place of ``paths``."""
    if path in paths:
        return None
    if isinstance(value, dict):
        return {key: _without(inner, paths, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, paths, (*path, item)) for item, inner in enumerate(value)]
    return value


def _unknown(path: KeyPath, known: Iterable[str]) -> str:
    """Say what to do about a key that has no meaning: which was meant, or where it belongs."""
    *table, key = path
    if len(path) < 4 and (*table[:1], key) in PLANNED:
        return "leave it out: no command reads it yet"
    homes = [_header(other) for other in schema()["properties"] if key in keys(other)]
    if homes and not table:
        return f"put it under {' or '.join(homes)}"
    near = [other if table else _header(other) for other in known]
    if meant := similar(str(key), near):
        return meant
    if len(table) == 2:  # [[project]], where answers are easily written a level too high
        return f"if it is an answer, write answers = {{ {written(str(key))} = ... }}"
    return f"put it under {' or '.join(homes)}" if homes else f"choose one of: {', '.join(near)}"


def _header(table: str) -> str:
    return f"[[{table}]]" if schema()["properties"][table].get("type") == "array" else f"[{table}]"
