"""What a person has renamed by hand is read from the files that are checked out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import updating
from hypothesis import given
from hypothesis import strategies as st
from updating import commit, content, edited, git, measured, state

from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.update import renamed

BAKED = Recipe(
    template="lab",
    version="2",
    kit="0.1.0",
    layers=(),
    answers={"package": "small_lab", "title": "Small lab"},
    story={},
    date="2026-02-03",
)
OLD = "src/small_lab/showcase/__init__.py"
NEW = "src/fed_lab/showcase/__init__.py"


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        ([OLD], {}),
        ([NEW], {"package": "fed_lab"}),
        ([NEW, "src/fed_lab/showcase/more.py"], {"package": "fed_lab"}),
        ([OLD, NEW], {}),  # a second one beside it
        ([NEW, "src/other/showcase/__init__.py"], {}),  # nobody knows which
        (["src/fed_lab/main.py"], {}),  # without our own files it may be anything
        (["showcase/__init__.py", "lib/src/fed_lab/showcase/x.py"], {}),
        ([], {}),
    ],
)
def test_a_package_is_the_only_folder_with_our_files(
    paths: Sequence[str], found: dict[str, Any]
) -> None:
    assert renamed.answers(BAKED, paths, None, None) == found


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("# Small lab\n", "# Small lab\n", None),
        ("# Small lab\n", "# A lab\n", "A lab"),
        ("# Small lab\n", "\ufeff# A lab\r\n\r\nWords\r\n", "A lab"),
        ("# Small lab\n", "Words\n\n# A lab  \n", "A lab"),
        ("# Small lab\n", "```\n# no heading\n```\n\n# A lab\n", "A lab"),
        ("# Small lab\n", "# News\n\nWords\n\n# Small lab\n", None),
        ("# Small lab\n", "# A lab\n\n# News\n", "A lab"),
        ("# Small lab\n", "## A part\n", None),
        ("# Small lab\n", "", None),
        ("# Small lab\n", None, None),
        ("# The small lab\n", "# A lab\n", None),  # it was no title before
        (None, "# A lab\n", None),
    ],
)
def test_a_title_is_the_first_heading_where_it_was_the_title(
    before: str | None, now: str | None, found: str | None
) -> None:
    said = renamed.answers(BAKED, [OLD], before, now)

    assert said == ({} if found is None else {"title": found})


@given(st.lists(st.text("abc/"), max_size=4), st.text("# ab\n"), st.text("# ab\n"))
def test_nothing_is_found_that_no_file_says(paths: list[str], before: str, now: str) -> None:
    found = renamed.answers(BAKED, paths, before, now)

    assert found.get("package", "") in "".join(paths)
    assert found.get("title", "") in now


def test_a_recipe_without_such_questions_has_nothing_renamed() -> None:
    plain = Recipe("t", "1", "0.1.0", (), {}, {}, "2026-02-03")

    assert renamed.answers(plain, [NEW], "# A\n", "# B\n") == {}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A measured project."""
    return measured(updating.lab(tmp_path / "labs"), tmp_path / "out")


def rename_the_package(project: Path, name: str) -> None:
    (project / "src/lab_of_ada").rename(project / "src" / name)
    for path in [path for path in project.rglob("*.py") if ".git" not in path.parts]:
        path.write_text(path.read_text().replace("lab_of_ada", name), encoding="utf-8")


@pytest.mark.slow
def test_a_project_whose_package_was_renamed_grows_without_a_question(
    project: Path, tmp_path: Path
) -> None:
    rename_the_package(project, "fed_lab")
    commit(project)
    before = content(project)

    done = updating.update(project, updating.lab(tmp_path / "labs"), answers={"privacy": "dp"})

    assert (done.state, done.conflicts) == ("updated", ())
    assert done.message.startswith("feat: add privacy=dp\n")
    assert done.notes == ("package is 'fed_lab' by now: so it stays",)
    now = content(project)
    assert {name for name in now if name not in before} == {
        "docs/privacy.md",
        "src/fed_lab/privacy.py",
    }
    assert {name for name in before if now.get(name) != before[name]} == {".portfolio-kit.json"}
    again = updating.update(project, updating.lab(tmp_path / "labs", "3"))
    assert (again.state, again.conflicts) == ("updated", ())
    assert (project / "src/fed_lab/table.py").exists()


@pytest.mark.slow
def test_a_title_that_was_renamed_by_hand_stays(project: Path, tmp_path: Path) -> None:
    edited(("README.md", "# Small lab", "# The lab of Ada"))(project)
    commit(project)

    done = updating.update(project, updating.lab(tmp_path / "labs"), answers={"privacy": "dp"})

    assert (done.state, done.conflicts) == ("updated", ())
    assert done.notes == ("title is 'The lab of Ada' by now: so it stays",)
    assert (project / "README.md").read_text().startswith("# The lab of Ada\n")


@pytest.mark.slow
@pytest.mark.parametrize("title", ["x" * 81, "A *lab* of `mine` ([site](https://x.org))"])
def test_a_heading_that_could_be_no_answer_does_not_hinder(
    project: Path, tmp_path: Path, title: str
) -> None:
    edited(("README.md", "# Small lab", f"# {title}"))(project)
    commit(project)

    done = updating.update(project, updating.lab(tmp_path / "labs"), answers={"privacy": "dp"})

    assert (done.state, done.conflicts) == ("updated", ())
    assert (project / "README.md").read_text().startswith(f"# {title}\n")


@pytest.mark.slow
def test_a_package_that_could_be_no_answer_does_not_hinder(project: Path, tmp_path: Path) -> None:
    rename_the_package(project, "FedLab")
    commit(project)

    done = updating.update(project, updating.lab(tmp_path / "labs"), answers={"privacy": "dp"})

    assert "src/FedLab/engine.py" in content(project)
    assert done.state in ("updated", "conflicts")
    git(project, *done.undo)


@pytest.mark.slow
def test_a_name_that_is_given_now_is_stronger(project: Path, tmp_path: Path) -> None:
    rename_the_package(project, "fed_lab")
    commit(project)
    before = state(project)

    done = updating.update(project, updating.lab(tmp_path / "labs"), answers={"package": "third"})

    assert done.notes == ()
    updating.assert_took_back(project, before, done)
