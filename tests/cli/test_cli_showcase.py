"""`showcase`: the README of a project that was just baked, and of one that was edited."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import sample_study
from commandline import call, end, lines, screen, terminal
from sample_manifest import FILES, first_version, sample

from portfolio_kit.schema import published, validator
from portfolio_kit.showcase import readme as showcase

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, capsys: Capture) -> Path:
    """A project that has not run yet."""
    made = call(capsys, "new", "federated", "slug=mine", "package=mine", "--output", tmp_path)
    assert made.status == 0, made.err
    return tmp_path / "mine"


def spoil(project: Path) -> None:
    """Write a word into a region, as a person would."""
    readme = project / "README.md"
    text = readme.read_text(encoding="utf-8")
    where = text.index("\n", text.index("portfolio-kit:begin headline")) + 1
    readme.write_text(f"{text[:where]}A word.\n{text[where:]}", encoding="utf-8")


def test_a_new_project_agrees_before_its_first_run(project: Path, capsys: Capture) -> None:
    said = call(capsys, "showcase", project, "--check")

    assert (said.status, said.err) == (0, "")
    assert "README shows what was measured" in said.out
    assert call(capsys, "showcase", project, "--check", "--quiet").out == ""
    assert json.loads(call(capsys, "showcase", project, "--check", "--json").out) == {
        "agrees": True,
        "problems": [],
        "stale": [],
        "not_checked": "nothing was measured yet",
    }


def test_an_edited_region_fails_the_check(project: Path, capsys: Capture) -> None:
    spoil(project)

    said = call(capsys, "showcase", project, "--check", "--json")

    assert said.status == 1
    document = json.loads(said.out)
    assert document["agrees"] is False
    [problem] = document["problems"]
    assert problem["where"]["file"].endswith("README.md")
    assert problem["what"] in said.err
    assert "README.md" in said.err


def test_what_is_said_of_an_edited_region_helps_before_the_first_run(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (project / "README.md").read_bytes()
    spoil(project)
    monkeypatch.chdir(project)
    advice = call(capsys, "showcase", "--check").err.strip().rpartition("portfolio-kit ")[2]

    said = call(capsys, *advice.split())

    assert advice == "showcase --force"
    assert (said.status, said.err) == (0, "")
    assert "-A word." in said.out
    assert (project / "README.md").read_bytes() == before
    assert "unchanged: nothing was measured yet" in call(capsys, *advice.split()).out


@pytest.fixture
def measured(tmp_path: Path, date: datetime) -> Path:
    """A project with two parts whose results are fresh."""
    return sample_study.measured(tmp_path / "study", date)


def test_results_that_were_measured_before_a_change_are_said(
    measured: Path, capsys: Capture
) -> None:
    assert "stale" not in call(capsys, "showcase", measured, "--check").out
    with (measured / "src/study/words.py").open("a") as file:
        file.write("X = 1\n")

    said = call(capsys, "showcase", measured, "--check")
    document = json.loads(call(capsys, "showcase", measured, "--check", "--json").out)

    assert said.status == 0
    assert lines(said.out) == [
        "README shows what was measured, or says that nothing was yet.",
        "stale: experiment: measured before src/study/words.py changed",
        "'portfolio-kit run' measures anew.",
    ]
    assert document == {
        "agrees": True,
        "problems": [],
        "stale": [{"part": "experiment", "cause": "measured before src/study/words.py changed"}],
        "not_checked": None,
    }
    validator(published("showcase-check.schema.json")).validate(document)
    assert call(capsys, "showcase", measured, "--check", "--quiet").out == ""


def test_what_cannot_be_known_of_results_is_said(measured: Path, capsys: Capture) -> None:
    (measured / ".git").rename(measured / "elsewhere")

    said = call(capsys, "showcase", measured, "--check")
    document = json.loads(call(capsys, "showcase", measured, "--check", "--json").out)

    assert lines(said.out)[1:] == [
        "not checked whether results are stale: this folder lies in no git repository"
    ]
    assert (document["stale"], document["not_checked"]) == (
        [],
        "this folder lies in no git repository",
    )
    validator(published("showcase-check.schema.json")).validate(document)


def test_stale_results_are_no_excuse_for_a_readme_that_disagrees(
    measured: Path, capsys: Capture
) -> None:
    (measured / "table.toml").write_text("x = 1\n", encoding="utf-8")
    spoil(measured)

    document = json.loads(call(capsys, "showcase", measured, "--check", "--json").out)

    assert document["agrees"] is False
    assert [one["part"] for one in document["stale"]] == ["all results"]
    validator(published("showcase-check.schema.json")).validate(document)


def test_a_document_of_the_check_holds_no_secret(project: Path, capsys: Capture) -> None:
    wrong = {**sample(), "repository": "https://u:secretpw@h/x y"}
    (project / "showcase.json").write_text(json.dumps(wrong), encoding="utf-8")

    said = call(capsys, "showcase", project, "--check", "--json")

    assert said.status == 1
    assert "https://***@h" in said.out
    assert "secretpw" not in said.out + said.err


def test_a_project_of_an_older_version_is_told_what_to_do(project: Path, capsys: Capture) -> None:
    old = first_version()
    for figure, content in FILES.items():
        (project / figure).parent.mkdir(exist_ok=True)
        (project / figure).write_bytes(content)
    (project / "showcase.json").write_text(json.dumps(old), encoding="utf-8")
    before = (project / "README.md").read_bytes()

    said = [call(capsys, "showcase", project, *more) for more in ([], ["--check"])]

    for one in said:
        assert (one.status, one.err) == (0, "")
        assert "is of an older version" in " ".join(one.out.split())
        assert "shows what was measured" not in one.out
    assert call(capsys, "showcase", project, "--quiet").out == ""
    assert (project / "README.md").read_bytes() == before


def test_there_is_nothing_to_fill_before_the_first_run(project: Path, capsys: Capture) -> None:
    before = (project / "README.md").read_bytes()

    said = call(capsys, "showcase", project)

    assert said.status == 1
    assert "showcase.json" in said.err
    assert (project / "README.md").read_bytes() == before


def test_check_and_force_are_not_for_one_call(project: Path, capsys: Capture) -> None:
    assert call(capsys, "showcase", project, "--check", "--force").status == 2


def outcome(project: Path, *, changed: bool) -> showcase.Outcome:
    difference = "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-old\n+new\n same"
    return showcase.Outcome(project / "README.md", changed, difference if changed else "")


@pytest.mark.parametrize(("changed", "said"), [(True, "filled"), (False, "unchanged")])
def test_what_was_done_is_said(
    *,
    changed: bool,
    said: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def fill(project: Path, _command: showcase.Command, *, force: bool) -> showcase.Outcome:
        asked.append(force)
        return outcome(project, changed=changed)

    monkeypatch.setattr(showcase, "fill", fill)

    assert said in call(capsys, "showcase", tmp_path).out
    assert "+new" not in call(capsys, "showcase", tmp_path).out
    assert ("+new" in call(capsys, "showcase", tmp_path, "--force").out) == changed
    quiet = [call(capsys, "showcase", tmp_path, "--quiet", *more) for more in ([], ["--force"])]
    assert [one.out for one in quiet] == ["", ""]
    assert quiet[0].err == ""
    assert ("-old\n+new\n" in quiet[1].err) == changed
    assert json.loads(call(capsys, "showcase", tmp_path, "--json").out)["changed"] is changed
    assert asked == [False, False, True, False, True, False]


def test_an_error_is_red_on_a_terminal(project: Path) -> None:
    spoil(project)
    child = terminal("showcase", project, "--check", cwd=project)

    assert end(child) == 1
    assert "\x1b[31m" in str(child.before)
    assert "README.md" in screen(child)


def test_a_folder_that_is_no_project_is_named(tmp_path: Path, capsys: Capture) -> None:
    for option in ((), ("--check",)):
        said = call(capsys, "showcase", tmp_path, *option)

        assert said.status == 1
        assert said.err == (
            f"{tmp_path} is no project (it has neither showcase.json nor .portfolio-kit.json); "
            "give the folder of one\n"
        )


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"command": 5}', None])
def test_a_damaged_recipe_names_no_command_that_makes_the_manifest(
    project: Path, capsys: Capture, text: str | None
) -> None:
    file = project / ".portfolio-kit.json"
    if text is None:
        file.unlink()
        file.mkdir()
    else:
        file.write_text(text, encoding="utf-8")

    for option in ((), ("--check",)):
        said = call(capsys, "showcase", project, *option)

        assert said.status == 1
        first, *others = said.err.splitlines()
        assert first == f"{project / 'showcase.json'} is not there; 'portfolio-kit run' makes it"
        assert others
        assert all(line.startswith(f"{file}") for line in others)
