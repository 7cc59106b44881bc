"""The base of a project is a bake that was verified: its words in a message are not believed."""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import updating
from updating import baked, commit, content, edited, git, lab, measured, state

from portfolio_kit.base import find
from portfolio_kit.base.find import Base
from portfolio_kit.errors import BakeError
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import recipe
from portfolio_kit.template.template import Template

ENGINE = "src/lab_of_ada/engine.py"
MINE = "for _ in range(2 * n):  # mine"
WORDS = edited(
    ("README.md", "Say here why", "Because. And why"), (ENGINE, "for _ in range(n):", MINE)
)


def some(cases: Iterable[str], fast: set[str]) -> list[Any]:
    """Return the names of cases: the fast suite has the most telling, the slow one all."""
    return [pytest.param(name, marks=() if name in fast else pytest.mark.slow) for name in cases]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "labs"


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    return baked(lab(root), tmp_path / "out")


def found(project: Path, template: Template | None, folder: Path | None = None) -> Base:
    return find.of(Store(project), recipe.read(project), template, folder)


def test_a_bake_is_the_base_of_what_was_written_after_it(root: Path, project: Path) -> None:
    bake = git(project, "rev-parse", "HEAD")
    tree = git(project, "rev-parse", "HEAD^{tree}")
    WORDS(project)
    commit(project)

    assert found(project, lab(root)) == Base(tree, bake)
    assert found(project, lab(root, "3")) == Base(tree, bake)
    assert found(project, None) == Base(tree, bake)


def test_other_words_in_its_message_leave_a_bake_one(root: Path, project: Path) -> None:
    said = git(project, "log", "-1", "--format=%B").replace("feat: ", "Begin: ")
    git(project, "commit", "--quiet", "--amend", "--message", f"{said}\nSigned-off-by: A <a@x.org>")

    assert found(project, None).commit == git(project, "rev-parse", "HEAD")


def amend(project: Path) -> None:
    WORDS(project)
    git(project, "commit", "--quiet", "--all", "--amend", "--no-edit")


def squash(project: Path) -> None:
    WORDS(project)
    commit(project)
    git(project, "reset", "--quiet", "--soft", "HEAD~")
    git(project, "commit", "--quiet", "--amend", "--no-edit")


def fixup(project: Path) -> None:
    WORDS(project)
    commit(project, "one", "--fixup=HEAD")
    git(project, "-c", "sequence.editor=:", "rebase", "--quiet", "-i", "--autosquash", "--root")


def repeat(project: Path) -> None:
    """Give the words of the bake to a commit of one's own, and to none but that."""
    WORDS(project)
    git(project, "add", "--all")
    tree = git(project, "write-tree")
    said = git(project, "log", "-1", "--format=%B")
    git(project, "update-ref", "HEAD", git(project, "commit-tree", tree, "-m", said))


def name_another_tree(project: Path) -> None:
    """Forge the trailer of a commit: it names a tree that there is, and is another's."""
    tree = git(project, "rev-parse", "HEAD^{tree}")
    repeat(project)
    named = git(project, "rev-parse", f"{tree}:src")
    git(project, "commit", "--quiet", "--amend", "-m", f"b\n\nPortfolio-Kit-Bake: git:{named}\n")


def name_it_in_the_body(project: Path) -> None:
    """Name the tree in a line that is no trailer."""
    repeat(project)
    tree = git(project, "rev-parse", "HEAD^{tree}")
    said = f"b\n\nPortfolio-Kit-Bake: git:{tree}\n\nand more words than this"
    git(project, "commit", "--quiet", "--amend", "-m", said)


LOSING = {
    "amend": amend,
    "squash": squash,
    "fixup": fixup,
    "its words repeated": repeat,
    "another tree named": name_another_tree,
    "named in the body": name_it_in_the_body,
}


@pytest.mark.parametrize("into", some(LOSING, {"amend", "its words repeated"}))
def test_words_put_into_the_bake_are_kept_and_its_trailer_is_not_believed(
    root: Path, project: Path, tmp_path: Path, into: str
) -> None:
    bake = git(project, "rev-parse", "HEAD^{tree}")
    LOSING[into](project)
    assert git(project, "rev-list", "--count", "HEAD") == "1"
    before = state(project)
    with pytest.raises(BakeError, match=r"no commit of .* is its bake, and this portfolio-kit has"):
        updating.update(project, lab(root, "3"))
    assert state(project) == before
    grown = baked(lab(root), tmp_path / "grown", privacy="dp")
    WORDS(grown)

    assert found(project, lab(root)) == Base(bake)
    done = updating.update(project, lab(root), answers={"privacy": "dp"})

    assert (done.state, done.conflicts) == ("updated", ())
    assert content(project) == content(grown)
    assert MINE in (project / ENGINE).read_text()


def test_of_two_bakes_the_one_with_the_recipe_that_is_checked_out_counts(
    root: Path, project: Path
) -> None:
    first = git(project, "rev-parse", "HEAD")
    second = updating.update(project, lab(root), answers={"privacy": "dp"})
    WORDS(project)
    commit(project)

    assert [one for one, _ in find.bakes(Store(project))] == [second.bake, first]
    assert found(project, lab(root)).commit == second.bake
    git(project, "revert", "--no-edit", "--mainline=1", "HEAD~")
    assert found(project, lab(root)).commit == first


def test_a_bake_on_another_branch_is_none_of_this_history(root: Path, project: Path) -> None:
    git(project, "branch", "other")
    amend(project)

    assert found(project, lab(root)).commit is None


def test_the_same_bake_twice_in_history_is_one_base(root: Path, project: Path) -> None:
    first = git(project, "rev-parse", "HEAD")
    said = git(project, "log", "-1", "--format=%B")
    WORDS(project)
    commit(project)
    git(project, "read-tree", "-u", "--reset", first)
    git(project, "commit", "--quiet", "--message", said)

    assert found(project, lab(root)).commit == git(project, "rev-parse", "HEAD")


def test_settings_of_git_do_not_hide_a_bake(project: Path, home: Path) -> None:
    lines = (
        "[log]\n\tshowSignature = true\n\tdate = relative\n\tdecorate = full\n\tfollow = true\n"
        "[grep]\n\tpatternType = fixed\n\textendedRegexp = true\n[color]\n\tui = always\n"
        "[i18n]\n\tlogOutputEncoding = latin1\n[format]\n\tpretty = raw\n"
        "[trailer]\n\tseparators = =\n"
    )
    with (home / ".gitconfig").open("a") as file:
        file.write(lines)

    assert found(project, None).commit == git(project, "rev-parse", "HEAD")


def change(project: Path, edit: Callable[[dict[str, object]], object]) -> None:
    """Edit a recipe by hand, and commit it."""
    path = project / recipe.NAME
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document, indent=2) + "\n")
    commit(project)


@pytest.mark.parametrize(
    "edit",
    [
        lambda said: said["answers"].update(privacy="dp"),
        lambda said: said["answers"].update(title="Another lab"),
        lambda said: said["answers"].update(engine="theano"),
        lambda said: said["answers"].pop("author_name"),
        lambda said: said["answers"].update(package="numpy"),
        lambda said: said.update(files=f"sha256:{64 * '0'}"),
    ],
)
def test_a_recipe_edited_by_hand_is_refused_and_nothing_changes(
    root: Path, project: Path, edit: Callable[[dict[str, object]], object]
) -> None:
    change(project, edit)
    before = state(project)

    with pytest.raises(BakeError, match=rf"{recipe.NAME} of .* was edited by hand: ") as refused:
        found(project, lab(root))

    assert "give other answers as question=answer" in refused.value.problems[0].advice
    assert state(project) == before


def test_a_recipe_that_only_looks_otherwise_is_baked_again(root: Path, project: Path) -> None:
    tree = git(project, "rev-parse", "HEAD^{tree}")
    path = project / recipe.NAME
    path.write_text(json.dumps(json.loads(path.read_text())))
    commit(project)

    base = found(project, lab(root))

    assert base.commit is None
    assert git(project, "diff", "--name-only", tree, base.tree) == recipe.NAME
    assert git(project, "diff", "--name-only", "HEAD", base.tree) == ""
    assert updating.update(project, lab(root), answers={"study": "yes"}).state == "updated"


def test_without_its_template_the_project_says_which_portfolio_kit_has_it(
    root: Path, project: Path
) -> None:
    amend(project)

    with pytest.raises(BakeError) as nowhere:
        found(project, None)
    with pytest.raises(BakeError) as newer:
        found(project, lab(root, "3"))

    assert "this portfolio-kit has no lab, not lab 2" in str(nowhere.value)
    assert "this portfolio-kit has lab 3, not lab 2" in str(newer.value)
    kit = recipe.read(project).kit
    assert newer.value.problems[0].advice == (
        f"make its base with portfolio-kit {kit}, then update from that:"
    )
    again = f"new --from {project}/{recipe.NAME} --set-date 2026-02-03 --no-git --output BASE"
    assert newer.value.problems[0].details == (
        f"uvx portfolio-kit=={kit} {again}",
        f"portfolio-kit update {project} --base BASE/lab-of-ada",
    )


def test_a_foreign_project_without_its_bake_is_refused(root: Path, project: Path) -> None:
    amend(project)
    baked = replace(recipe.read(project), origin={"url": "https://x.org/t.git", "commit": "a1"})

    with pytest.raises(BakeError, match="is updated from the history that its bake began"):
        find.of(Store(project), baked, lab(root))


def test_a_folder_with_the_very_bake_is_the_base(root: Path, project: Path, tmp_path: Path) -> None:
    tree = git(project, "rev-parse", "HEAD^{tree}")
    base = baked(lab(root), tmp_path / "base")
    amend(project)

    assert found(project, None, base) == Base(tree)
    shutil.rmtree(base / ".git")
    assert found(project, lab(root, "3"), base) == Base(tree)


WRONG: dict[str, Callable[[Path], object]] = {
    "a file edited": lambda base: (base / "LICENSE").write_text("Mine"),
    "a file more": lambda base: (base / "more.txt").write_text("more"),
    "a file less": lambda base: (base / "LICENSE").unlink(),
    "another mode": lambda base: (base / "run.sh").chmod(0o644),
    "a link": lambda base: ((base / "LICENSE").unlink(), (base / "LICENSE").symlink_to("run.sh")),
    "another sum": lambda base: change(base, lambda said: said.update(files=f"sha256:{64 * '0'}")),
}


@pytest.mark.parametrize("wrong", some(WRONG, {"a file edited"}))
def test_a_folder_that_is_not_the_bake_is_refused(
    root: Path, project: Path, tmp_path: Path, wrong: str
) -> None:
    base = baked(lab(root), tmp_path / "base")
    WRONG[wrong](base)
    amend(project)

    with pytest.raises(BakeError, match=r"is not the bake that .* began with; bake it anew: uvx"):
        found(project, lab(root), base)


@pytest.mark.parametrize("answers", [{"privacy": "dp"}, {"title": "Another lab"}])
def test_a_bake_of_other_answers_is_refused(
    root: Path, project: Path, tmp_path: Path, answers: dict[str, str]
) -> None:
    base = baked(lab(root), tmp_path / "base", **answers)

    with pytest.raises(BakeError, match=r"is not the bake that .* began with"):
        found(project, lab(root), base)


def test_an_edited_recipe_is_named_where_its_bake_is_another(
    root: Path, project: Path, tmp_path: Path
) -> None:
    change(project, lambda said: said["answers"].update(privacy="dp"))  # type: ignore[attr-defined]
    base = baked(lab(root), tmp_path / "base", privacy="dp")

    with pytest.raises(BakeError, match="was edited by hand"):
        found(project, lab(root, "3"), base)


def test_a_base_keeps_what_gitattributes_say(root: Path, tmp_path: Path) -> None:
    files = updating.files("2")
    top = next(name for name in files if name.endswith("LICENSE")).partition("/")[0]
    files[f"{top}/.gitattributes"] = "*.md text eol=crlf\n"
    updating.write(root / "2/lab", files)
    project = measured(lab(root), tmp_path / "out")
    tree = git(project, "rev-parse", "HEAD~^{tree}")
    git(project, "reset", "--quiet", "--soft", "HEAD~")
    git(project, "commit", "--quiet", "--amend", "--message", "All")

    assert found(project, lab(root)) == Base(tree)
