"""A measured, edited project grows by ``update``: nothing is lost, and its own tests pass."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import updating
from commandline import call
from merging import edited
from projects import baked, label, package, run
from test_owned import ADDED, EDITS
from updating import commit, content, git, state

Capture = pytest.CaptureFixture[str]
Answers = Mapping[str, object]

#: What else a project becomes with other answers.
GROWN: dict[str, Answers] = {
    **ADDED["federated"],
    "dp study distributed": {"privacy": "dp", "study": True, "distributed": True},
    "framework": {"framework": "numpy"},
    "package": {"package": "fed_lab"},
}
ALL = [
    pytest.param(answers, id=name, marks=() if name == "dp" else pytest.mark.slow)
    for name, answers in GROWN.items()
]


def words(answers: Answers) -> list[str]:
    """Return answers as they are typed: of several choices those that are added."""
    said = {True: "yes", False: "no"}
    return [
        f"{name}={','.join(f'+{one}' for one in value)}"
        if isinstance(value, list)
        else f"{name}={said.get(value, value) if isinstance(value, bool) else value}"
        for name, value in answers.items()
    ]


#: Where those edits are no code yet, or stand for what no run has measured: what does instead.
RUNS = {
    "src/p/parts.py": {'Part("mine", report.measure, report.report),': "# mine"},
    "pyproject.toml": {'"rich>=14"': '"of-mine"'},  # among the keywords
    "showcase.json": {
        '"id": "test_accuracy"': '"id": "centralised_accuracy"',
        '"id": "round_time"': '"id": "own_accuracy"',
        '      "test_accuracy"\n': '      "centralised_accuracy"\n',
    },
}


def owned(output: Path, answers: Answers) -> Path:
    """Return a project of an owner: it ran, and has the edits of an evening."""
    project = baked("federated", output, {"slug": "p", **answers})
    updating.measure(project)
    commit(project, "docs: record the results of the first run")
    moved = {
        name.replace("src/p/", f"src/{package(project)}/"): edits
        for name, edits in EDITS["federated"].items()
    }
    edited(project, moved)
    commit(project)
    return project


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an owner's default project is kept."""
    return tmp_path_factory.mktemp("owned")


@pytest.fixture
def project(first: Path, tmp_path: Path) -> Path:
    """A default project of an owner."""
    if not (first / "p").is_dir():
        owned(first, {})
    return Path(shutil.copytree(first / "p", tmp_path / "p", symlinks=True))


def updated(project: Path, answers: Answers, capsys: Capture) -> dict[str, Any]:
    """Grow a project, and return what was said of it."""
    said = call(capsys, "update", project, *words(answers), "--json")
    assert said.status == 0, said.out + said.err
    document: dict[str, Any] = json.loads(said.out)
    return document


@pytest.mark.parametrize("answers", ALL)
def test_an_owners_project_becomes_what_its_new_answers_bake_with_the_same_edits(
    project: Path, answers: Answers, tmp_path: Path, capsys: Capture
) -> None:
    before = state(project)
    (tmp_path / "other").mkdir()
    other = owned(tmp_path / "other", answers)

    said = updated(project, answers, capsys)

    assert (said["state"], said["conflicts"]) == ("updated", [])
    now, want = content(project), content(other)
    assert [name for name in want.keys() | now.keys() if now.get(name) != want.get(name)] == []
    assert git(project, "status", "--porcelain") == ""
    git(project, "reset", "--merge", "ORIG_HEAD")
    assert state(project) == before


@pytest.mark.slow
def test_a_title_is_asked_for_only_where_its_owner_wrote_another(
    project: Path, capsys: Capture
) -> None:
    before = state(project)

    said = call(capsys, "update", project, "title=Digits, federated", "--json")

    assert said.status == 1
    assert json.loads(said.out)["conflicts"] == ["docs/model-card.md"]
    assert (project / "README.md").read_text().startswith("# Digits, federated\n")
    assert "# My model card" in (project / "docs/model-card.md").read_text()
    git(project, "merge", "--abort")
    assert state(project) == before


@pytest.mark.slow
@pytest.mark.baked
@pytest.mark.parametrize("name", [pytest.param("dp", marks=pytest.mark.nightly), "all"])
def test_the_tests_of_a_grown_project_pass_untouched(
    project: Path, name: str, python: str, capsys: Capture
) -> None:
    edited(project, RUNS)
    commit(project)
    updated(project, GROWN[name], capsys)

    done = run(project, python, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout[-6000:]
    assert git(project, "status", "--porcelain") == ""


@pytest.mark.slow
def test_one_after_another_comes_to_the_same_as_all_at_once(
    project: Path, tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "other").mkdir()
    other = owned(tmp_path / "other", GROWN["all"])

    for answers in (
        {"privacy": "dp"},
        {"analyses": ["skew"]},
        {"study": True},
        {"analyses": ["partitions"]},
        {"compare_with": "torch"},
        {"distributed": True},
    ):
        said = updated(project, answers, capsys)
        assert (said["state"], said["conflicts"]) == ("updated", [])

    now, want = content(project), content(other)
    assert [name for name in want.keys() | now.keys() if now.get(name) != want.get(name)] == []


@pytest.mark.slow
@pytest.mark.parametrize("answers", [*ADDED["federated"].values()], ids=label)
def test_what_was_added_is_taken_away_again(
    project: Path, answers: Answers, capsys: Capture
) -> None:
    before = content(project)
    updated(project, answers, capsys)
    back = {
        name: "no" if value is True else "none" if isinstance(value, str | list) else value
        for name, value in answers.items()
    }

    said = updated(project, back, capsys)

    assert (said["state"], said["conflicts"]) == ("updated", [])
    assert content(project) == before
