"""The answers file gives back what was written, holds no secret, and names every mistake."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Validator

from portfolio_kit.errors import ConfigError
from portfolio_kit.schema import published, validator
from portfolio_kit.showcase import recipe
from portfolio_kit.showcase.recipe import Recipe

BAKED = Recipe(
    template="federated",
    version="1",
    kit="0.1.0",
    layers=("_base", "federated", "engines/jax"),
    answers={"title": "Föderiertes Lernen", "clients": 10, "dp": False},
    story={"why": "Because.", "decisions": ["one", "two"]},
    date="2026-11-23",
    command="python -m fed_digits",
    extras=("jax",),
    files=f"sha256:{'0123456789abcdef' * 4}",
)
FOREIGN = {"url": "https://example.org/t.git", "ref": "v1", "commit": "a1b2", "directory": None}

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
json_values = st.recursive(
    scalars.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def written(folder: Path, document: object) -> Path:
    path = folder / ".portfolio-kit.json"
    content = document if isinstance(document, str) else json.dumps(document)
    path.write_text(content, encoding="utf-8")
    return path


def as_document(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(recipe.text(BAKED))
    return {**document, **changes}


@pytest.mark.parametrize("baked", [BAKED, replace(BAKED, origin=FOREIGN, command=None, extras=())])
def test_what_is_written_is_read_again(tmp_path: Path, baked: Recipe) -> None:
    path = written(tmp_path, recipe.text(baked))

    assert recipe.read(tmp_path) == baked
    assert recipe.read(path) == baked


@given(answers=st.dictionaries(st.text(min_size=1), json_values, max_size=4))
def test_every_answer_survives(
    tmp_path_factory: pytest.TempPathFactory, answers: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("project")
    baked = replace(BAKED, answers=answers)

    content = recipe.text(baked)
    written(folder, content)

    assert recipe.read(folder) == baked
    assert recipe.text(recipe.read(folder)) == content


def test_the_text_is_readable_json_that_ends_in_a_newline() -> None:
    content = recipe.text(BAKED)

    assert content.startswith('{\n  "schema_version": 2,\n  "template": "federated",\n')
    assert content.endswith("\n}\n")
    assert "Föderiertes" in content
    assert "origin" not in content


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://example.org/t.git", "https://example.org/t.git"),
        ("https://ada:secret@example.org:8443/t.git", "https://example.org:8443/t.git"),
        ("https://secret@example.org/t.git", "https://example.org/t.git"),
        ("ssh://git@example.org/t.git", "ssh://git@example.org/t.git"),
        ("git@example.org:ada/t.git", "git@example.org:ada/t.git"),
        ("example.org:ada/t.git", "example.org:ada/t.git"),
        ("file:///home/ada/t", None),
        ("FILE:///home/ada/t", None),
        ("file:/home/ada/t", None),
        ("https://ada:secret/x@example.org/t.git", "https://example.org/t.git"),
        ("https://ada:secret@x@example.org/t.git", "https://example.org/t.git"),
        ("https://example.org/t.git?private_token=secret", "https://example.org/t.git"),
        ("ssh://git:secret@example.org/t.git", "ssh://git@example.org/t.git"),
        ("ada:secret@example.org:t.git", None),
        ("~/t", None),
        ("./t:x", None),
        (r"\\server\share\t", None),
        ("//server/share/t", None),
        ("/home/ada/t", None),
        ("../t", None),
        (r"C:\Users\ada\t", None),
        ("C:/Users/ada/t", None),
        (None, None),
    ],
)
def test_no_password_and_no_path_of_the_machine_is_written(
    url: str | None, public: str | None
) -> None:
    content = recipe.text(replace(BAKED, origin={**FOREIGN, "url": url}))

    assert json.loads(content)["origin"].get("url") == public
    assert "secret" not in content
    assert json.loads(content)["origin"]["ref"] == "v1"


def test_what_an_older_file_may_leave_out_has_a_default(tmp_path: Path) -> None:
    document = as_document()
    del document["command"], document["extras"]
    written(tmp_path, document)

    baked = recipe.read(tmp_path)

    assert (baked.command, baked.extras, baked.origin) == (None, (), None)


def test_version_1_is_read_and_never_written(tmp_path: Path) -> None:
    document = as_document()
    del document["schema_version"], document["files"]
    written(tmp_path, document)

    baked = recipe.read(tmp_path)

    assert baked == replace(BAKED, files=None)
    with pytest.raises(ValueError, match="version 1 is read, and never written"):
        recipe.text(baked)


@pytest.mark.parametrize("missing", ["schema_version", "files"])
def test_a_file_between_the_versions_is_neither(tmp_path: Path, missing: str) -> None:
    document = as_document()
    del document[missing]
    written(tmp_path, document)

    with pytest.raises(ConfigError, match=f"{missing} is missing; take the file back from git"):
        recipe.read(tmp_path)


@pytest.mark.parametrize("version", [3, 4, 10**30])
def test_a_later_version_is_one_line_whatever_else_it_holds(tmp_path: Path, version: int) -> None:
    path = written(tmp_path, {"schema_version": version, "whatever": [1]})

    with pytest.raises(ConfigError) as caught:
        recipe.read(tmp_path)

    (said,) = caught.value.lines
    assert said == (
        f"{path} has schema_version {version}, and this portfolio-kit reads 1 and 2; "
        "upgrade portfolio-kit: pip install --upgrade portfolio-kit"
    )


#: A schema knows no quotes of a shell, and its 2.0 is 2.
BEYOND_A_SCHEMA = [("command", "python -m 'open"), ("schema_version", 2.0)]


def schema() -> Validator:
    return validator(published("recipe.schema.json"), formats=True)


@given(answers=st.dictionaries(st.text(min_size=1), json_values, max_size=4))
def test_what_is_written_follows_the_published_schema(answers: dict[str, Any]) -> None:
    for baked in (BAKED, replace(BAKED, origin=FOREIGN, command=None, extras=())):
        content = recipe.text(replace(baked, answers=answers))

        assert [str(e) for e in schema().iter_errors(json.loads(content))] == []


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    document = as_document(version=1, extras=["--index-url=x"], colour="red")
    del document["layers"]
    path = written(tmp_path, document)

    with pytest.raises(ConfigError) as caught:
        recipe.read(tmp_path)

    assert sorted(caught.value.lines) == [
        f"{path}: colour is unknown; remove it, or upgrade",
        (f'{path}: extras[0] is "--index-url=x"; it must be an extra of the project, such as jax'),
        f"{path}: layers is missing; take the file back from git, or bake the project again",
        f"{path}: version is 1; it must be text on one line",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("template", ""),
        ("template", "two\nlines"),
        ("layers", "federated"),
        ("layers", [1]),
        ("answers", []),
        ("story", {"why": 3}),
        ("story", {"decisions": [3]}),
        ("story", "why"),
        ("date", "yesterday"),
        ("date", 20261123),
        ("command", "python -m 'open"),
        ("command", "  "),
        ("command", ["python"]),
        ("extras", "jax"),
        ("extras", [3]),
        ("origin", "here"),
        ("origin", {"url": 3}),
        ("origin", {"place": "here"}),
        ("schema_version", 1),
        ("schema_version", 0),
        ("schema_version", 2.0),
        ("schema_version", "2"),
        ("schema_version", None),
        ("files", None),
        ("files", "0" * 64),
        ("files", "sha256:" + "0" * 63),
        ("files", "sha256:" + "G" * 64),
        ("files", "sha1:" + "0" * 40),
        ("files", "sha256:" + "0" * 64 + "\n"),
    ],
)
def test_a_wrong_value_is_said_with_its_key(tmp_path: Path, key: str, value: object) -> None:
    written(tmp_path, as_document(**{key: value}))

    with pytest.raises(ConfigError, match=rf"{key}([.[]\w+\]?)? is .*; (it must be|remove it)"):
        recipe.read(tmp_path)
    if (key, value) not in BEYOND_A_SCHEMA:
        assert not schema().is_valid(as_document(**{key: value}))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ('{"template": NaN}', "NaN is not a finite number"),
        ('{"template": "a", "template": "b"}', "'template' is there twice in one object"),
        ("[" * 200_000, "is nested more than 100 deep"),
        ('{"answers": {"n": 1e400}}', "1e400 is not a finite number"),
        ('["' + "x" * 100 + '"]', r'the document is \["x+\.\.\.; it must be an object'),
    ],
)
def test_a_file_that_holds_something_else_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    written(tmp_path, content)

    with pytest.raises(ConfigError, match=message):
        recipe.read(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".portfolio-kit.json").write_bytes('{"template": "é"}'.encode("latin-1"))

    with pytest.raises(ConfigError, match="is not UTF-8"):
        recipe.read(tmp_path)


def test_a_missing_file_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist; give a project that portfolio-kit"):
        recipe.read(tmp_path)


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / ".portfolio-kit.json").mkdir()

    with pytest.raises(ConfigError, match="cannot be read"):
        recipe.read(tmp_path)


def test_what_no_schema_can_say_is_said_with_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, as_document(kit=3, command="python -m 'open", schema_version=2.0))

    with pytest.raises(ConfigError) as caught:
        recipe.read(path)

    assert [problem.where.key for problem in caught.value.problems] == [
        "kit",
        "schema_version",
        "command",
    ]
