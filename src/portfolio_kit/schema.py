"""JSON Schema: a document held against its rules, and the one voice that says what they refuse.

What is wrong is said in the words of the schema itself: ``errorMessage`` says what to do, else the
limit that was missed, else ``description`` and the first of ``examples``.
The only importer of jsonschema-rs.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from portfolio_kit.errors import Problem, Where, similar

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

KeyPath = tuple[str | int, ...]  # ("project", 1, "answers", "seed"): as one indexes the document
Found = tuple[KeyPath, Problem]
_Json = Mapping[str, Any]  # Any: a schema is any JSON

#: Characters of a wrong value that are shown; a line of a terminal has room for no more.
SHOWN = 60

_NOUNS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def cut(text: str, most: int = SHOWN) -> str:
    """Return ``text``, or its beginning when it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shown(value: object) -> str:
    """Return a value as JSON writes it, short enough for a line."""
    import json

    return cut(json.dumps(value, ensure_ascii=False))


def written(key: str) -> str:
    """Return a key as JSON and TOML write it: in quotes when it is no word."""
    return key if key.replace("-", "_").isidentifier() and key.isascii() else shown(key)


def dotted(path: KeyPath) -> str:
    """Return ``metrics[0].value`` for ``("metrics", 0, "value")``."""
    steps = (f"[{key}]" if isinstance(key, int) else f".{written(key)}" for key in path)
    return "".join(steps).removeprefix(".") or "the document"


def _meant(path: KeyPath, known: Iterable[str]) -> str:
    """Say which of the ``known`` keys the last one of ``path`` may have meant, or all of them."""
    known = list(known)
    return similar(str(path[-1]), known) or f"choose one of: {', '.join(known)}"


@dataclass(frozen=True)
class Words:
    """What differs from one kind of document to another in how a mistake is said.

    ``key`` and ``value`` write these; ``nouns`` are types that are named when a value is of
    another one. ``missing`` is what to do then, where ``{name}``, ``{example}`` and
    ``{description}`` stand for what the schema says of the key; ``unknown`` says it of a key,
    given its path and what is known there.
    """

    key: Callable[[KeyPath], str] = dotted
    value: Callable[[object], str] = shown
    nouns: Mapping[str, str] = field(default_factory=dict)
    missing: str = "add it ({description})"
    unknown: Callable[[KeyPath, Iterable[str]], str] = _meant


def refused(
    document: object,
    name: str,
    words: Words = Words(),
    *,
    but: Container[KeyPath] = (),
) -> list[Found]:
    """Return what one of our schemas refuses, each thing once, with the path to look at.

    What stands at the paths of ``but`` is wrong already, and not judged.
    """
    rules = published(name)
    errors = validator(rules, formats=True).iter_errors(document)
    found = [
        one
        for error in errors
        if tuple(error.instance_path) not in but
        for one in _said(error, rules, words)
    ]
    return list(dict.fromkeys(found))


def _said(error: ValidationError, rules: _Json, words: Words) -> Iterator[Found]:
    """Yield what is wrong by one error of the validator."""
    path = tuple(error.instance_path)
    key, where = words.key(path), Where(key=words.key(path))
    kind: Any = error.kind  # the library types only the base of its kinds
    way = [*_way(error.evaluation_path[:-1], rules)]
    node = way[-1]
    match kind.name:
        case "additionalProperties":
            for name in kind.unexpected:
                yield (*path, name), _unknown((*path, name), node, words)
        case "required":
            said = next(
                n["properties"] for n in way[::-1] if kind.property in n.get("properties", ())
            )
            said = resolved(said[kind.property], rules)
            yield path, _missing((*path, kind.property), said, words)
        case "not" if "description" in node["not"]:
            what = f"{key} {node['not']['description']}"
            yield path, Problem(what, node["not"]["errorMessage"], where)
        case "contains":
            one = validator(node["contains"])
            entries: Any = error.instance  # a list
            count = sum(one.is_valid(entry) for entry in entries)
            marks = node["contains"]["properties"].items()
            mark = ", ".join(f"{shown(key)}: {shown(rule['const'])}" for key, rule in marks)
            yield path, Problem(f"{key}: {count} of them say {mark}", "exactly one must", where)
        case name:
            what = f"{key} is {words.value(error.instance)}{_not(kind, words)}"
            yield path, Problem(what, _allowed(name, way), where)


def _unknown(path: KeyPath, node: _Json, words: Words) -> Problem:
    """Say that nothing is known of a key, or that it is no name for what stands there."""
    key = words.key(path)
    wrong = "no name for it" if "patternProperties" in node else "unknown"
    advice = node.get("nameMessage") or words.unknown(path, node["properties"])
    return Problem(f"{key} is {wrong}", advice, Where(key=key))


def _missing(path: KeyPath, said: _Json, words: Words) -> Problem:
    """Say that a key is missing, and what the schema has ``said`` of it."""
    key = words.key(path)
    advice = words.missing.format(
        name=path[-1],
        example=shown(said.get("examples", [""])[0]),
        description=said["description"].rstrip("."),
    )
    return Problem(f"{key} is missing", advice, Where(key=key))


def _not(kind: Any, words: Words) -> str:  # noqa: ANN401 - see _said
    """Name the type that a value is not of, when there is one and a word for it."""
    noun = words.nouns.get(kind.types[0]) if kind.name == "type" and len(kind.types) == 1 else None
    return f", not {noun}" if noun else ""


def _allowed(keyword: str, way: Sequence[Any]) -> str:
    """Say what is allowed where ``keyword`` at the end of the ``way`` refused a value."""
    node = way[-1]
    if "errorMessage" in node:
        return str(node["errorMessage"])
    if keyword == "enum":
        return f"choose one of: {', '.join(map(str, node['enum']))}"
    if keyword == "const":
        return f"it must be {shown(node['const'])}"
    if keyword == "uniqueItems":
        return "every one may be there only once"
    if keyword == "type" or keyword.startswith(("min", "max", "exclusive")):
        return f"give {wanted(node)}"
    node = next(node for node in way[::-1] if "description" in node)
    example = f", such as {shown(node['examples'][0])}" if "examples" in node else ""
    return f"{node['description'].rstrip('.')}{example}"


def wanted(rules: _Json) -> str:
    """Return what a schema takes, type and limits: ``a whole number from 2 to 100``."""
    types = rules.get("type", "string")
    nouns = [_NOUNS[name] for name in ([types] if isinstance(types, str) else types)]
    limits = (
        _range(rules),
        _size("character", rules.get("minLength"), rules.get("maxLength")),
        _size("entry", rules.get("minItems"), rules.get("maxItems"), "entries"),
    )
    return " ".join([" or ".join(nouns), *filter(None, limits)])


def _range(rules: _Json) -> str:
    low, high = rules.get("minimum"), rules.get("maximum")
    if low is not None and high is not None:
        return f"from {low} to {high}"
    bounds = {
        "minimum": "of at least",
        "exclusiveMinimum": "above",
        "maximum": "of at most",
        "exclusiveMaximum": "below",
    }
    return " and ".join(f"{words} {rules[key]}" for key, words in bounds.items() if key in rules)


def _size(one: str, low: int | None, high: int | None, many: str = "") -> str:
    """Return how many there may be: ``of at least one character``."""
    many = many or f"{one}s"
    if low is not None and high is not None:
        return f"of {low} {many}" if low == high else f"of {low} to {high} {many}"
    if low is not None:
        return f"of at least one {one}" if low == 1 else f"of at least {low} {many}"
    return "" if high is None else f"of at most {high} {many}"


def resolved(node: _Json, rules: _Json) -> _Json:
    """Return a part of a schema; with what it refers to, if it does."""
    if "$ref" not in node:
        return node
    return {**rules["$defs"][node["$ref"].rpartition("/")[2]], **node}


def _way(steps: Sequence[str | int], rules: _Json) -> Iterator[Any]:
    """Yield each schema in a schema on the way of ``steps``, references followed."""
    node: Any = rules  # JSON
    named = False
    yield node
    for step in steps:
        node = resolved(node, rules) if step == "$ref" else node[step]
        named = not named and step in ("properties", "patternProperties")  # schemas by name
        if isinstance(node, dict) and not named:
            yield node


@cache
def published(name: str) -> dict[str, Any]:
    """Return one of the schemas that come with portfolio-kit, files that editors can use too."""
    import json

    text = (Path(__file__).with_name("schemas") / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def validator(schema: object, *, formats: bool = False) -> Validator:
    """Return what holds documents against ``schema``; ``formats``: dates and addresses too.

    Raises:
        ValueError: ``schema`` is no JSON Schema.
    """
    import json

    rules: Any = dict(schema) if isinstance(schema, Mapping) else schema  # it judges the rest
    return _compiled(json.dumps(rules), formats=formats)


@lru_cache(maxsize=256)
def _compiled(rules: str, *, formats: bool) -> Validator:
    """Compile a schema: in a process that bakes ten projects, once."""
    # The library imports it from Rust, where a Ctrl-C in the middle is a panic.
    import decimal  # noqa: F401 - imported for that only
    import json

    import jsonschema_rs

    return jsonschema_rs.validator_for(
        json.loads(rules), validate_formats=formats, retriever=_refuse
    )


def _refuse(uri: str) -> NoReturn:
    """Refuse to fetch a schema: a template's ``$ref`` would read files and ask the network."""
    raise ValueError(f"{uri} is not fetched")
