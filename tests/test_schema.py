"""What our schemas refuse is said in one voice, with words for whatever may be wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from portfolio_kit.config import mistakes
from portfolio_kit.errors import Where
from portfolio_kit.schema import Words, dotted, published, refused, resolved, wanted

SCHEMAS = (
    *("config", "recipe", "showcase", "cookiecutter", "template"),
    *("showcase-check", "project", "update"),
)
FILES = [f"{name}.schema.json" for name in SCHEMAS]


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema."""
    yield node
    for keyword in ("properties", "patternProperties", "$defs"):
        for inner in node.get(keyword, {}).values():
            if isinstance(inner, dict):
                yield from parts(inner)
    for keyword in ("items", "additionalProperties", "not", "then"):
        if isinstance(node.get(keyword), dict):
            yield from parts(node[keyword])


@pytest.mark.parametrize("file", FILES)
def test_what_may_be_missing_is_described(file: str) -> None:
    rules = published(file)
    for part in parts(rules):
        for name in part.get("required", ()) if "properties" in part else ():
            assert resolved(part["properties"][name], rules)["description"], (name, part)


@pytest.mark.parametrize("file", FILES)
def test_a_pattern_or_an_alternative_says_what_it_takes(file: str) -> None:
    for part in parts(published(file)):
        if {"pattern", "format", "anyOf", "minProperties"} & part.keys():
            assert {"errorMessage", "description"} & part.keys(), part


def said(document: object, file: str) -> list[str]:
    return [str(problem) for _, problem in refused(document, file)]


def test_a_name_that_is_none_is_said_with_what_is_named() -> None:
    document = {"provenance": {"packages": {"a b": "1"}}}

    lines = said(document, "showcase.schema.json")

    assert (
        'provenance.packages is {"a b": "1"}; Versions of the packages that computed, such as '
        '{"jax": "0.7.2"}'
    ) in lines


def test_each_problem_has_its_path_and_its_key() -> None:
    document = {"extras": [{"name": "jax", "wehn": {}}], "minutes": 0}

    found = dict(refused(document, "template.schema.json"))

    assert {path: problem.where for path, problem in found.items()} == {
        ("extras", 0, "wehn"): Where(key="extras[0].wehn"),
        ("minutes",): Where(key="minutes"),
    }


def test_a_key_without_a_near_one_is_answered_with_all() -> None:
    (line,) = said({"layers": [{"path": ".", "zzz": 1}]}, "template.schema.json")

    assert line == "layers[0].zzz is unknown; choose one of: path, when"


def test_the_one_value_that_is_allowed_is_said_as_it_is_written() -> None:
    (line,) = said({"answers": {"type": "list"}}, "template.schema.json")

    assert line == 'answers.type is "list"; it must be "object"'


def test_the_words_of_a_document_are_its_own() -> None:
    words = Words(
        key=lambda path: "/".join(map(str, path)),
        missing="write {name}",
        unknown=lambda *_: "drop it",
    )

    found = refused({"layers": [{"zzz": 1}]}, "template.schema.json", words)

    assert [str(problem) for _, problem in found] == [
        "layers/0/zzz is unknown; drop it",
        "layers/0/path is missing; write path",
    ]


def test_what_is_wrong_already_is_not_judged() -> None:
    document = {"minutes": None, "version": 1}

    found = refused(document, "template.schema.json", but={("minutes",)})

    assert [path for path, _ in found] == [("version",)]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ((), "the document"),
        (("metrics", 0, "value"), "metrics[0].value"),
        (("a", "two words"), 'a."two words"'),
        (("a", ""), 'a.""'),
        (("a", "b\nc"), 'a."b\\nc"'),
    ],
)
def test_a_key_stays_one_line(path: tuple[str | int, ...], key: str) -> None:
    assert dotted(path) == key


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"type": ["string", "null"]}, "a text or null"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "array", "minItems": 2, "maxItems": 2}, "a list of 2 entries"),
        ({"type": "array", "maxItems": 3}, "a list of at most 3 entries"),
        (
            {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            "a number above 0 and of at most 1",
        ),
    ],
)
def test_what_a_schema_takes_is_said_with_its_limits(rules: dict[str, Any], words: str) -> None:
    assert wanted(rules) == words


def test_a_date_in_an_unknown_key_of_toml_does_not_hide_that_it_is_unknown() -> None:
    import datetime as dt

    found = mistakes.problems({"author": {"born": dt.date(1815, 12, 10)}})

    assert [problem.what for _, problem in found] == [
        "author.born is 1815-12-10, a date or time",
        "author.born is unknown",
    ]
