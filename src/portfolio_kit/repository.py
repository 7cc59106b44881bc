"""Git: who the person is, the first commit, later commits, clones of templates.

The only importer of GitPython. Its porcelain (``git.Git``) is used throughout: the index
API invents an identity, skips signing, and ignores ``.gitattributes``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio_kit.errors import RepositoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from git import Git

#: What ``git rev-parse --local-env-vars`` lists, as far as it names another repository. Inside
#: a hook of git these are set, and every git command would work on the hook's repository.
LOCAL_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
)

#: A global "*.csv" must not drop results; the project's own .gitignore still counts.
_OURS = ("git", "-c", "core.excludesFile=")

#: Transports that a template's address may use; `ext::` would run a command.
_TRANSPORTS = "file:git:http:https:ssh"


class CommitRefusedError(RepositoryError):
    """The person's own hook or signing refused the commit; what was added stays added."""


@dataclass(frozen=True)
class Identity:
    """Who writes a commit."""

    name: str
    email: str


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


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    """Turn a failure of git into one line that says what was tried."""
    from git.exc import GitCommandError, GitCommandNotFound

    try:
        yield
    except GitCommandNotFound as error:
        raise RepositoryError("git is not on the PATH; install git, then try again") from error
    except GitCommandError as error:
        raise RepositoryError(f"{doing}: {_last_words(str(error.stderr))}") from error


def _last_words(stderr: str) -> str:
    """Return the line in which git says what is wrong, without its prefixes."""
    # GitPython hands stderr over as "stderr: '...'", quotes included.
    text = stderr.strip().removeprefix("stderr:").strip().strip("'").strip()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines[-1:]
    return said[0].removeprefix("fatal: ").removeprefix("error: ") if said else "git said nothing"


def _git(folder: Path) -> Git:
    """Return git working in ``folder``, without questions on the terminal."""
    try:
        from git import Git
    except ImportError as error:  # GitPython starts git once when it is imported
        # It is also how a configuration that git cannot read shows itself.
        said = re.search(r"fatal: (.+?)'?$", str(error), re.MULTILINE)
        raise RepositoryError(
            f"git cannot work: {said[1]}; put its configuration right"
            if said
            else "git is not on the PATH; install git, then try again"
        ) from error
    for name in LOCAL_VARIABLES:  # those of a hook that started us
        os.environ.pop(name, None)
    git = Git(folder)
    git.update_environment(GIT_TERMINAL_PROMPT="0")
    return git


def identity(folder: Path) -> Mapping[str, str]:
    """Return git's own ``name`` and ``email`` as seen from ``folder``, as far as they are set."""
    found = {
        name: value
        for name, variable in (("name", "NAME"), ("email", "EMAIL"))
        if (value := os.environ.get(f"GIT_AUTHOR_{variable}", "").strip())
    }
    if len(found) < len(("name", "email")):
        existing = next(place for place in (folder, *folder.parents) if place.is_dir())
        git = _git(existing)  # before anything of GitPython is imported: it says why it cannot
        from git.exc import GitCommandError

        try:
            lines = git.config("--null", "--get-regexp", r"^user\.(name|email)$")
        except GitCommandError:  # exit 1: neither is set
            lines = ""
        for entry in lines.split("\0"):
            key, _, value = entry.partition("\n")
            if value.strip() and key.removeprefix("user.") not in found:
                found[key.removeprefix("user.")] = value.strip()
    return found


def enclosing(folder: Path) -> Path | None:
    """Return the work tree that a new folder in ``folder`` would become a part of.

    None when there is none, and also when that work tree ignores ``folder``: a repository
    in an ignored place is nobody's submodule by accident.
    """
    from git.exc import GitCommandError

    folder = folder.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.is_dir())
    top = next((p for p in (existing, *existing.parents) if (p / ".git").exists()), None)
    if top is None:
        return None
    try:
        _git(top).check_ignore("--quiet", "--", f"{folder}{os.sep}new")
    except GitCommandError as error:
        return top if error.status == 1 else None  # 128: a stray `.git`, no work tree
    return None


def is_repository(project: Path) -> bool:
    """Say whether ``project`` is the top of a git work tree of its own."""
    return (project / ".git").exists()


def commit_all(
    project: Path, commit: Commit, *, branch: str = "main", remote: str | None = None
) -> str:
    """Make ``project`` a repository whose first commit holds every file; return its id.

    Raises:
        CommitRefusedError: the person's hook or signing refused; everything is added.
        RepositoryError: git could not do its work.
    """
    git = _git(project)
    had_history = is_repository(project)  # a hook of a trusted template may have made it
    with _translated("git init failed"):
        git.init("--quiet", f"--initial-branch={branch}")
        if remote:
            git.remote("add", "origin", remote)
    with _translated("git add failed"):
        git.execute([*_OURS, "-c", "core.safecrlf=false", "add", "--all"])
    if not had_history or staged(project):
        _commit(git, commit)
    reference = project / ".git" / "refs" / "heads" / branch
    if not had_history and reference.is_file():  # one process less than asking git
        return reference.read_text("ascii").strip()
    return head(project) or ""


def commit_paths(project: Path, paths: Sequence[str], commit: Commit) -> str | None:
    """Commit ``paths`` and nothing else; return the id, or None when nothing changed."""
    git = _git(project)
    with _translated("git add failed"):
        git.execute([*_OURS, "add", "--all", "--", *paths])
    if not staged(project):
        return None
    _commit(git, commit, "--", *paths)
    return head(project)


def _commit(git: Git, commit: Commit, *paths: str) -> None:
    """Run ``git commit``, with the person's hooks and signing."""
    from git.exc import GitCommandError

    who = {"NAME": commit.author.name, "EMAIL": commit.author.email}
    env = {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}
    stamp = commit.date.isoformat(timespec="seconds")
    env |= {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp, "GIT_EDITOR": ":"}
    sign = {None: (), True: ("--gpg-sign",), False: ("--no-gpg-sign",)}[commit.sign]
    command = ["git", "-c", "i18n.commitEncoding=UTF-8", "-c", "gc.auto=0"]
    command += ["-c", "maintenance.auto=false"]  # a process that would find nothing to do
    command += ["-c", "commit.template=", "-c", "commit.cleanup=whitespace"]
    command += ["commit", "--quiet", f"--message={commit.message}", *sign, *paths]
    try:
        git.execute(command, env=env)
    except GitCommandError as error:
        if "No space left" in str(error.stderr):
            raise RepositoryError("git commit failed: no space left on the disk") from error
        raise CommitRefusedError(f"git commit failed: {_last_words(str(error.stderr))}") from error


def head(project: Path) -> str | None:
    """Return the id of the commit that is checked out; None before the first."""
    from git.exc import GitCommandError

    try:
        return str(_git(project).rev_parse("--verify", "--quiet", "HEAD^{commit}")).strip()
    except GitCommandError:
        return None


def tracks(project: Path, path: str) -> bool:
    """Say whether the checked-out commit holds ``path`` (posix, relative)."""
    return bool(head(project)) and bool(_git(project).ls_tree("--name-only", "HEAD", "--", path))


def staged(project: Path) -> list[str]:
    """Return the paths in the index that differ from the checked-out commit."""
    with _translated("git diff failed"):
        names = _git(project).diff("--cached", "--name-only", "--no-renames", "-z")
    return [name for name in names.split("\0") if name]


def changed(project: Path, paths: Sequence[str] = ()) -> list[str]:
    """Return what differs from the checked-out commit, untracked files included, sorted."""
    with _translated("git status failed"):
        lines = _git(project).execute(
            [*_OURS, "status", "--porcelain", "-z", "--no-renames", "-uall", "--", *paths],
            strip_newline_in_stdout=False,
        )
    return sorted(line[3:] for line in str(lines).split("\0") if line)


def clone(url: str, into: Path) -> None:
    """Fetch all of ``url`` into a bare repository at ``into``."""
    if url.startswith("-"):
        raise RepositoryError(f"{url!r} is an option, not an address; give a git URL")
    with _translated(f"cannot clone {url}"):
        _git(into.parent).clone(
            *("--mirror", "--quiet", "--", url, str(into)),
            env={"GIT_ALLOW_PROTOCOL": _TRANSPORTS},
        )


def fetch(clone: Path) -> None:
    """Bring a clone up to date, deleted branches and another default branch included."""
    git, env = _git(clone), {"GIT_ALLOW_PROTOCOL": _TRANSPORTS}
    with _translated("cannot fetch"):
        git.fetch("--quiet", "--prune", "--tags", env=env)
        # A mirror keeps the HEAD of its first day.
        said = git.ls_remote("--symref", "origin", "HEAD", env=env)
        if default := re.match(r"ref: (refs/heads/\S+)\tHEAD", str(said)):
            git.symbolic_ref("HEAD", default[1])


def resolve(clone: Path, ref: str | None) -> str:
    """Return the commit id that ``ref`` (a branch, tag or commit; None: HEAD) stands for."""
    from git.exc import GitCommandError

    wanted = "HEAD" if ref is None else ref
    try:
        return str(
            _git(clone).rev_parse("--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
        ).strip()
    except GitCommandError as error:
        raise RepositoryError(
            f"{clone.name} has no branch, tag or commit {wanted!r}; check what follows the @"
        ) from error


def export(clone: Path, commit: str, into: Path) -> None:
    """Write the files of ``commit`` to ``into``: no hooks, no submodules, no ``.git``."""
    into.mkdir(parents=True, exist_ok=True)
    with _translated(f"cannot read commit {commit[:12]}"):
        # A work tree and an index of its own: the clone is shared between processes.
        place = ("-c", "core.bare=false", f"--git-dir={clone}", f"--work-tree={into}")
        _git(into).execute(
            ["git", *place, "-c", "core.autocrlf=false", "checkout", "-qf", commit, "--", "."],
            env={"GIT_INDEX_FILE": str(into.with_name(f"{into.name}.index"))},
        )
    into.with_name(f"{into.name}.index").unlink(missing_ok=True)
