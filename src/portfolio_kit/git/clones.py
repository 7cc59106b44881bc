"""Clones of template repositories, kept so that a template is there without a network.

A copy that is broken is made anew as soon as its repository can be reached. What another
person of the machine can read of the cache is nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from portfolio_kit.errors import Problem, RepositoryError, TemplateError, similar
from portfolio_kit.git import aside, exported, mirror
from portfolio_kit.git.address import Address
from portfolio_kit.git.mirror import DamagedError, UnreachableError
from portfolio_kit.system import redact

#: Refs that a message lists.
_LISTED = 8


@dataclass(frozen=True)
class Copy:
    """The files of one commit; ``note`` says when they may be older than the repository."""

    files: Path
    commit: str
    note: str | None


@dataclass(frozen=True)
class _Kept:
    """Where an address has its mirror and its exported files; ``asks`` as in ``get``."""

    address: Address
    cache: Path
    asks: bool
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the folders after the repository, and not after who signs in."""
        url = redact.public(self.address.url)
        key = f"{self.address.name}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
        object.__setattr__(self, "key", key)

    @property
    def clone(self) -> Path:
        return self.cache / "clones" / f"{self.key}.git"

    @property
    def files(self) -> Path:
        return self.cache / "files" / self.key

    def write(self, into: Path) -> None:
        mirror.clone(self.address.url, into, asks=self.asks)


def get(address: Address, cache: Path, *, asks: bool = False) -> Copy:
    """Return the files that ``address`` stands for now, or did when it was last reached.

    Args:
        address: the repository, and what of it.
        cache: the folder in which clones are kept.
        asks: git and ssh may ask for what is missing, on the terminal.

    Raises:
        RepositoryError: it cannot be reached and was never cloned, or has no such ref.
        TemplateError: ``cache`` cannot be written.
    """
    kept = _Kept(address, cache, asks)
    try:
        with _without_secrets(address):
            found = _get(kept)
    except OSError as error:
        where = f" of {error.filename}" if error.filename else ""
        raise TemplateError(
            f"cannot write the cache {cache}: {error.strerror}{where}",
            f"see whose it is, or remove it with: {_removal(cache)}",
        ) from error
    note = found.note and redact.hide(found.note, redact.secrets(address.url))
    return replace(found, note=note)


def _get(kept: _Kept) -> Copy:
    _private(kept)
    why = None
    if not (kept.clone.is_dir() and _is_ours(kept.clone)):
        aside.make(kept.clone, kept.write, _is_ours)
    elif not _is_commit(kept.clone, kept.address.ref):
        why = _refresh(kept)
    try:
        return _copy(kept, why)
    except DamagedError as damage:
        _anew(kept, damage)
        return _copy(kept, None)


def _copy(kept: _Kept, why: str | None) -> Copy:
    """Return the files of the commit that is meant; ``why`` the repository cannot be reached."""
    commit = mirror.resolve(kept.clone, kept.address.ref)
    if commit is None:
        mirror.verify(kept.clone)
        raise RepositoryError([_missing(kept, why)])
    tree = kept.files / commit

    def write(into: Path) -> None:
        mirror.export(kept.clone, commit, into)
        exported.seal(into, tree)

    if not exported.is_whole(tree):
        aside.make(tree, write, exported.is_whole)
    note = why and f"{why}; using the clone of last time, at commit {commit[:12]}"
    return Copy(tree, commit, note)


def _is_commit(clone: Path, ref: str | None) -> bool:
    """Say whether a ref is a whole commit id that is there: it can never mean another one."""
    if ref is None or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", ref):
        return False
    try:
        return mirror.resolve(clone, ref) == ref
    except DamagedError:
        return False


def _refresh(kept: _Kept) -> str | None:
    """Bring a mirror up to date, or make it anew; return why neither is possible."""
    try:
        with aside.alone(kept.clone):
            mirror.fetch(kept.address.url, kept.clone, asks=kept.asks)
    except UnreachableError as error:
        return f"{kept.address.shown} cannot be reached ({error.why})"
    except DamagedError as damage:
        try:
            _anew(kept, damage)
        except RepositoryError:
            return f"{kept.address.shown} cannot be reached ({damage.why})"
    except OSError as error:
        return f"the cache {kept.cache} cannot be written ({error.strerror})"
    return None


def _anew(kept: _Kept, damage: DamagedError) -> None:
    """Put a new clone in the place of a broken one.

    Raises:
        RepositoryError: that cannot be; the line names the folder.
    """
    try:
        aside.make(kept.clone, kept.write, lambda _: False)
    except (RepositoryError, OSError) as error:
        why = error.why if isinstance(error, UnreachableError) else error
        raise RepositoryError(
            f"the copy of {kept.address.shown} is broken ({damage}) and cannot be made anew "
            f"({why})",
            f"try again when it can, or remove the copy with: {_removal(kept.clone)}",
        ) from error


def _missing(kept: _Kept, why: str | None) -> Problem:
    """Say that there is no such ref: in the repository, or in the copy of last time."""
    ref, names = kept.address.ref, mirror.refs(kept.clone)
    if why:
        what = f"no branch, tag or commit {ref!r}" if names and ref else "no commit"
        return Problem(f"{why}, and the copy of last time has {what}", "connect, then try again")
    if not names:
        what = f"{kept.address.shown} is empty: it has no commit yet"
        return Problem(what, "push a template to it first")
    listed = ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
    if ref is None:
        what = f"{kept.address.shown} has no default branch"
        return Problem(what, f"choose with --checkout: {listed}")
    what = f"{kept.address.shown} has no branch, tag or commit {ref!r}"
    return Problem(what, similar(ref, names) or f"it has: {listed}")


def _private(kept: _Kept) -> None:
    """See that the cache is the person's, and that nobody else may look into it.

    Raises:
        TemplateError: it is somebody else's, who could put anything into it.
    """
    if kept.cache.is_dir() and not _is_ours(kept.cache):
        raise TemplateError(
            f"the cache {kept.cache} belongs to another user",
            f"set XDG_CACHE_HOME to a folder of yours, or remove it with: {_removal(kept.cache)}",
        )
    for folder in (kept.cache, kept.clone.parent, kept.files.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            with suppress(OSError):  # somebody else's
                folder.chmod(0o700)


def _is_ours(folder: Path) -> bool:
    """Say whether a folder belongs to who runs us, or called `sudo`."""
    if sys.platform == "win32" or not folder.is_dir():
        return folder.is_dir()
    me = os.geteuid()
    callers = {os.environ.get("SUDO_UID", "")} if me == 0 else set()
    return str(folder.stat().st_uid) in {str(me), *callers}


def _removal(path: Path) -> str:
    return shlex.join(["rm", "-r", str(path)])


@contextmanager
def _without_secrets(address: Address) -> Iterator[None]:
    """Keep a password in the URL out of what is said about it."""
    try:
        yield
    except RepositoryError as error:
        known = redact.secrets(address.url)
        raise RepositoryError(_hidden(problem, known) for problem in error.problems) from error


def _hidden(problem: Problem, known: Sequence[str]) -> Problem:
    """Return a problem without the ``known`` secrets."""
    what, advice = redact.hide(problem.what, known), redact.hide(problem.advice, known)
    details = tuple(redact.hide(line, known) for line in problem.details)
    return replace(problem, what=what, advice=advice, details=details)
