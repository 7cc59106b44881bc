"""A merge of a commit that no branch holds into the one that is checked out, and the way back."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio_kit.errors import Problem, RepositoryError
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.store import REPLACED, Signature, Store

#: What git leaves in its folder while it waits for a person, and how that is ended.
_UNDER_WAY = {
    "MERGE_HEAD": ("a merge", "merge --abort"),
    "rebase-merge": ("a rebase", "rebase --abort"),
    "rebase-apply/applying": ("git am", "am --abort"),
    "rebase-apply": ("a rebase", "rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "revert --abort"),
    "sequencer": ("a cherry-pick or revert of several commits", "cherry-pick --abort"),
}

#: Settings that make one merge of what would otherwise depend on the machine.
_SETTINGS = (
    *("-c", "merge.directoryRenames=true"),
    *("-c", "merge.renames=true"),
    *("-c", "merge.renameLimit=10000"),
    *("-c", "merge.conflictStyle=zdiff3"),
    *("-c", "i18n.commitEncoding=UTF-8"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)

#: What a merge of ours always is, whatever ``merge.*`` and ``branch.*.mergeOptions`` say.
_OPTIONS = (
    *("--no-ff", "--commit", "--no-squash", "--no-autostash", "--no-verify-signatures"),
    *("--no-edit", "--no-log", "--no-stat", "--no-progress", "--cleanup=whitespace"),
    *("--strategy=ort",),
)


_NO_SUCH_OPTION = 129  # git's exit status


@dataclass(frozen=True)
class Trio:
    """The three trees of a merge as git is to see them."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Outcome:
    """What a merge gives: its tree, with markers where two changes meet in ``conflicts``."""

    tree: str
    conflicts: tuple[str, ...] = ()


def obstacles(project: Path) -> Iterator[Problem]:
    """Yield why nothing can be merged into what is checked out: everything at once."""
    if (problem := homeless(project)) is not None:
        yield problem
        return
    store = Store(project)
    try:
        folder = store.directory
    except GitError as error:
        yield Problem(f"git cannot read {project}: {error}", "see: git status")
        return
    try:
        head = store.git("symbolic-ref", "--quiet", "HEAD").strip()
    except GitError as error:
        if error.status != 1:
            raise
        yield Problem("HEAD is detached: no branch is checked out", "git switch BRANCH first")
        head = "HEAD"
    if store.resolve("HEAD^{commit}") is None:
        yield Problem(f"{head.removeprefix('refs/heads/')} has no commit", "commit first")
        return
    freed = freeing(folder)
    if problem := under_way(project, folder):
        yield problem
        return
    if freed:
        what = f"another git works here, or one was ended: {_locks(folder)[0]} is there"
        yield Problem(what, "wait for it, or remove that file:", details=freed)
        return
    if changed := [*changed_in(store), *_hidden(store)]:
        names = ", ".join(changed[:5]) + (f" and {len(changed) - 5} more" * (len(changed) > 5))
        yield Problem(f"not committed: {names}", "commit, or put it aside with: git stash")


def under_way(
    project: Path, folder: Path, names: Iterable[str] = tuple(_UNDER_WAY)
) -> Problem | None:
    """Return which of ``names`` waits for a person in git's ``folder``; None when none does."""
    for name in names:
        what, end = _UNDER_WAY[name]
        if (folder / name).exists():
            command = " && ".join((*freeing(folder), f"{_git(project)} {end}"))
            advice = "end it (git status says how), or take it back with:"
            return Problem(f"{what} is under way", advice, details=(command,))
    return None


def homeless(project: Path) -> Problem | None:
    """Return why a folder is no repository of its own; None when it is one."""
    if (project / ".git").exists():
        return None
    above = next((p for p in project.absolute().parents if (p / ".git").exists()), None)
    if above is None:
        advice = "make it one: git init && git add --all && git commit"
        return Problem(f"{project} is no git repository", advice)
    what = f"{project} is a folder of the repository {above}"
    return Problem(what, "only a project with a repository of its own can be updated")


def freeing(folder: Path) -> tuple[str, ...]:
    """Return the command that removes the locks which an ended git left in its folder."""
    found = [str(lock) for lock in _locks(folder)]
    return (shlex.join(["rm", "-f", *found]),) if found else ()


def _locks(folder: Path) -> list[Path]:
    """Return the locks of gits on index, branches and what else a commit changes."""
    shared = folder / "commondir"  # a linked work tree has a folder of its own
    common = folder / shared.read_text("utf-8").strip() if shared.is_file() else folder
    places = (folder.glob("*.lock"), common.glob("*.lock"), (common / "refs").rglob("*.lock"))
    found = {path.resolve() for place in places for path in place}
    return sorted(path for path in found if not path.name.startswith("portfolio-kit-"))


def changed_in(store: Store) -> list[str]:
    """Return the tracked files that differ from the commit that is checked out."""
    words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no")
    try:
        said = store.git(*words, GIT_OPTIONAL_LOCKS="0")
    except GitError as error:
        raise RepositoryError(f"git status failed: {error}") from error
    return [line[3:] for line in said.split("\0") if line]


def _hidden(store: Store) -> list[str]:
    """Return the changed files that git was told to take for unchanged.

    A merge that would overwrite one is refused by git, which then resets its work tree: with that
    the change is gone.
    """
    listed = store.git("ls-files", "-v", "-z").split("\0")
    names = [line[2:] for line in listed if line[:1].islower()]
    found = [name for name in names if os.path.lexists(store.project / name)]
    if not found:
        return []
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as beside:
        seen = replace(store, variables={**store.variables, "GIT_INDEX_FILE": f"{beside}/index"})
        seen.git("read-tree", "HEAD")
        return [name for name in changed_in(seen) if name in found]


def previewed(store: Store, trio: Trio, by: Signature) -> Outcome | None:
    """Return what a merge would give, in the store alone; None when git is older than 2.38."""
    unsigned = Signature(by.author, by.stamp, sign=False)
    base = store.commit(trio.base, (), "base", unsigned)
    ours, theirs = (
        store.commit(tree, (base,), "side", unsigned) for tree in (trio.ours, trio.theirs)
    )
    words = ("merge-tree", "--write-tree", "--no-messages", "--name-only", "-z", ours, theirs)
    try:
        said = store.git(*_SETTINGS, *words)
    except GitError as error:
        if error.status == _NO_SUCH_OPTION:
            return None
        if error.status != 1:
            raise
        said = error.printed
    tree, *names = said.split("\0")
    return Outcome(tree, tuple(dict.fromkeys(filter(None, names))))


def in_the_way(project: Path, added: Iterator[str] | list[str]) -> list[str]:
    """Return what lies where a merge adds files: git would lose what it ignores there."""
    found = set()
    for path in added:
        parts = path.split("/")
        for count in range(1, len(parts)):  # a file or a link where a folder is needed
            above = project.joinpath(*parts[:count])
            if above.is_symlink() or (os.path.lexists(above) and not above.is_dir()):
                found.add("/".join(parts[:count]))
                break
        else:
            if os.path.lexists(project / path):
                found.add(path)
    return sorted(found)


@contextmanager
def replacing(store: Store, pairs: Mapping[str, str]) -> Iterator[None]:
    """Let commits stand for others, for this store's gits alone; afterwards nothing is left.

    What an ended process left is taken away first.
    """
    forget(store)
    told = "".join(
        f"create {REPLACED}{one} {other}\n" for one, other in pairs.items() if one != other
    )
    try:
        if told:
            store.git("update-ref", "--stdin", given=told)
        yield
    finally:
        with suppress(GitError):  # they are nobody's but ours, and the next update's to take away
            forget(store)


def forget(store: Store) -> None:
    """Let every commit stand for itself again.

    Nobody but an update writes there, of which there is one at a time: a lock is of one that was
    killed.
    """
    for lock in (store.common / REPLACED).parent.rglob("*.lock"):
        lock.unlink(missing_ok=True)
    if told := store.git("for-each-ref", "--format=delete %(refname)", REPLACED):
        store.git("update-ref", "--stdin", given=told)


def merge(store: Store, other: str, message: str, by: Signature) -> tuple[str, ...]:
    """Merge ``other`` into what is checked out; return the paths that are in conflict.

    Hooks and signing are the person's own.

    Raises:
        StoppedError: a hook or signing refused; what was merged is staged.
        BrokenError: git stopped half way.
        RepositoryError: git refused, and nothing has changed.
    """
    branch = store.git("symbolic-ref", "--short", "HEAD").strip()
    sign = {None: (), True: ("--gpg-sign",), False: ("--no-gpg-sign",)}[by.sign]
    options = ("-c", f"branch.{branch}.mergeOptions=")
    words = ("merge", *_OPTIONS, *sign, f"--message={message}", other)
    try:
        store.aloud(*_SETTINGS, *options, *words, **by.variables, GIT_EDITOR=":")
    except GitError as error:
        if other in store.parents("HEAD"):  # whatever went wrong afterwards: it is merged
            return ()
        conflicts = _unmerged(store)
        if conflicts:
            return conflicts
        if (store.directory / "MERGE_HEAD").exists():
            raise StoppedError(
                f"git merge failed: {error}",
                "what was merged is staged: commit it with git commit, or git merge --abort",
            ) from error
        if changed_in(store) or (store.directory / "index.lock").exists():
            raise BrokenError(f"git merge failed: {error}") from error
        raise RepositoryError(f"git merge failed: {error}") from error
    return ()


class StoppedError(RepositoryError):
    """A merge that the person's own hook or signing did not let end."""


class BrokenError(RepositoryError):
    """A merge that ended half way, such as on a full disk."""


def _unmerged(store: Store) -> tuple[str, ...]:
    lines = filter(None, store.git("ls-files", "--unmerged", "-z").split("\0"))
    return tuple(dict.fromkeys(line.partition("\t")[2] for line in lines))


def back(project: Path, whole: str, head: str) -> str:
    """Return the command that leads from anywhere in a merge back to ``head``."""
    git = _git(project)
    return " && ".join(f"{git} {shlex.join(words)}" for words in way_back(whole, head))


def way_back(whole: str, head: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of the gits that lead from anywhere in a merge back to ``head``.

    ``whole`` is a commit of what the merge gives: with that in its index git knows every file
    that the merge may have written, and takes away those that ``head`` has not. Nothing of it is
    written meanwhile: that could fail again, as on a full disk.
    """
    return ("read-tree", "--reset", whole), ("reset", "--hard", head)


def _git(project: Path) -> str:
    """Return the words that begin a command of git in a project, as a shell reads them."""
    return shlex.join(["git", *([] if project == Path() else ["-C", str(project)])])
