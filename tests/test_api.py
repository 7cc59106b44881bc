"""The API: what the commands do, as a program or a notebook does it."""

import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sample_project
import sample_study
from commandline import PLAIN
from conftest import MakeTemplate

import portfolio_kit
from portfolio_kit.cli import api, machine
from portfolio_kit.errors import AnswerError, ManifestError, PortfolioKitError, RunError
from portfolio_kit.running.step import Event
from portfolio_kit.running.wish import Wish


def test_a_notebook_bakes_runs_and_reads_what_was_measured(
    tmp_path: Path,
    date: datetime,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [template.name for template in portfolio_kit.templates()]
    answers = {"title": "One", "framework": "numpy"}

    made = portfolio_kit.bake("federated", "out", answers=answers, date=date)
    again = portfolio_kit.bake("federated", Path("again"), answers=answers, date=date)

    assert "federated" in names
    assert made.path == Path("out/one")
    assert made.commit == again.commit
    assert made.author is not None
    with pytest.raises(ManifestError, match="showcase"):
        portfolio_kit.read_manifest(made.path)
    assert capsys.readouterr() == ("", "")


def test_what_was_baked_is_run_and_what_is_not_ours_is_refused(
    tmp_path: Path, date: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = sample_project.executable(tmp_path / "python", sample_project.PYTHON)
    project = sample_project.write(tmp_path / "federated-digits", date)
    monkeypatch.setattr(api, "Wish", partial(Wish, python=str(python)))
    heard: list[Event] = []

    with pytest.raises(PortfolioKitError, match="was not baked here by you"):
        portfolio_kit.run(project, installer="pip")
    done = portfolio_kit.run(project, installer="pip", trust=True, date=date, progress=heard.append)

    assert done.commit is not None
    assert {event.step for event in heard} >= {"environment", "install", "run"}
    assert portfolio_kit.read_manifest(project)["metrics"]
    assert machine.state().is_dir()


def test_what_is_on_record_is_not_run_again(
    tmp_path: Path, date: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    python = sample_study.python(tmp_path / "python")
    project = sample_study.write(tmp_path / "p", date)
    monkeypatch.setattr(api, "Wish", partial(Wish, python=str(python)))

    first = portfolio_kit.run(project, installer="pip", trust=True, date=date)
    again = portfolio_kit.run(project, installer="pip", date=date)
    anew = portfolio_kit.run(project, installer="pip", date=date, record=True)

    assert first.unchanged_since is None
    assert again.unchanged_since == sample_study.git(project, "rev-parse", f"{first.commit}~1")
    assert anew.unchanged_since is None


def test_the_author_and_the_words_are_the_persons(tmp_path: Path) -> None:
    made = portfolio_kit.bake(
        "federated",
        tmp_path,
        answers={"framework": "numpy"},
        author=("Grace Hopper", "grace@example.org"),
        story={"why": "Because nobody had."},
    )

    said = subprocess.run(
        ["git", "-C", made.path, "log", "-1", "--format=%an <%ae>"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert said == "Grace Hopper <grace@example.org>\n"
    assert "Because nobody had." in (made.path / "README.md").read_text(encoding="utf-8")


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(AnswerError) as caught:
        portfolio_kit.bake("federated", tmp_path, answers={"framework": "none", "nothing": 1})

    assert len(caught.value.problems) == 2
    assert list(tmp_path.iterdir()) == []


def test_importing_it_costs_nothing() -> None:
    code = (
        "import sys; before = set(sys.modules); import portfolio_kit;"
        "print(*set(sys.modules) - before)"
    )

    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert said.stdout.split() == ["portfolio_kit"]


def test_a_name_that_it_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = portfolio_kit.nothing
    assert all(hasattr(portfolio_kit, name) for name in portfolio_kit.__all__)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answers": {"title": None}}, "answers['title'] is None; give a text, a number"),
        ({"answers": {"title": datetime(2026, 1, 1, tzinfo=UTC)}}, "answers['title'] is datetime"),
        ({"answers": {1: 2}}, "answers[1] is 2; give a text"),
        ({"answers": {"title": "\ud800"}}, "answers['title'] is '\\ud800'; give a text"),
        ({"answers": ["title"]}, "answers is ['title']; give a dictionary"),
        ({"author": "Ada"}, "author is 'Ada'; give two texts"),
        ({"author": ("Ada",)}, "author is ('Ada',); give two texts"),
        ({"author": ("Ada", "")}, "author is ('Ada', ''); give two texts"),
        ({"story": {"why": 3}}, "story.why is 3, not a string; "),
        ({"story": "x"}, "story is 'x', not a table; "),
        ({"story": {"decisions": "abc"}}, "story.decisions is 'abc', not a list; "),
        ({"story": {"foo": "x"}}, "story.foo is unknown; "),
        ({"date": datetime(2026, 1, 1)}, "date is datetime.datetime(2026, 1, 1, 0, 0); give a"),  # noqa: DTZ001 - that is what is wrong
        ({"date": datetime(1900, 1, 1, tzinfo=UTC)}, "date is datetime.datetime(1900, 1, 1"),
        ({"date": "2026-01-01"}, "date is '2026-01-01'; give a datetime with a time zone"),
    ],
)
def test_an_argument_that_no_command_could_get_is_refused_in_one_line(
    wrong: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(AnswerError) as caught:
        portfolio_kit.bake("federated", tmp_path / "out", **wrong)

    assert [line.startswith(said) for line in caught.value.lines] == [True], caught.value.lines
    assert not (tmp_path / "out").exists()


def test_a_run_is_wished_with_words_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        portfolio_kit.run(tmp_path, profile="whole", installer="conda")  # type: ignore[arg-type] # wrong on purpose

    assert caught.value.lines == (
        "profile is 'whole'; choose one of: smoke, full, study",
        "installer is 'conda'; choose one of: auto, pip, uv",
    )


@pytest.mark.parametrize("output", ["a" * 300, "a\0b"])
def test_a_folder_that_cannot_be_is_refused_in_one_line(output: str, tmp_path: Path) -> None:
    with pytest.raises(PortfolioKitError) as caught:
        portfolio_kit.bake("federated", tmp_path / output)

    assert len(caught.value.lines) == 1


def test_a_folder_may_be_a_path_and_begin_at_home(
    tmp_path: Path, home: Path, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    made = portfolio_kit.bake(make_template(PLAIN), "~/projects", git=False)

    assert made.path == home / "projects" / "thing"
    assert [path.name for path in tmp_path.iterdir()] == ["template"]
