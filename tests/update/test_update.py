"""An update refuses before anything is written, previews without a trace, and ends cleanly."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import updating
from updating import assert_took_back, baked, commit, content, edited, git, lab, measured, state

from portfolio_kit.base.rebake import Consent
from portfolio_kit.errors import (
    BakeError,
    ConfigError,
    PortfolioKitError,
    RepositoryError,
    TemplateError,
    TrustError,
)
from portfolio_kit.git import merging
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.repository import Identity
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import recipe
from portfolio_kit.update import journal
from portfolio_kit.update import update as updates
from portfolio_kit.update.journal import Journal
from portfolio_kit.update.update import Update

LIMITS = "docs/limits.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "labs"


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    return baked(lab(root), tmp_path / "out")


def change(project: Path, **said: Any) -> None:
    """Change what the recipe says, and commit it."""
    path = project / recipe.NAME
    path.write_text(json.dumps(json.loads(path.read_text()) | said))
    commit(project)


def first_version(project: Path) -> None:
    document = json.loads((project / recipe.NAME).read_text())
    del document["files"], document["schema_version"]
    (project / recipe.NAME).write_text(json.dumps(document))
    commit(project)


REFUSED: dict[str, tuple[Callable[[Path], object], type[PortfolioKitError], str]] = {
    "no project": (
        lambda project: (project / recipe.NAME).unlink(),
        ConfigError,
        r"was not baked by portfolio-kit \(it has no \.portfolio-kit\.json\)",
    ),
    "a recipe that no commit has": (
        lambda project: (
            git(project, "rm", "--quiet", "--cached", recipe.NAME)
            + git(project, "commit", "--quiet", "--message", "Forget it")
        ),
        ConfigError,
        r"\.portfolio-kit\.json is in no commit",
    ),
    "the first version": (first_version, ConfigError, "is of version 1; bake it anew beside it"),
    "the flat layout": (
        lambda project: change(project, layers=["_base/flat", "lab"]),
        ConfigError,
        "has the flat layout, which no update knows",
    ),
    "a foreign template": (
        lambda project: change(project, origin={"url": "https://example.org/t.git"}),
        TrustError,
        r"https://example\.org/t\.git is a foreign template",
    ),
    "no repository": (
        lambda project: shutil.rmtree(project / ".git"),
        RepositoryError,
        "is no git repository",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_updated_is_refused_in_one_line_and_nothing_is_written(
    root: Path, project: Path, tmp_path: Path, case: str
) -> None:
    make, kind, said = REFUSED[case]
    make(project)
    before = content(project)

    with pytest.raises(kind, match=said) as refused:
        updating.update(project, lab(root, "3"))
    with pytest.raises(kind, match=said):
        updates.preview(project, updating.wish(lab(root, "3")), tmp_path)

    assert len(str(refused.value).splitlines()) == 1
    assert content(project) == before


@pytest.mark.parametrize("name", ["src/lab_of_ada/engine.py", "src/lab_of_ada/rows.py"])
def test_a_change_that_git_was_told_not_to_see_is_refused_and_stays(
    root: Path, project: Path, name: str
) -> None:
    git(project, "update-index", "--assume-unchanged", name, "LICENSE")
    (project / name).write_text("mine = 1\n")
    before = state(project)

    with pytest.raises(RepositoryError, match=f"^not committed: {name};"):
        updating.update(project, lab(root, "3"))

    assert state(project) == before


def test_a_template_that_is_foreign_by_now_is_refused(root: Path, project: Path) -> None:
    foreign = replace(lab(root, "3"), builtin=False)

    with pytest.raises(TemplateError, match="lab is no built-in template here"):
        updating.update(project, foreign)
    change(project, origin={"url": "https://example.org/t.git"})
    with pytest.raises(TemplateError, match="lab is a built-in template here"):
        updating.update(project, lab(root, "3"), consent=Consent(trust=True))


@pytest.mark.parametrize("edit", [None, edited((LIMITS, "", ""))])
def test_a_preview_says_what_the_update_does_and_leaves_no_trace(
    root: Path, project: Path, tmp_path: Path, edit: object
) -> None:
    if edit is not None:
        (project / "docs").mkdir()
        (project / LIMITS).write_text("My limits.\n")
        commit(project)
    beside = tmp_path / "beside"
    beside.mkdir()
    wish = updating.wish(lab(root, "3"))
    before, objects = state(project), sorted((project / ".git").rglob("*"))

    said = updates.preview(project, wish, beside)

    assert state(project) == before
    assert sorted((project / ".git").rglob("*")) == objects
    assert (said.state, said.commit, said.bake, said.undo) == ("planned", None, None, ())
    done = updates.update(project, wish)
    assert (said.message, said.base, said.files) == (done.message, done.base, done.files)
    assert said.conflicts == done.conflicts == (() if edit is None else (LIMITS,))


def test_nothing_to_do_is_up_to_date_and_nothing_is_written(
    root: Path, project: Path, tmp_path: Path
) -> None:
    before = sorted((project / ".git").rglob("*"))

    done = updating.update(project, lab(root))
    again = updating.update(project, lab(root), answers={"privacy": "none"})
    seen = updates.preview(project, updating.wish(lab(root)), tmp_path)

    assert done == again == seen == Update(project, "up to date")
    assert done.undo == ()
    assert sorted((project / ".git").rglob("*")) == before


def test_an_older_git_previews_nothing_and_updates_all_the_same(
    root: Path, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(store: Store, *words: str, **more: str) -> str:
        if "merge-tree" in words:
            raise GitError(129, "usage: git merge-tree")
        return real(store, *words, **more)

    real = Store.git
    monkeypatch.setattr(Store, "git", refuse)
    wish = updating.wish(lab(root, "3"))

    with pytest.raises(RepositoryError, match=r"before its version 2\.38; update without"):
        updates.preview(project, wish, tmp_path)
    done = updates.update(project, wish)

    assert done.state == "updated"
    assert (project / LIMITS).exists()


def hook(project: Path, name: str, body: str) -> None:
    path = project / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def shallow(project: Path) -> Path:
    where = project.with_name("clone")
    git(project, "commit", "--quiet", "--allow-empty", "--message", "More")
    git(project, "clone", "--quiet", "--depth=1", project.as_uri(), str(where))
    return where


@pytest.mark.parametrize("shape", [Path, shallow])
def test_a_hook_that_refuses_leaves_a_merge_that_is_ended_or_taken_back(
    root: Path, project: Path, shape: Callable[[Path], Path]
) -> None:
    project = shape(project)
    before = state(project)
    hook(project, "commit-msg", "echo not today >&2; exit 1")

    with pytest.raises(RepositoryError, match="what was merged is staged: commit it with git"):
        updating.update(project, lab(root), answers={"privacy": "dp"})

    with pytest.raises(RepositoryError, match="a merge is under way"):
        updating.update(project, lab(root), answers={"privacy": "dp"})
    git(project, "merge", "--abort")
    assert state(project) == before


def break_the_merge(project: Path) -> None:
    """Let git fail when it has written half of a merge."""
    (project / ".git/info").mkdir(exist_ok=True)
    (project / ".git/info/attributes").write_text(f"{LIMITS} filter=lab\n")
    git(project, "config", "filter.lab.required", "true")
    git(project, "config", "filter.lab.clean", "cat")
    git(project, "config", "filter.lab.smudge", "false")


def test_a_merge_that_breaks_is_taken_back(root: Path, project: Path) -> None:
    break_the_merge(project)
    before = state(project)

    with pytest.raises(RepositoryError, match="is as it was before; free space, then update again"):
        updating.update(project, lab(root, "3"))

    assert state(project) == before
    assert git(project, "status", "--porcelain") == ""


def test_what_cannot_be_taken_back_is_said_with_the_command(
    root: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(store: Store, *words: str, **more: str) -> str:
        if words[0] == "reset":
            raise GitError(128, "fatal: No space left on device")
        return real(store, *words, **more)

    real = Store.git
    break_the_merge(project)
    before = state(project)
    monkeypatch.setattr(Store, "git", refuse)
    with pytest.raises(RepositoryError) as broken:
        updating.update(project, lab(root, "3"))
    monkeypatch.setattr(Store, "git", real)

    problem = broken.value.problems[-1]
    assert "was ended half way; it began at" in problem.what
    with pytest.raises(RepositoryError, match="was ended half way; it began at"):
        updating.update(project, lab(root, "3"))
    assert os.system(f"{problem.details[0]} >/dev/null") == 0
    assert git(project, "status", "--porcelain") == ""
    assert replace(state(project), own=()) == before


def test_ctrl_c_in_a_merge_takes_it_back(
    root: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*words: Any) -> tuple[str, ...]:
        real(*words)
        raise KeyboardInterrupt

    real = merging.merge
    before = state(project)
    monkeypatch.setattr(merging, "merge", interrupted)

    with pytest.raises(KeyboardInterrupt):
        updating.update(project, lab(root, "3"))

    assert state(project) == before


def test_a_merge_that_git_refuses_leaves_a_shallow_clone_as_it_was(
    root: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> tuple[str, ...]:
        raise RepositoryError("git merge failed: no")

    project = shallow(project)
    before = state(project)
    monkeypatch.setattr(merging, "merge", refused)

    with pytest.raises(RepositoryError, match="git merge failed: no"):
        updating.update(project, lab(root), answers={"privacy": "dp"})

    assert state(project) == before


def test_a_second_update_at_a_time_waits_for_nothing_and_is_refused(
    root: Path, project: Path
) -> None:
    with journal.alone(Store(project)), pytest.raises(BakeError, match="is being updated already"):
        updating.update(project, lab(root, "3"))

    assert updating.update(project, lab(root, "3")).state == "updated"


def test_a_note_that_nobody_can_read_is_none(project: Path) -> None:
    store = Store(project)
    for text in ("", "[]", "{}", '{"head": 1}', "no json"):
        (project / ".git/portfolio-kit-update.json").write_text(text)
        assert journal.left(store) is None
    journal.write(store, Journal("a", "b"))
    assert journal.left(store) == Journal("a", "b")
    journal.forget(store)
    assert journal.left(store) is None


def test_a_folder_of_git_that_cannot_be_written_is_one_line(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    store = Store(project)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", refuse)
        with pytest.raises(BakeError, match=r"cannot be written \(Permission denied\)"):
            journal.write(store, Journal("a", "b"))
    monkeypatch.setattr("portfolio_kit.system.lock.hold", refuse)
    with (
        pytest.raises(BakeError, match=r"cannot be written \(Permission denied\)"),
        journal.alone(store),
    ):
        pass


def test_an_ended_update_with_a_lock_of_git_names_both(project: Path) -> None:
    (project / ".git/index.lock").touch()

    problem = journal.ended(Store(project), Journal("a" * 40, "b" * 40))

    assert problem.details[0].startswith(f"rm -f {project}/.git/index.lock && git -C {project} ")


def test_a_merge_that_a_person_gave_up_and_that_left_a_note_is_under_way(
    root: Path, project: Path
) -> None:
    git(project, "switch", "--quiet", "--create", "other")
    edited(("LICENSE", "MIT", "GPL"))(project)
    commit(project)
    git(project, "switch", "--quiet", "main")
    edited(("LICENSE", "MIT", "BSD"))(project)
    commit(project)
    git(project, "merge", "other", ok=(1,))
    journal.write(Store(project), Journal("a", "b"))

    with pytest.raises(RepositoryError, match="a merge is under way"):
        updating.update(project, lab(root, "3"))


def test_who_is_named_commits_both_and_the_day_is_that_of_the_update(
    root: Path, project: Path
) -> None:
    grace = Identity("Grace Hopper", "grace@example.org")

    done = updating.update(project, lab(root, "3"), author=grace)

    for one in (done.commit, done.bake):
        said = git(project, "log", "-1", "--format=%an %ae %cn %cs", str(one))
        assert said == "Grace Hopper grace@example.org Grace Hopper 2026-03-03"


def test_a_person_without_a_pull_keeps_attributes_and_drivers(root: Path, tmp_path: Path) -> None:
    """A union driver and a filter of one's own stay in force."""
    project = measured(lab(root), tmp_path / "out")
    (project / ".gitattributes").write_text("README.md merge=union\n*.log filter=lfs\n")
    edited(("README.md", "a laptop and a minute", "a laptop and patience"))(project)
    commit(project)
    before = state(project)

    done = updating.update(project, lab(root, "3"))

    text = (project / "README.md").read_text()
    assert (done.state, done.conflicts) == ("updated", ())
    assert "a laptop and patience" in text
    assert "half a minute" in text
    assert text.count("portfolio-kit:begin results") == 1
    assert_took_back(project, before, done)


@pytest.mark.parametrize("where", ["theirs adds", "both changed"])
def test_a_submodule_or_a_link_where_the_template_has_a_file_is_asked(
    root: Path, project: Path, tmp_path: Path, where: str
) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    git(inner, "commit", "--quiet", "--allow-empty", "--message", "inner")
    path = LIMITS if where == "theirs adds" else "README.md"
    (project / path).unlink(missing_ok=True)
    (project / path).parent.mkdir(exist_ok=True)
    git(project, "rm", "--quiet", "--cached", "--ignore-unmatch", path)
    words = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(project, *words, str(inner), path)
    commit(project)
    before = git(project, "ls-files", "--stage", path)

    try:
        done = updating.update(project, lab(root, "3"))
    except PortfolioKitError:
        done = None

    assert done is None or done.conflicts
    assert before.split()[1] in git(project, "ls-files", "--stage", path)
