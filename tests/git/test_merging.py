"""A merge of a commit that no branch holds, what stands in its way, and the way back."""

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from updating import commit, git, state

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import merging
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.merging import BrokenError, Outcome, StoppedError, Trio
from portfolio_kit.git.repository import Identity
from portfolio_kit.git.store import REPLACED, Signature, Store

ADA = Signature(Identity("Ada", "ada@example.org"), "2026-02-03T04:05:06+00:00")
LINES = [f"line {number}\n" for number in range(20)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "--quiet", "--initial-branch=main")
    (project / "a.txt").write_text("".join(LINES))
    (project / "b.txt").write_text("b\n")
    commit(project)
    return project


def theirs(project: Path, **texts: str) -> str:
    """Return a commit on the present one, with other texts."""
    store = Store(project)
    held = store.entries("HEAD")
    files = {name.replace("_", "."): text for name, text in texts.items()}
    held |= {name: held["b.txt"] for name in files if name not in held}
    head = git(project, "rev-parse", "HEAD")
    return store.commit(store.with_texts(held, files), (head,), "Theirs", ADA)


def changed(number: int, text: str) -> str:
    return "".join([*LINES[:number], text, *LINES[number + 1 :]])


def whats(project: Path) -> list[str]:
    return [problem.what for problem in merging.obstacles(project)]


def test_nothing_stands_in_the_way_of_a_clean_tree(project: Path) -> None:
    (project / "untracked").write_text("")

    assert whats(project) == []


def test_what_is_no_repository_is_said(tmp_path: Path, project: Path) -> None:
    (tmp_path / "plain").mkdir()
    (project / "inner").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/.git").write_text("gitdir: nowhere\n")

    assert whats(tmp_path / "plain") == [f"{tmp_path}/plain is no git repository"]
    assert whats(project / "inner") == [f"{project}/inner is a folder of the repository {project}"]
    (said,) = whats(tmp_path / "broken")
    assert said.startswith(f"git cannot read {tmp_path}/broken: ")


def test_a_detached_head_and_changes_are_both_said(project: Path) -> None:
    git(project, "checkout", "--quiet", "--detach")
    (project / "a.txt").write_text("mine\n")

    assert whats(project) == ["HEAD is detached: no branch is checked out", "not committed: a.txt"]


def test_of_many_changes_a_few_are_named(project: Path) -> None:
    for number in range(7):
        (project / f"{number} ü.txt").write_text("")
    commit(project)
    for number in range(7):
        (project / f"{number} ü.txt").write_text("mine")

    first = ", ".join(f"{number} ü.txt" for number in range(5))
    assert whats(project) == [f"not committed: {first} and 2 more"]


def test_a_branch_without_a_commit_is_said(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")

    assert whats(tmp_path) == ["main has no commit"]


def conflicting(project: Path) -> str:
    git(project, "switch", "--quiet", "--create", "other")
    (project / "a.txt").write_text(changed(3, "other\n"))
    other = commit(project, "other")
    git(project, "switch", "--quiet", "main")
    (project / "a.txt").write_text(changed(3, "mine\n"))
    commit(project, "mine")
    return other


UNDER_WAY: dict[str, Callable[[Path, str], object]] = {
    "a merge": lambda project, other: git(project, "merge", other, ok=(1,)),
    "a cherry-pick": lambda project, other: git(project, "cherry-pick", other, ok=(1,)),
    "a rebase": lambda project, other: git(project, "rebase", other, ok=(1,)),
    "a rebase --apply": lambda project, other: git(
        project, "rebase", "--apply", other, ok=(1, 128)
    ),
}


@pytest.mark.parametrize("what", UNDER_WAY)
def test_what_is_under_way_is_named_with_what_ends_it(project: Path, what: str) -> None:
    UNDER_WAY[what](project, conflicting(project))

    problem = list(merging.obstacles(project))[-1]

    assert problem.what == f"{what.removesuffix(' --apply')} is under way"
    assert problem.advice == "end it (git status says how), or take it back with:"
    assert problem.details[0].endswith(f"{what.split()[1]} --abort")


def test_a_revert_that_is_under_way_is_named(project: Path) -> None:
    other = conflicting(project)
    git(project, "merge", "--quiet", "--strategy=ours", other)
    git(project, "revert", other, ok=(1,))

    assert whats(project) == ["a revert is under way"]


def test_a_git_that_works_here_is_named(project: Path) -> None:
    (project / ".git/index.lock").touch()

    assert whats(project) == [
        f"another git works here, or one was ended: {project}/.git/index.lock is there"
    ]


def test_an_index_that_cannot_be_read_is_one_line(project: Path) -> None:
    (project / ".git/index").write_bytes(b"no index")

    with pytest.raises(RepositoryError, match=r"^git status failed: "):
        whats(project)


def trees(project: Path, theirs: str, ours: str = "HEAD") -> Trio:
    base = git(project, "merge-base", theirs, ours)
    return Trio(*(git(project, "rev-parse", f"{one}^{{tree}}") for one in (base, ours, theirs)))


def test_a_preview_is_what_the_merge_gives(project: Path) -> None:
    other = theirs(project, a_txt=changed(15, "theirs\n"), c_txt="c\n")
    (project / "a.txt").write_text(changed(3, "mine\n"))
    commit(project)
    before = state(project)

    outcome = merging.previewed(Store(project), trees(project, other), ADA)

    assert state(project) == before
    assert merging.merge(Store(project), other, "Merge\n", ADA) == ()
    assert outcome == Outcome(git(project, "rev-parse", "HEAD^{tree}"))
    assert git(project, "log", "-1", "--format=%s|%an|%aI|%cI") == (
        "Merge|Ada|2026-02-03T04:05:06Z|2026-02-03T04:05:06Z"
    ).replace("Z", git(project, "log", "-1", "--format=%aI")[19:])


def test_a_preview_names_what_will_conflict(project: Path) -> None:
    other = theirs(project, a_txt=changed(3, "theirs\n"), b_txt="theirs\n")
    (project / "a.txt").write_text(changed(3, "mine\n"))
    (project / "b.txt").write_text("mine\n")
    commit(project)

    outcome = merging.previewed(Store(project), trees(project, other), ADA)

    assert outcome is not None
    assert outcome.conflicts == ("a.txt", "b.txt")
    assert merging.merge(Store(project), other, "Merge", ADA) == ("a.txt", "b.txt")
    text = (project / "a.txt").read_text()
    assert "<<<<<<< HEAD\nmine\n||||||| " in text  # zdiff3 shows what was there


def test_an_older_git_has_no_preview(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(store: Store, *words: str, **more: str) -> str:
        if "merge-tree" in words:
            raise GitError(129, "usage: git merge-tree")
        return real(store, *words, **more)

    real = Store.git
    trio = trees(project, theirs(project, b_txt="theirs\n"))
    monkeypatch.setattr(Store, "git", refuse)

    assert merging.previewed(Store(project), trio, ADA) is None


def test_what_lies_where_a_merge_adds_is_in_the_way(project: Path) -> None:
    (project / "file").write_text("")
    (project / "folder").mkdir()
    (project / "link").symlink_to("nowhere")
    (project / "inner").symlink_to("folder")
    (project / "folder/there").write_text("")

    found = merging.in_the_way(
        project,
        [
            "file",
            "file/below",
            "folder",
            "folder/new",
            "folder/there/x/y",
            "link",
            "inner/x",
            "new",
        ],
    )

    assert found == ["file", "folder", "folder/there", "inner", "link"]


@pytest.mark.parametrize("name", ["index", "HEAD", "ORIG_HEAD", "packed-refs", "refs/heads/main"])
def test_a_lock_that_a_killed_git_left_is_named_with_what_removes_it(
    project: Path, name: str
) -> None:
    lock = project / ".git" / f"{name}.lock"
    lock.touch()
    (project / ".git/portfolio-kit-update.lock").touch()  # ours, which an update holds

    (problem,) = merging.obstacles(project)
    subprocess.run(problem.details[0], shell=True, check=True)

    assert f"{name}.lock is there" in problem.what
    assert not lock.exists()
    assert not [*merging.obstacles(project)]


def test_what_a_killed_git_locked_of_ours_is_let_go(project: Path) -> None:
    store, head = Store(project), git(project, "rev-parse", "HEAD")
    git(project, "update-ref", f"{REPLACED}{head}", head)
    (project / ".git" / f"{REPLACED}{head}.lock").touch()

    merging.forget(store)

    assert git(project, "for-each-ref", REPLACED) == ""
    assert not [*(project / ".git/refs").rglob("*.lock")]


def test_commits_stand_for_others_only_meanwhile(project: Path) -> None:
    store, head = Store(project), git(project, "rev-parse", "HEAD")
    other = theirs(project, b_txt="theirs\n")
    git(project, "update-ref", f"{REPLACED}{other}", head)  # as an ended process leaves it

    with merging.replacing(store, {head: other, other: other}):
        assert git(project, "for-each-ref", "--format=%(refname)", REPLACED) == f"{REPLACED}{head}"
        assert store.git("show", f"{head}:b.txt") == "theirs\n"
        assert git(project, "show", f"{head}:b.txt") == "b"

    assert git(project, "for-each-ref", REPLACED) == ""
    with pytest.raises(KeyError), merging.replacing(store, {head: other}):
        raise KeyError
    assert git(project, "for-each-ref", REPLACED) == ""


SETTINGS = {
    "merge.ff": "only",
    "branch.main.mergeOptions": "--squash --no-commit -s ours",
    "merge.log": "true",
    "merge.verifySignatures": "true",
    "merge.renames": "false",
    "merge.stat": "true",
    "merge.autoStash": "true",
    "commit.cleanup": "strip",
    "core.commentChar": "M",
    "merge.conflictStyle": "merge",
    "pull.rebase": "true",
    "core.editor": "false",
    "format.signOff": "true",
    "rerere.enabled": "true",
}


def test_a_merge_is_the_same_whatever_the_persons_settings(project: Path) -> None:
    (project / "a.txt").write_text(changed(3, "mine\n"))
    commit(project)
    store = Store(project)
    held = store.entries("HEAD~0")
    held["moved.txt"] = held.pop("a.txt")
    base = git(project, "rev-parse", "HEAD")
    other = store.commit(store.tree(held), (base,), "Theirs", ADA)
    (project / "a.txt").write_text(changed(3, "mine\n").replace("line 9", "mine too"))
    head = commit(project)
    for key, value in SETTINGS.items():
        git(project, "config", key, value)

    assert merging.merge(store, other, "Merge\n\nMore\n", ADA) == ()

    assert git(project, "rev-parse", "HEAD^1", "HEAD^2").split() == [head, other]
    assert "mine too" in (project / "moved.txt").read_text()
    assert git(project, "log", "-1", "--format=%B") == "Merge\n\nMore"
    assert git(project, "status", "--porcelain") == ""


def hook(project: Path, name: str, body: str) -> None:
    path = project / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", ["pre-merge-commit", "commit-msg", "prepare-commit-msg"])
def test_a_hook_that_refuses_leaves_what_was_merged_staged(project: Path, name: str) -> None:
    other = theirs(project, b_txt="theirs\n")
    before = state(project)
    hook(project, name, "echo not today >&2; exit 1")

    with pytest.raises(StoppedError, match="what was merged is staged: commit it with git commit"):
        merging.merge(Store(project), other, "Merge", ADA)

    assert git(project, "diff", "--cached", "--name-only") == "b.txt"
    git(project, "merge", "--abort")
    assert state(project) == before


def test_a_merge_that_git_refuses_changes_nothing(project: Path) -> None:
    other = theirs(project, c_txt="theirs\n")
    (project / "c.txt").write_text("mine\n")
    before = state(project)

    with pytest.raises(RepositoryError, match=r"^git merge failed: ") as refused:
        merging.merge(Store(project), other, "Merge", ADA)

    assert not isinstance(refused.value, StoppedError | BrokenError)
    assert state(project) == before


def test_a_merge_that_ends_half_way_is_said_to_be_broken(project: Path) -> None:
    (project / ".gitattributes").write_text("c.txt filter=lab\n")
    commit(project)
    git(project, "config", "filter.lab.required", "true")
    git(project, "config", "filter.lab.smudge", "false")
    whole = other = theirs(project, b_txt="theirs\n", c_txt="theirs\n")
    head = git(project, "rev-parse", "HEAD")

    with pytest.raises(BrokenError, match=r"^git merge failed: "):
        merging.merge(Store(project), other, "Merge", ADA)

    command = merging.back(project, whole, head)
    subprocess.run(command, shell=True, check=True, capture_output=True)
    assert git(project, "rev-parse", "HEAD") == head
    assert git(project, "status", "--porcelain") == ""
    assert not (project / "c.txt").exists()


def test_the_way_back_is_a_command_that_a_shell_reads(tmp_path: Path) -> None:
    assert merging.back(Path(), "w", "h") == "git read-tree --reset w && git reset --hard h"
    words = shlex.split(merging.back(tmp_path / "it's here", "w", "h"))
    assert words[:3] == ["git", "-C", f"{tmp_path}/it's here"]
