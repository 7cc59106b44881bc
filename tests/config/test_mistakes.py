"""What the schema refuses is said in one line that tells what to write instead."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from portfolio_kit.config import mistakes
from portfolio_kit.config.mistakes import problems, schema


def said(table: str, key: str, value: object) -> list[str]:
    return [str(problem) for _, problem in problems({table: {key: value}})]


def nodes(node: Any, key: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of the schema that stands for a key of a config file."""
    if not isinstance(node, dict):
        return
    yield key, node
    for name, inner in node.get("properties", {}).items():
        yield from nodes(inner, f"{key}.{name}")
    yield from nodes(node.get("items"), f"{key}[]")


def documented() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from nodes(schema())
    for name, node in schema()["$defs"].items():
        yield from nodes(node, name)


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(schema())

    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


# Taplo drops what stands beside a "$ref", so a reference stands alone and its target says all.
@pytest.mark.parametrize(("key", "node"), list(documented()))
def test_an_editor_finds_words_for_every_key(key: str, node: dict[str, Any]) -> None:
    if "$ref" in node:
        assert list(node) == ["$ref"]
    else:
        assert node["title"]
        assert node["description"].endswith(".")
        assert node.get("errorMessage") or key == ""


@pytest.mark.parametrize(
    ("key", "node"), [(key, node) for key, node in documented() if "examples" in node]
)
def test_every_example_is_allowed(key: str, node: dict[str, Any]) -> None:
    validator = jsonschema_rs.Draft202012Validator({**node, "$defs": schema()["$defs"]})

    assert all(validator.is_valid(example) for example in node["examples"]), key


@pytest.mark.parametrize(
    ("table", "key", "value", "line"),
    [
        ("author", "name", 3, "author.name is 3, not a string; give a name on one line, like"),
        ("author", "name", "Ada\nL", "author.name is 'Ada\\nL'; give a name on one line"),
        ("author", "email", "x", "author.email is 'x'; give an address like ada@example.org"),
        ("author", "orcid", "0000", "author.orcid is '0000'; give the 16 digits"),
        ("author", "github", "@ada", "author.github is '@ada'; give the bare user or"),
        ("defaults", "a b", [1], 'defaults."a b" item 1 is 1, not a string; give a string'),
        ("defaults", "x", {}, "defaults.x is a table; give a string, true, false, a number or"),
        ("defaults", "x", dt.date(2026, 1, 2), "defaults.x is 2026-01-02, a date or time; put"),
        ("defaults", "x", float("nan"), "defaults.x is nan; give a finite number"),
        ("defaults", "x", 2**63, "defaults.x is a number of more than 64 bits; put it in quotes"),
        ("defaults", "python", 3.12, "defaults.python is 3.12, not a string; put the version in"),
        ("git", "sign", "yes", "git.sign is 'yes'; give true or false, without quotes"),
        ("git", "remote", "g:{user}", "git.remote is 'g:{user}'; use no other placeholders than"),
        ("git", "remote", "g:{slug", "git.remote is 'g:{slug'; use no other placeholders than"),
        ("git", "remote", "g:{}", "git.remote is 'g:{}'; use no other placeholders than"),
        ("run", "installer", "poetry", "run.installer is 'poetry'; choose auto, pip or uv"),
        ("run", "installer", True, "run.installer is true; choose auto, pip or uv"),
        ("story", "why", " \n", "story.why is ' \\n'; say it in your own words"),
        ("story", "why", "<!-- portfolio-kit:end x -->", "story.why holds a region marker"),
        ("story", "decisions", ["ok", ""], "story.decisions item 2 is ''; give one sentence"),
        ("story", "decisions", "one", "story.decisions is 'one', not a list; give a list of"),
        ("story", "decisions", [1], "story.decisions item 1 is 1, not a string; give one"),
        ("author", "name", "x\x00" * 50, "author.name is 'x\\x00x\\x00"),
        (
            "author",
            "url",
            "https://a.org",
            "author.url is unknown; leave it out: no command reads it yet",
        ),
        ("author", "nam", "x", "author.nam is unknown; did you mean 'name'?"),
        ("author", "License", "x", "author.License is unknown; choose one of: name, email"),
        ("author", "license", "x", "author.license is unknown; put it under [defaults]"),
        ("author", "title", "x", "author.title is unknown; put it under [[project]]"),
        ("author", "a\nb", "x", 'author."a\\nb" is unknown; choose one of: name, email'),
    ],
)
def test_one_wrong_value_is_one_line(table: str, key: str, value: object, line: str) -> None:
    (only,) = said(table, key, value)

    assert only.startswith(line)
    assert len(only.encode("unicode_escape").decode()) < 150


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"autor": {}}, "autor is unknown; did you mean '[author]'?"),
        ({"projects": []}, "projects is unknown; did you mean '[[project]]'?"),
        ({"name": "x"}, "name is unknown; put it under [author]"),
        (
            {"zzz": 1},
            (
                "zzz is unknown; choose one of: [author], [defaults], [git], [run], "
                "[story], [[project]], [templates]"
            ),
        ),
        ({"author": "Ada"}, "author is 'Ada', not a table; write it as a table: [author]"),
        (
            {"project": {"template": "x"}},
            (
                "project is a table, not a list; write [[project]] with "
                "two brackets, once for each project"
            ),
        ),
        ({"project": [{}]}, 'project.template is missing; add template = "federated"'),
        (
            {"project": [{"template": "x", "pin": 1}]},
            "project.pin is unknown; leave it out: no command reads it yet",
        ),
        ({"site": {"title": "x"}}, "site is unknown; leave it out: no command reads it yet"),
        (
            {"project": [{"template": "x", "clients": 0}]},
            ("project.clients is unknown; if it is an answer, write answers = { clients = ... }"),
        ),
        (
            {"project": [{"template": "x", "titel": "x"}]},
            ("project.titel is unknown; did you mean 'title'?"),
        ),
        (
            {"project": [{"template": "x", "slug": "a/b"}]},
            ("project.slug is 'a/b'; give a folder's name, like federated-digits"),
        ),
        (
            {"project": [{"template": "x", "answers": {"x": [["y"]]}}]},
            ("project.answers.x item 1 is a list, not a string; give a string"),
        ),
        (
            {"project": [{"template": "x", "story": {"wy": "x"}}]},
            ("project.story.wy is unknown; did you mean 'why'?"),
        ),
    ],
)
def test_a_wrong_table_says_how_to_write_it(document: dict[str, Any], line: str) -> None:
    assert [str(problem) for _, problem in problems(document)] == [line]


@pytest.mark.parametrize("branch", ["main", "feature/x", "v1.2", "日本"])
def test_branches_that_git_allows_are_allowed(branch: str) -> None:
    assert said("git", "branch", branch) == []


@pytest.mark.parametrize(
    "branch",
    ["", "-x", "/x", "x/", "x.", ".x", "a/.b", "a..b", "a//b", "a.lock", "a b", "@", "a@{"],
)
def test_branches_that_git_refuses_are_refused(branch: str) -> None:
    assert len(said("git", "branch", branch)) == 1


def test_an_empty_answer_is_for_its_question_to_judge() -> None:
    assert said("defaults", "orcid", "") == []


def test_depth_has_an_end() -> None:
    document: dict[str, Any] = {}
    for _ in range(300):
        document = {"a": document}

    (line,) = said("defaults", "x", document)[:1]

    assert line.endswith(f"nested more than {mistakes.DEEPEST} deep; flatten it")


def test_the_schema_file_is_written_the_one_way() -> None:
    file = Path(mistakes.__file__).parents[1] / "schemas" / "config.schema.json"

    assert (
        file.read_text(encoding="utf-8")
        == json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    )
