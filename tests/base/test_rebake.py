"""A recipe bakes the very tree again that its bake committed, whatever was answered."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import projects
import pytest
import updating
from commandline import call
from conftest import ADA
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import TEMPLATES, label
from updating import DAY, PERSON, git, lab, state

from portfolio_kit.baking import bake
from portfolio_kit.baking.order import Terms, Wanted, take_order
from portfolio_kit.base import rebake
from portfolio_kit.base.rebake import Baked
from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.errors import AnswerError
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import recipe
from portfolio_kit.template.template import Template

Capture = pytest.CaptureFixture[str]


def again(project: Path, template: Template, **changes: object) -> Baked:
    """Bake the recipe of a project again, with other answers too."""
    given = {name: Value(value, "argument") for name, value in changes.items()}
    taken = rebake.order(template, recipe.read(project), project, given)
    return rebake.stored(Store(project), taken)


def assert_exact(project: Path, template: Template) -> None:
    made = again(project, template)

    assert made.tree == git(project, "rev-parse", "HEAD^{tree}")
    assert made.recipe == recipe.read(project)
    assert git(project, "ls-tree", "-r", "--name-only", made.tree)


def assert_the_same_commit(project: Path, output: Path, capsys: Capture) -> None:
    """See that the recipe's bake gives the same commit elsewhere."""
    output.mkdir()
    file = project / recipe.NAME
    date = projects.DAY.isoformat()
    said = call(capsys, "new", "--from", file, "--set-date", date, "--quiet", "--output", output)

    assert said.status == 0, said.err
    (other,) = output.iterdir()
    assert git(other, "rev-parse", "HEAD") == git(project, "rev-parse", "HEAD")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_default_project_is_baked_again(name: str, tmp_path: Path, capsys: Capture) -> None:
    project = projects.baked(name, tmp_path, {"slug": "p"})

    assert_exact(project, TEMPLATES[name])
    assert_the_same_commit(project, tmp_path / "other", capsys)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "answers"), list(projects.pairs(own=False)), ids=label)
def test_every_two_answers_are_baked_again(
    name: str, answers: dict[str, object], tmp_path: Path, capsys: Capture
) -> None:
    project = projects.baked(name, tmp_path, {"slug": "p", **answers})

    assert_exact(project, TEMPLATES[name])
    assert_the_same_commit(project, tmp_path / "other", capsys)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "labs"


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    str.strip
)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    title=TEXTS,
    why=TEXTS,
    parts=st.sampled_from(["none", "skew", "fairness", "all"]),
    privacy=st.sampled_from(["none", "dp"]),
    study=st.booleans(),
)
def test_whatever_was_answered_and_told_is_baked_again(
    tmp_path_factory: pytest.TempPathFactory, why: str, **answers: Any
) -> None:
    place = tmp_path_factory.mktemp("made")
    found = lab(place)
    values = {"slug": "lab-of-ada", **PERSON, **answers}
    known = {name: Value(value, "argument") for name, value in values.items()}
    wanted = Wanted(found, known, {"why": why})
    project = bake.bake(take_order(wanted, config.load([]), Terms(place, DAY))).path

    assert_exact(project, found)


def test_a_clock_and_a_place_are_those_of_the_recipe(root: Path, tmp_path: Path) -> None:
    project = updating.baked(lab(root), tmp_path / "out")

    taken = rebake.order(lab(root), recipe.read(project), project)

    assert taken.date == datetime(2026, 2, 3, tzinfo=UTC)
    assert taken.destination == project
    assert not taken.git.commits


def test_nothing_but_objects_is_written_and_beside_the_project_if_asked(
    root: Path, tmp_path: Path
) -> None:
    project = updating.baked(lab(root), tmp_path / "out")
    before, objects = state(project), sorted((project / ".git/objects").rglob("*"))
    beside = tmp_path / "beside"
    beside.mkdir()

    taken = rebake.order(lab(root), recipe.read(project), project, {"study": Value("yes", "a")})
    there = rebake.stored(Store.beside(project, beside), taken)

    assert sorted((project / ".git/objects").rglob("*")) == objects
    here = rebake.stored(Store(project), taken)
    assert there == here
    assert here.tree != git(project, "rev-parse", "HEAD^{tree}")
    assert state(project) == before


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("+fairness", ["skew", "fairness"]),
        ("-skew", []),
        ("+fairness,-skew", ["fairness"]),
        ("fairness", ["fairness"]),
        ("none", []),
        ("all", ["skew", "fairness"]),
        (["+fairness"], ["skew", "fairness"]),
    ],
)
def test_signs_change_what_the_recipe_has(
    root: Path, tmp_path: Path, given: object, parts: list[str]
) -> None:
    project = updating.baked(lab(root), tmp_path / "out", parts="skew")

    assert again(project, lab(root), parts=given).recipe.answers["parts"] == parts


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parts": "+speed"}, "parts '+speed' is no choice"),
        ({"parts": 3}, "parts 3 is no list of choices"),
        ({"privacy": "much"}, "privacy 'much' is no choice"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_answer_is_said_once_with_all_that_is_wrong(
    root: Path, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    project = updating.baked(lab(root), tmp_path / "out")

    with pytest.raises(AnswerError) as refused:
        again(project, lab(root), **changes)

    (problem,) = refused.value.problems
    assert said in problem.what


HOSTILE = (
    "[core]\n\tautocrlf = true\n\texcludesFile = ~/ignored\n\tfileMode = false\n\tsafecrlf = true\n"
    "\tignoreCase = true\n\tprecomposeUnicode = true\n\tbigFileThreshold = 1\n"
)


def test_settings_of_git_do_not_change_a_tree(root: Path, tmp_path: Path, home: Path) -> None:
    project = updating.baked(lab(root), tmp_path / "out")
    (home / ".gitconfig").write_text(ADA + HOSTILE)
    (home / "ignored").write_text("*.md\n*.py\n")
    (project / ".git/info").mkdir(exist_ok=True)
    (project / ".git/info/exclude").write_text("*.toml\n")

    assert_exact(project, lab(root))


def test_what_the_gitignore_of_a_template_leaves_out_is_in_no_tree(
    root: Path, tmp_path: Path
) -> None:
    project = updating.baked(lab(root), tmp_path / "out")
    files = updating.files("2")
    top = next(name for name in files if name.endswith("LICENSE")).partition("/")[0]
    files |= {f"{top}/.gitignore": "*.json\n*.log\n", f"{top}/a.log": "noise"}
    updating.write(root / "2/lab", files)

    made = again(project, lab(root))

    names = git(project, "ls-tree", "-r", "--name-only", made.tree).splitlines()
    assert recipe.NAME in names
    assert "a.log" not in names
