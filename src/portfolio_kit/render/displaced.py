"""What hooks left where a bake works, and what is true only there: the rename would break it.

A hook runs in the folder in which the project is made. What it writes of its place (a virtual
environment does, in every script) must lead to where the project will be.
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from portfolio_kit.errors import Problem, RenderError


def refuse_beside(staging: Path, project: Path) -> None:
    """Refuse what a hook has put beside the project, where it would be lost.

    Raises:
        RenderError: one problem for each file or folder.
    """
    beside = sorted(path.name for path in staging.iterdir() if path != project)
    if beside:
        raise RenderError(
            Problem(
                f"a hook wrote {name!r} beside the project, where it would be lost",
                "let it write inside, or pass --skip-hooks",
            )
            for name in beside
        )


def lead(staging: Path, project: Path, destination: Path) -> list[str]:
    """Let each text and link below ``project`` that names it lead to ``destination``.

    Args:
        staging: the folder that holds ``project``; nothing else has a name like it.
        project: the folder that a hook has seen.
        destination: where it will be.

    Returns:
        A line for each file in which the place where it was made stays.
    """
    output = destination.parent.resolve()
    # The folder above may be named too; the longer path comes first.
    moves = ((project.resolve(), output / destination.name), (staging.resolve(), output))
    marker = os.fsencode(staging.name)
    told = []
    for path in _all(project):
        if path.is_symlink():
            target = str(path.readlink())
            if staging.name in target:
                for before, after in moves:
                    target = target.replace(str(before), str(after))
                path.unlink()
                path.symlink_to(target)
        elif _holds(path, marker) and not _changed(path, moves, marker):
            told.append(
                f"{path.relative_to(project).as_posix()} holds the folder in which a hook made "
                "it, and which is gone; make it anew"
            )
    return told


def _all(folder: Path) -> Iterator[Path]:
    """Yield every file and link below ``folder``, links to folders too."""
    for above, folders, files in os.walk(folder):
        for name in sorted((*files, *folders)):
            path = Path(above, name)
            if path.is_symlink() or path.is_file():
                yield path


def _holds(path: Path, marker: bytes) -> bool:
    """Say whether a file holds ``marker``, without taking the whole of it into memory."""
    if not path.stat().st_size or not os.access(path, os.R_OK):
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(marker) >= 0


def _changed(path: Path, moves: Iterable[tuple[Path, Path]], marker: bytes) -> bool:
    """Put the new paths in the place of the old; say whether nothing of the marker stays.

    Python's byte code names its source for tracebacks only, and is made anew with it.
    """
    data = path.read_bytes()
    if b"\0" in data:
        return path.suffix == ".pyc"
    for before, after in moves:
        for spell in (str, _escaped, _quoted):
            data = data.replace(os.fsencode(spell(before)), os.fsencode(spell(after)))
    # A file of its own: pip and uv share files with their caches by hard links.
    aside = path.with_name(f"{path.name}.portfolio-kit")
    aside.write_bytes(data)
    aside.chmod(stat.S_IMODE(path.stat().st_mode))
    shutil.copystat(path, aside)
    aside.replace(path)
    return marker not in data


def _escaped(path: Path) -> str:
    """Return a path as JSON and Python write it."""
    return json.dumps(str(path))[1:-1]


def _quoted(path: Path) -> str:
    """Return a path as a URL has it."""
    return quote(path.as_posix())
