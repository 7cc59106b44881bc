"""What a config file may say, and how to say what is wrong with one."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from portfolio_kit.config.toml_lines import KeyPath
from portfolio_kit.errors import Problem
from portfolio_kit.schema import published, validator

Found = tuple[KeyPath, Problem]

DEEPEST = 20  # tables in tables; the validator itself gives up at 255
SHOWN = 60  # characters of a wrong value; a line of a terminal has room for no more
#: Keys that are planned: a key exists only when a command reads it.
PLANNED = {("site",), ("author", "url"), ("project", "pin")}
NOUNS = {"string": "a string", "integer": "a whole number", "object": "a table", "array": "a list"}


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of a config file, which editors can use too."""
    return published("config.schema.json")


@cache
def _validator() -> Any:  # a class of jsonschema-rs, whose import takes 25 ms  # noqa: ANN401

    return validator(schema())


def problems(document: Mapping[str, Any]) -> list[Found]:
    """Return everything that the schema refuses: the key that a person must look at, and why."""
    strange = dict(_strange(document))
    found = [(path, replace(p, what=f"{name(path)} is {p.what}")) for path, p in strange.items()]
    for error in _validator().iter_errors(_without(document, strange)):
        path = tuple(error.instance_path)
        if path not in strange:
            found.extend(_said(error.kind, path, error.evaluation_path, error.instance))
    return found


def keys(table: str) -> dict[str, Any]:
    """Return the keys that the schema knows of ``table``, in its order."""
    node = schema()["properties"][table]
    return dict(_resolved(node.get("items", node)).get("properties", {}))


def name(path: KeyPath) -> str:
    """Return a key as a person would write it; its line tells which ``[[project]]`` is meant."""
    words = ""
    for step in path[:1] + path[2:] if path[:1] == ("project",) else path:
        words += f" item {step + 1}" if isinstance(step, int) else f".{_written(step)}"
    return words.removeprefix(".")


def _written(key: str) -> str:
    """Return ``key`` in the quotes that TOML wants for it: a line of ours stays one line."""
    import json

    bare = key.replace("-", "_").isidentifier() and key.isascii()
    return key if bare else json.dumps(key, ensure_ascii=False)


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
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def _strange(value: object, path: KeyPath = ()) -> Iterator[Found]:
    """Find what TOML can say and JSON cannot: the validator would stop at the first."""
    if len(path) > DEEPEST:
        yield path, Problem(f"nested more than {DEEPEST} deep", "flatten it")
    elif isinstance(value, dt.date | dt.time):
        yield path, Problem(f"{value}, a date or time", "put it in quotes")
    elif isinstance(value, int) and abs(value) >= 2**63:
        yield path, Problem("a number of more than 64 bits", "put it in quotes")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, Problem(f"{value}", "give a finite number")
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


def _said(
    kind: Any,  # noqa: ANN401 - jsonschema-rs types only the base of its kinds
    path: KeyPath,
    rule: Sequence[str | int],
    value: object,
) -> Iterator[Found]:
    """Say one error of the validator; ``rule`` is the way to the schema's keyword."""
    node = _node(rule[:-1])
    if kind.name == "additionalProperties":
        for key in kind.unexpected:
            yield (*path, key), _planned(key, path) or _unknown(key, path, node)
    elif kind.name == "required":
        example = node["properties"][kind.property]["examples"][0]
        advice = f'add {kind.property} = "{example}"'
        yield path, Problem(f"{name(path)} has no {kind.property}", advice)
    elif kind.name == "not":
        yield path, Problem(f"{name(path)} holds a region marker of portfolio-kit", "take it out")
    else:
        noun = NOUNS.get(kind.types[0]) if kind.name == "type" and len(kind.types) == 1 else None
        wrong = f"{shown(value)}, not {noun}" if noun else shown(value)
        yield path, Problem(f"{name(path)} is {wrong}", node["errorMessage"])


def _node(rule: Sequence[str | int]) -> Any:  # noqa: ANN401 - JSON
    """Follow ``rule`` through the schema, references included."""
    node: Any = schema()  # JSON
    for step in rule:
        node = _resolved(node) if step == "$ref" else node[step]
    return node


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``node``, or what it refers to."""
    found: Mapping[str, Any] = node
    if "$ref" in node:
        found = schema()["$defs"][node["$ref"].rpartition("/")[2]]
    return found


def _planned(key: str, path: KeyPath) -> Problem | None:
    """Say that ``key`` will have a meaning; None when nobody has planned one."""
    if len(path) > 2 or (*path[:1], key) not in PLANNED:
        return None
    return Problem(f"{name((*path, key))} is read by no command yet", "leave it out")


def _unknown(key: str, path: KeyPath, node: Mapping[str, Any]) -> Problem:
    """Say that ``key`` has no meaning in the table at ``path``, and which it may have meant."""
    import difflib

    if "nameMessage" in node:
        return Problem(f"{name((*path, key))} is no name for it", node["nameMessage"])
    said = f"{name((*path, key))} is unknown"
    known = {other: other if path else _header(other) for other in node["properties"]}
    homes = [_header(table) for table in schema()["properties"] if key in keys(table)]
    if homes and not path:
        return Problem(f"{said} here", f"put it under {' or '.join(homes)}")
    if near := difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.7):
        return Problem(said, f"did you mean {known[near[0]]}?")
    if len(path) == 2:  # [[project]], where answers are easily written a level too high
        return Problem(said, f"if it is an answer, write answers = {{ {_written(key)} = ... }}")
    if homes:
        return Problem(said, f"put it under {' or '.join(homes)}")
    return Problem(said, f"choose one of: {', '.join(known.values())}")


def _header(table: str) -> str:
    return f"[[{table}]]" if schema()["properties"][table].get("type") == "array" else f"[{table}]"
