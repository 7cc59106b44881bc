"""Clones of template repositories, kept so that a template is there without a network."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from portfolio_kit import lock, repository
from portfolio_kit.address import Address
from portfolio_kit.errors import RepositoryError, TemplateError

#: How what is being made is called, and what its maker holds.
_PARTIAL, _LOCK = ".partial-", ".lock"

#: Seconds between two looks at what another process is making.
_PATIENCE = 0.05


@dataclass(frozen=True)
class Copy:
    """The files of one commit; ``note`` says when they may be older than the repository."""

    files: Path
    commit: str
    note: str | None


def get(address: Address, cache: Path, *, offline_ok: bool = True) -> Copy:
    """Return the files that ``address`` stands for now, or did when it was last reached.

    Raises:
        RepositoryError: it cannot be reached and was never cloned, or has no such ref.
        TemplateError: ``cache`` cannot be written.
    """
    key = f"{address.name}-{hashlib.sha256(address.url.encode()).hexdigest()[:12]}"
    try:
        with _without_secrets(address):
            return _get(address, cache / "clones" / f"{key}.git", cache / "files" / key, offline_ok)
    except OSError as error:
        raise TemplateError(f"cannot write the cache {cache}: {error.strerror}") from error


def _get(address: Address, clone: Path, files: Path, offline_ok: bool) -> Copy:  # noqa: FBT001 - get's own
    note = None
    if not clone.is_dir():
        _make(clone, lambda into: repository.clone(address.url, into))
    elif not _is_commit(clone, address.ref):
        note = _refresh(address, clone, offline_ok=offline_ok)
    commit = repository.resolve(clone, address.ref, name=address.shown)
    tree = files / commit
    if not tree.is_dir():
        _make(tree, lambda into: repository.export(clone, commit, into))
    return Copy(tree, commit, note and f"{note} at commit {commit[:12]}")


def _is_commit(clone: Path, ref: str | None) -> bool:
    """Say whether a ref is a whole commit id that is there: it can never mean another one."""
    if ref is None or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", ref):
        return False
    try:
        return repository.resolve(clone, ref) == ref
    except RepositoryError:
        return False


def _refresh(address: Address, clone: Path, *, offline_ok: bool) -> str | None:
    """Bring a clone up to date; return a note when that is not possible."""
    try:
        repository.fetch(clone)
    except RepositoryError as error:
        if ".lock'" in str(error) or "cannot lock ref" in str(error):
            return None  # another process is fetching the same: what it gets is what we would
        if not offline_ok:
            raise
        return f"{address.shown} cannot be reached; using the clone of last time,"
    return None


def _make(target: Path, write: Callable[[Path], None]) -> None:
    """Write a folder aside and rename it into place; what another process makes is waited for."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{_PARTIAL}{target.name}")
    while (held := lock.hold(aside.with_name(f"{aside.name}{_LOCK}"))) is None:
        time.sleep(_PATIENCE)
    try:
        with held:
            if not target.is_dir():  # another process may have made it while we waited
                shutil.rmtree(aside, ignore_errors=True)
                aside.mkdir()
                write(aside / target.name)
                (aside / target.name).rename(target)
    finally:
        _sweep(target.parent)


def _sweep(folder: Path) -> None:
    """Remove what processes that have ended left in ``folder``; what a living one holds stays."""
    for path in sorted(folder.glob(f"{_PARTIAL}*{_LOCK}")):
        with suppress(OSError):  # Windows: an open file cannot be removed
            held = lock.hold(path)
            if held is not None:
                with held:
                    shutil.rmtree(path.with_name(path.name.removesuffix(_LOCK)), ignore_errors=True)
                    path.unlink()


@contextmanager
def _without_secrets(address: Address) -> Iterator[None]:
    """Keep a password in the URL out of what is said about it."""
    try:
        yield
    except RepositoryError as error:
        hidden = [line.replace(address.url, address.shown) for line in error.problems]
        raise RepositoryError(hidden) from error
