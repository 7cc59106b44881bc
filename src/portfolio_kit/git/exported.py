"""The files of one commit, written once and used for long: are they still all there?"""

from __future__ import annotations

import json
import os
from pathlib import Path

#: What a trusted template's own code leaves beside its files, as Python always does.
_IGNORED = ("__pycache__", ".git")


def seal(made: Path, tree: Path) -> None:
    """Write down what is in ``made``, beside ``tree``, whose name it will have."""
    _seal(tree).write_text(json.dumps(_seen(made)), encoding="utf-8")


def is_whole(tree: Path) -> bool:
    """Say whether ``tree`` holds what it held when it was sealed, and nothing else."""
    if not tree.is_dir() or tree.is_symlink():
        return False
    try:
        return bool(json.loads(_seal(tree).read_text(encoding="utf-8")) == _seen(tree))
    except (OSError, ValueError):
        return False


def _seal(tree: Path) -> Path:
    return tree.with_name(f"{tree.name}.json")


def _seen(tree: Path) -> dict[str, list[int]]:
    """Return mode, size and time of every file; a change that keeps all three is meant."""
    found: dict[str, list[int]] = {}
    for place, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name not in _IGNORED]
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in [*files, *links]:
            path = Path(place, name)
            status = path.lstat()
            key = path.relative_to(tree).as_posix().encode("utf-8", "surrogateescape").hex()
            found[key] = [status.st_mode, status.st_size, status.st_mtime_ns]
    return found
