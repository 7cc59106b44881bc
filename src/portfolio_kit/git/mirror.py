"""A mirror: a bare copy of a repository that is somewhere else, and the files of its commits.

It knows no address: that is given each time, so that no password stays in it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import causes, commands, sign_in
from portfolio_kit.git.commands import Freedom, GitError
from portfolio_kit.system import redact

#: Transports that a template's address may use; `ext::` would run a command.
_TRANSPORTS = "file:git:http:https:ssh"

#: The default branch of the last fetch: the HEAD of a mirror is that of its first day.
_HEAD = "refs/portfolio-kit/head"

#: A server that has said nothing for a minute will not; the person's own variables come first.
_PATIENCE = {"GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": "60"}

#: What the person has configured for repositories of their own has no business in a mirror.
_OURS = (
    "core.logAllRefUpdates=false",
    "core.hooksPath=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
)
_LOCAL = ("-c", "protocol.file.allow=always")
_PLAIN = tuple(word for setting in _OURS for word in ("-c", setting))


class UnreachableError(RepositoryError):
    """The repository cannot be had; ``why`` is the cause in a few words, ``advice`` what helps."""

    def __init__(self, url: str, why: str, advice: str) -> None:
        """Say in one line what could not be cloned, and why."""
        super().__init__(f"cannot clone {url}: {why}", advice)
        self.why, self.advice = why, advice


class DamagedError(RepositoryError):
    """The mirror itself is broken, or belongs to somebody else; ``why`` is what git says."""

    def __init__(self, doing: str, error: GitError) -> None:
        """Say in one line what could not be done, and why."""
        self.why = redact.redact(str(error))
        super().__init__(f"{doing}: {self.why}")


def clone(url: str, into: Path, *, asks: bool = False) -> None:
    """Fetch all of ``url`` into a mirror at ``into``.

    Args:
        url: the address; user and password in it are used and not kept.
        into: a folder that is not there yet.
        asks: git and ssh may ask for what is missing, on the terminal.

    Raises:
        UnreachableError: the repository cannot be had.
    """
    if url.startswith("-"):
        raise RepositoryError(f"{url!r} is an option, not an address", "give a git URL")
    plain, env = sign_in.separate(url)
    words = (*_PLAIN, "clone", "--mirror", "--template=", "--quiet", "--", plain, str(into))
    try:
        _talk(into.parent, words, env, asks=asks)
    except GitError as error:
        raise _unreachable(url, error) from error
    with commands.translated("cannot write the clone"):
        commands.run(into, _at(into), "config", "--remove-section", "remote.origin")


def fetch(url: str, clone: Path, *, asks: bool = False) -> None:
    """Bring a mirror up to date, deleted branches and another default branch included.

    Raises:
        UnreachableError: the repository cannot be had.
        DamagedError: git cannot work with the mirror.
    """
    plain, env = sign_in.separate(url)
    options = ("--quiet", "--prune", "--no-write-fetch-head")
    fetching = (_at(clone), *_PLAIN, "fetch", *options, "--", plain)
    try:
        try:
            _talk(clone, (*fetching, "+refs/*:refs/*", f"+HEAD:{_HEAD}"), env, asks=asks)
        except GitError as error:
            if "find remote ref HEAD" not in error.said:
                raise
            # It has no commit, or its default branch is gone.
            _talk(clone, (*fetching, "+refs/*:refs/*"), env, asks=asks)
    except GitError as error:
        if causes.find(error.said) is None or str(clone) in error.said:
            raise DamagedError(f"cannot fetch into {clone}", error) from error
        raise _unreachable(url, error) from error


def _at(clone: Path) -> str:
    """Name the repository: git would take one around a broken mirror, such as the home's."""
    return f"--git-dir={clone.absolute()}"


def _unreachable(url: str, error: GitError) -> UnreachableError:
    found = causes.find(error.said) or causes.Cause(str(error), "check the address and the network")
    return UnreachableError(redact.public(url), redact.redact(found.said), found.advice)


def _talk(folder: Path, words: tuple[str, ...], env: Mapping[str, str], *, asks: bool) -> None:
    """Run a git that talks to another machine."""
    env = {
        **{name: os.environ.get(name, value) for name, value in _PATIENCE.items()},
        "GIT_ALLOW_PROTOCOL": _TRANSPORTS,
        "GIT_TERMINAL_PROMPT": "1" if asks else "0",
        **env,
    }
    commands.run(folder, *words, env=env, freedom=Freedom(terminal=asks, umask=0o077))


def resolve(clone: Path, ref: str | None) -> str | None:
    """Return the commit id that ``ref`` (a branch, tag or commit; None: the default) stands for.

    None when there is no such ref.

    Raises:
        DamagedError: git cannot work with the mirror, or the commit is not in it.
    """
    for wanted in (_HEAD, "HEAD") if ref is None else (ref,):
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{wanted}^{{commit}}")
        try:
            return commands.run(clone, _at(clone), *words).strip()
        except GitError as error:
            if error.status != 1 and "expected commit type" not in error.said:
                raise DamagedError(f"cannot read {clone}", error) from error
    return None


def verify(clone: Path) -> None:
    """See that every commit of a mirror is there: git takes one that is not for no commit.

    Raises:
        DamagedError: something is missing.
    """
    try:
        words = ("fsck", "--connectivity-only", "--no-dangling", "--no-progress")
        commands.run(clone, _at(clone), *words)
    except GitError as error:
        raise DamagedError(f"{clone} is not whole", error) from error


def refs(clone: Path) -> list[str]:
    """Return the branches and tags, as people name them."""
    words = ("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads", "refs/tags")
    try:
        return commands.run(clone, _at(clone), *words).split()
    except GitError as error:
        raise DamagedError(f"cannot read {clone}", error) from error


def export(clone: Path, commit: str, into: Path) -> None:
    """Write the files of ``commit`` to ``into``: no hooks, no submodules.

    ``.git`` is there as after a clone: code of a trusted template may ask for the version that it
    belongs to. Its objects stay in the mirror.

    Raises:
        DamagedError: something of the commit is not in the mirror.
    """
    copy = ("clone", "--shared", "--no-checkout", "--template=", "--quiet", "--", str(clone))
    checkout = ("-c", "core.autocrlf=false", "checkout", "--quiet", "--force", "--detach", commit)
    try:
        commands.run(into.parent, *_PLAIN, *_LOCAL, *copy, str(into))
        commands.run(into, *_PLAIN, *checkout)
    except GitError as error:
        raise DamagedError(f"cannot read commit {commit[:12]}", error) from error
