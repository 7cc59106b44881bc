"""Git: the first commit, later commits."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import adding, commands, objects
from portfolio_kit.git.adding import NO_GLOBAL, Added
from portfolio_kit.git.commands import GitError, Work


class CommitRefusedError(RepositoryError):
    """The person's own hook or signing refused the commit; what was added stays added."""


@dataclass(frozen=True)
class Identity:
    """Who writes a commit; ``source`` says where name and address come from."""

    name: str
    email: str
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Commit:
    """What a commit says besides its files.

    ``date`` is aware: it is the author's and the committer's date, so that the same files
    give the same commit anywhere. ``sign`` None leaves it to git's own configuration.
    """

    message: str
    author: Identity
    date: datetime
    sign: bool | None = None


def enclosing(folder: Path) -> Path | None:
    """Return the work tree that a new folder in ``folder`` would become a part of.

    None when there is none, and also when that work tree ignores ``folder``: a repository
    in an ignored place is nobody's submodule by accident.
    """
    folder = folder.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.is_dir())
    top = next((p for p in (existing, *existing.parents) if (p / ".git").exists()), None)
    if top is None:
        return None
    try:
        commands.run(top, "check-ignore", "--quiet", "--", f"{folder}{os.sep}new")
    except GitError as error:
        return top if error.status == 1 else None  # 128: a stray `.git`, no work tree
    return None


def is_repository(project: Path) -> bool:
    """Say whether ``project`` is the top of a git work tree of its own."""
    return (project / ".git").exists()


def committing(project: Path, commit: Commit, added: Added, *, branch: str = "main") -> Work[str]:
    """Commit what was added, as a work that waits for git; return the commit's id.

    Raises:
        CommitRefusedError: the person's hook or signing refused; everything stays added.
        RepositoryError: git could not do its work.
    """
    if added.first or staged(project):
        yield from _commit(project, commit)
    reference = project / ".git" / "refs" / "heads" / branch
    if added.first and reference.is_file():  # one process less than asking git
        return reference.read_text("ascii").strip()
    return head(project) or ""


def altered(project: Path, commit: str, added: Added) -> list[str]:
    """Return the files that a commit holds otherwise than they were added: a hook's work."""
    if _tree(project, commit) == added.tree:
        return []
    have = objects.listed(commands.run(project, "ls-tree", "-r", "-z", commit))
    names = {*have, *added.held}
    return sorted(name for name in names if have.get(name) != added.held.get(name))


def _tree(project: Path, commit: str) -> str:
    """Return the tree of a commit: a new one lies in a file of its own, else git is asked."""
    try:
        raw = zlib.decompress((project / ".git/objects" / commit[:2] / commit[2:]).read_bytes())
    except (OSError, zlib.error):
        return commands.run(project, "rev-parse", f"{commit}^{{tree}}").strip()
    first = raw.partition(b"\0")[2].partition(b"\n")[0]
    return first.removeprefix(b"tree ").decode("ascii")


def committing_paths(project: Path, paths: Sequence[str], commit: Commit) -> Work[str | None]:
    """Commit the files ``paths`` and nothing else; return the id, None when nothing changed."""
    with commands.translated("git add failed"):
        yield from adding.forcing(project, paths, *NO_GLOBAL)
    if not staged(project):
        return None
    # Not by --literal-pathspecs, which the person's hooks would inherit.
    yield from _commit(project, commit, "--", *(f":(literal){path}" for path in paths))
    return head(project)


def _commit(project: Path, commit: Commit, *paths: str) -> Work[None]:
    """Run ``git commit``, with the person's hooks and signing."""
    who = {"NAME": commit.author.name, "EMAIL": commit.author.email}
    env = {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}
    stamp = commit.date.isoformat(timespec="seconds")
    env |= {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_EDITOR": ":"}
    sign = {None: (), True: ("--gpg-sign",), False: ("--no-gpg-sign",)}[commit.sign]
    command = ["-c", "i18n.commitEncoding=UTF-8", "-c", "gc.auto=0"]
    command += ["-c", "maintenance.auto=false"]  # a process that would find nothing to do
    command += ["-c", "commit.template=", "-c", "commit.cleanup=whitespace"]
    command += ["commit", "--quiet", f"--message={commit.message}", *sign, *paths]
    try:
        yield from commands.running(project, *command, env=env)
    except GitError as error:
        if "No space left" in error.said:
            raise RepositoryError("git commit failed: no space left on the disk") from error
        raise CommitRefusedError(f"git commit failed: {error}") from error


def head(project: Path) -> str | None:
    """Return the id of the commit that is checked out; None before the first."""
    try:
        return commands.run(project, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()
    except GitError:
        return None


def blob(project: Path, path: str) -> str | None:
    """Return what the checked-out commit holds at ``path``, as UTF-8; None when it does not.

    Unfiltered: ``--filters`` would run what the repository's own config names.
    """
    try:
        said = commands.run(project, "cat-file", "blob", f"HEAD:{path}")
    except GitError:
        return None
    return os.fsencode(said).decode("utf-8", "surrogateescape")


def tracks(project: Path, path: str) -> bool:
    """Say whether the checked-out commit holds ``path`` (posix, relative)."""
    return bool(head(project)) and bool(
        commands.run(project, "ls-tree", "--name-only", "HEAD", "--", path)
    )


def last(project: Path, *paths: str) -> str | None:
    """Return the last commit that changed something at ``paths``; None when none did."""
    words = ("rev-list", "--max-count=1", "HEAD", "--", *paths)
    with commands.translated("git rev-list failed"):
        return commands.run(project, *words).strip() or None


def staged(project: Path) -> list[str]:
    """Return the paths in the index that differ from the checked-out commit."""
    with commands.translated("git diff failed"):
        names = commands.run(project, "diff", "--cached", "--name-only", "--no-renames", "-z")
    return [name for name in names.split("\0") if name]


def changed(project: Path, paths: Sequence[str] = ()) -> list[str]:
    """Return what differs from the checked-out commit, untracked files included, sorted."""
    seen = ("status", "--porcelain", "-z", "--no-renames", "-uall", "--", *paths)
    with commands.translated("git status failed"):
        lines = commands.run(project, *NO_GLOBAL, "--literal-pathspecs", *seen)
    return sorted(line[3:] for line in lines.split("\0") if line)


def left_out(project: Path, paths: Sequence[str]) -> list[str]:
    """Return the files at ``paths`` that git does not know because this project ignores them.

    By its ``.gitignore``, or by the ``info/exclude`` that its owner keeps for this copy alone.
    """
    words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", *paths)
    with commands.translated("git ls-files failed"):
        names = commands.run(project, *NO_GLOBAL, "--literal-pathspecs", *words).split("\0")
    return sorted(name for name in names if name)
