"""What is wrong as a document: `--json` says it to programs, whatever it is."""

import json
from pathlib import Path

import pytest
from commandline import TEMPLATE, call
from conftest import MakeTemplate
from sample_manifest import sample

from portfolio_kit.errors import PortfolioKitError, Problem, Where
from portfolio_kit.schema import published, validator

Capture = pytest.CaptureFixture[str]

#: How each command with `--json` fails: its words, exit status, and where the first problem is.
FAILURES: dict[str, tuple[list[str], int, dict[str, object]]] = {
    "no such template": (["show", "zzz", "--json"], 1, {}),
    "a wrong answer": (["new", "TEMPLATE", "size=99", "--json"], 1, {"key": "size"}),
    "two wrong answers": (["new", "TEMPLATE", "size=99", "loud=x", "--json"], 1, {"key": "size"}),
    "a wrong config file": (
        ["new", "TEMPLATE", "--config", "bad.toml", "--json"],
        1,
        {"file": "bad.toml", "line": 2, "key": "author.nam"},
    ),
    "no TOML": (
        ["config", "show", "--config", "no.toml", "--json"],
        1,
        {"file": "no.toml", "line": 1},
    ),
    "no config file": (["build", "none.toml", "--json"], 1, {}),
    "a project that is none": (["run", ".", "--json"], 1, {}),
    "a manifest that is none": (["showcase", "measured", "--json"], 1, {}),
    "an unknown option": (["list", "--json", "--nonsense"], 2, {}),
    "an unknown command": (["lst", "--json"], 2, {}),
    "a secret in a file": (["showcase", "secret", "--json"], 1, {}),
    "a secret": (["show", "https://ada:hunter22@localhost:1/x.git@", "--json"], 1, {}),
}


@pytest.fixture
def here(tmp_path: Path, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_template(TEMPLATE)
    (tmp_path / "bad.toml").write_text('[author]\nnam = "Ada"\n', encoding="utf-8")
    (tmp_path / "no.toml").write_text("no = [toml\n", encoding="utf-8")
    (tmp_path / "measured").mkdir()
    (tmp_path / "measured" / "showcase.json").write_text("[", encoding="utf-8")
    (tmp_path / "secret").mkdir()
    wrong = {**sample(), "repository": "https://ada:hunter22@h/x y"}
    (tmp_path / "secret" / "showcase.json").write_text(json.dumps(wrong), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", FAILURES)
def test_a_program_gets_what_is_wrong_as_one_document(
    name: str, here: Path, capsys: Capture
) -> None:
    words, status, where = FAILURES[name]

    said = call(capsys, *(str(here / "template") if word == "TEMPLATE" else word for word in words))

    document = json.loads(said.out)
    assert said.status == status
    rules = validator(published("problems.schema.json"))
    assert [error.message for error in rules.iter_errors(document)] == []
    assert document["problems"][0]["where"].items() >= where.items()
    # A person reads the same.
    for problem in document["problems"]:
        assert problem["what"] in said.err
        assert status == 2 or problem["advice"] in said.err
    assert "hunter22" not in said.out + said.err


def test_what_works_prints_no_problems(here: Path, capsys: Capture) -> None:
    assert "problems" not in json.loads(call(capsys, "show", here / "template", "--json").out)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("it is wrong", "mend it"), "it is wrong; mend it"),
        (Problem("it is wrong"), "it is wrong"),
        (Problem("x is 1", "give 2", Where("a.toml", 3, "x")), "a.toml:3: x is 1; give 2"),
        (Problem("x is 1", where=Where("a.toml")), "a.toml: x is 1"),
        (
            Problem("a.toml is not there", "write it", Where("a.toml", named=True)),
            "a.toml is not there; write it",
        ),
        (Problem("x is 1", where=Where(key="x")), "x is 1"),
    ],
)
def test_a_problem_is_one_line_with_its_place_first(problem: Problem, line: str) -> None:
    assert str(problem) == line
    assert str(PortfolioKitError([problem, problem])) == f"{line}\n{line}"


def test_details_stand_below_their_problem() -> None:
    error = PortfolioKitError([Problem("a", details=("  | b", "  | c")), Problem("d")])

    assert error.lines == ("a", "  | b", "  | c", "d")


def test_a_place_that_was_not_known_is_added_and_a_key_kept() -> None:
    found = Problem("x is 1", where=Where(key="x")).at(Where("a.toml", 3, "table"))

    assert found.where == Where("a.toml", 3, "x")
