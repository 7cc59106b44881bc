"""Whose project it is: running one runs its code, so that it must be ours or vouched for.

A project that was baked here, or for which the person has answered, carries a random id. The
same id stands, with the project's path, in a folder of the person's own. Neither counts
alone: an archive brings the first one and unpacks elsewhere, a clone in the place of an older
project finds only the second one. Git never sees the id.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template import catalog
from portfolio_kit.template.template import Template

#: Folder of the entries, one small file for each path: two bakes never write the same one.
_FOLDER = "trusted"

#: Nobody writes into a pipe that a stranger put there, and a link leads anywhere; not on Windows.
_CAREFULLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)

#: More than an entry of the longest path takes.
_LONGEST = 100_000


def write(project: Path, state: Path) -> str | None:
    """Mark ``project`` as one that may be run; say why that was not possible, None when it was.

    Args:
        project: its folder, in the place where it will be run.
        state: the person's state folder, made if need be.
    """
    identity = os.urandom(16).hex()  # a new one each time: the old one may be known to others
    entry = {"id": identity, "path": str(project.resolve())}
    where = project
    try:
        _replace(_place(project), f"{identity}\n")
        where = state
        _replace(_folder(state) / _key(project), f"{json.dumps(entry)}\n")
    except OSError as error:
        return (
            f"{where} cannot be written ({error.strerror}), so that nothing says whose project it "
            "is; later runs need --trust"
        )
    return None


def holds(project: Path, state: Path) -> bool:
    """Say whether ``project`` was marked in this place, by this person.

    Nothing of the project is run, and no git is asked.
    """
    if not _is_private(state / _FOLDER):
        return False
    try:
        entry = json.loads(_read(state / _FOLDER / _key(project), private=True) or "null")
    except ValueError:
        return False
    if not isinstance(entry, dict) or entry.get("path") != str(project.resolve()):
        return False
    identity = entry.get("id")
    found = ((_read(place) or "").strip() for place in _places(project))
    return isinstance(identity, str) and len(identity) == 32 and identity in found


def builtin(baked: Recipe) -> Template | None:
    """Return the built-in template that a recipe names; None: it is a foreign one.

    A recipe is a claim that anybody can write: it vouches for nothing.
    """
    ours = catalog.builtins() if baked.origin is None else []
    return next((template for template in ours if template.name == baked.template), None)


def files(project: Path) -> tuple[Path, ...]:
    """Return the files that a mark may consist of: they are no part of a bake."""
    beside, ignored = _places(project)
    return beside, ignored, ignored.with_name(".gitignore")


def _places(project: Path) -> Iterator[Path]:
    """Yield where a mark may stand in a project: git takes neither into a commit."""
    yield project / ".git" / "portfolio-kit"
    yield project / "build" / "portfolio-kit" / "mark"


def _place(project: Path) -> Path:
    """Return where the mark is written: beside git's files, else in a folder that git ignores."""
    beside, ignored = _places(project)
    if beside.parent.is_dir():
        return beside
    ignored.parent.mkdir(parents=True, exist_ok=True)
    _replace(ignored.with_name(".gitignore"), "*\n")
    return ignored


def _folder(state: Path) -> Path:
    """Return the folder of the entries, which is the person's alone."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = state / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _key(project: Path) -> str:
    """Return the name of a project's entry, which is that of its path."""
    return hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:40]


def _replace(path: Path, text: str) -> None:
    """Write a file that only the person can read, whole or not at all, never through a link."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".portfolio-kit-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _read(path: Path, *, private: bool = False) -> str | None:
    """Return what a small file holds; None for anything else, such as a link or a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | _CAREFULLY)
    except (OSError, ValueError):
        return None
    try:
        said = os.fstat(handle)
        if not stat.S_ISREG(said.st_mode) or (private and not _is_mine(said, 0o077)):
            return None
        return os.read(handle, _LONGEST).decode("ascii", "replace")
    finally:
        os.close(handle)


def _is_private(folder: Path) -> bool:
    """Say whether there is a folder into which nobody else can write."""
    try:
        said = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(said.st_mode) and _is_mine(said, 0o022)


def _is_mine(said: os.stat_result, forbidden: int) -> bool:
    """Say whether a file is the person's and gives others none of the ``forbidden`` rights."""
    if os.name == "nt":  # what is below a person's profile is the person's there
        return True
    return said.st_uid == os.geteuid() and not said.st_mode & forbidden
