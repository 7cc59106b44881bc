"""Every kind of JSON value, in every place of a ``cookiecutter.json`` that is read."""

import copy
import json
from collections.abc import Iterator
from typing import Any

#: Every kind of value, as it is written: what json.dumps cannot say is among them.
VALUES = {
    "null": "null",
    "true": "true",
    "false": "false",
    "zero": "0",
    "number": "5",
    "negative": "-1",
    "fraction": "1.5",
    "infinity": "1e400",
    "nan": "NaN",
    "empty text": '""',
    "text": '"x"',
    "tag": '"{{ cookiecutter.slug }}"',
    "surrogate": r'"\ud800"',
    "empty list": "[]",
    "list of a text": '["x"]',
    "list of a number": "[5]",
    "list of a null": "[null]",
    "list of a surrogate": r'["\ud800"]',
    "list of a list": '[["x"]]',
    "empty object": "{}",
    "object of a number": '{"x": 5}',
    "object of a null": '{"x": null}',
    "object of empty names": '{"": ""}',
    "object of a surrogate": r'{"\ud800": 1}',
    "5000 digits": "9" * 5000,
    "4000 digits": "9" * 4000,
    "500 lists": "[" * 500 + "]" * 500,
    "500 objects": '{"x":' * 500 + "1" + "}" * 500,
}

#: The options of Jinja that JSON can set, and some that it cannot.
OPTIONS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence", "optimized"),
    *("autoescape", "cache_size", "auto_reload", "enable_async", "finalize", "loader", "no"),
)

#: Places by name; HERE is where the value goes.
PLACES = {
    **{
        key: f'"{key}": HERE'
        for key in (
            *("_extensions", "_copy_without_render", "_jinja2_env_vars", "_new_lines"),
            *("__prompts__", "_template", "_output_dir", "_repo_dir", "_checkout"),
            *("_story", "_date", "_year", "_version", "_kit", "_private", "__rendered"),
            *("_portfolio_kit", "template", "templates", "question"),
        )
    },
    "_extensions[]": '"_extensions": ["jinja2.ext.do", HERE]',
    "_copy_without_render[]": '"_copy_without_render": ["*.css", HERE]',
    "__prompts__.slug": '"__prompts__": {"slug": HERE}',
    "__prompts__.slug.__prompt__": '"__prompts__": {"slug": {"__prompt__": HERE}}',
    "__prompts__.slug.x": '"__prompts__": {"slug": {"x": HERE}}',
    "templates.a": '"templates": {"a": HERE}',
    "templates.a.path": '"templates": {"a": {"path": HERE}}',
    "templates.a.title": '"templates": {"a": {"path": "a", "title": HERE}}',
    "template[]": '"template": [HERE]',
    "question[]": '"question": ["a", HERE]',
    "question.x": '"question": {"x": HERE}',
    **{f"_jinja2_env_vars.{o}": f'"_jinja2_env_vars": {{"{o}": HERE}}' for o in OPTIONS},
    "_jinja2_env_vars.comments": '"_jinja2_env_vars": '
    '{"comment_start_string": HERE, "comment_end_string": HERE}',
}


def cookiecutter_json(place: str, value: str) -> str:
    """Return a ``cookiecutter.json`` with ``value`` in ``place``."""
    return f'{{"slug": "demo", {PLACES[place].replace("HERE", VALUES[value])}}}'


#: What a template says of itself, whole.
_WHOLE: dict[str, Any] = {  # JSON
    "version": "1",
    "title": "T",
    "description": "D",
    "skills": [{"id": "s", "name": "n", "when": {"slug": "demo"}, "evidence": [{"file": "f"}]}],
    "frameworks": ["f"],
    "minutes": 1,
    "command": "c",
    "layers": [{"path": ".", "when": {"slug": ["demo"]}}],
    "extras": [{"name": "e", "when": {"slug": "demo"}}],
    "help": {"slug": "h"},
    "answers": {
        "type": "object",
        "properties": {
            "slug": {"type": "string", "enum": ["demo"], "pattern": "d", "minLength": 1}
        },
        "allOf": [{"description": "d", "not": {"properties": {"slug": {"const": 1}}}}],
    },
}


def _levels(node: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to everything in ``node``."""
    if way:
        yield way
    items: Any = ()  # pairs of JSON
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for step, inner in items:
        yield from _levels(inner, (*way, step))


def _with_here(way: tuple[str | int, ...]) -> str:
    """Return the whole of ``_portfolio_kit`` with HERE at the end of ``way``."""
    changed = copy.deepcopy(_WHOLE)
    node: Any = changed  # JSON
    for step in way[:-1]:
        node = node[step]
    node[way[-1]] = "HERE"
    return json.dumps(changed).replace('"HERE"', "HERE")


#: Every level of ``_portfolio_kit`` by name, with a document that has HERE in its place.
ABOUT = {".".join(map(str, way)): _with_here(way) for way in _levels(_WHOLE)}
