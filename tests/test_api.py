"""The API: what the commands do, as a program or a notebook does it."""

import subprocess
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
import sample_project

import portfolio_kit
from portfolio_kit.cli import api, machine
from portfolio_kit.errors import AnswerError, ManifestError, PortfolioKitError
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
