"""What a bake has made, as a whole: to hold it against what another made."""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path


def tree(root: Path) -> dict[str, tuple[str, int, bytes]]:
    """Return everything below ``root``: kind, permissions and bytes."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        kind = "link" if path.is_symlink() else "folder" if path.is_dir() else "file"
        content = path.read_bytes() if kind == "file" else b""
        content = os.fsencode(path.readlink()) if kind == "link" else content
        found[path.relative_to(root).as_posix()] = (kind, stat.S_IMODE(status.st_mode), content)
    return found


def take_away_ours(project: Path) -> None:
    """Take away what a bake adds: the recipe, the repository, or without one the mark of a bake."""
    (project / ".portfolio-kit.json").unlink()
    shutil.rmtree(project / ".git", ignore_errors=True)
    shutil.rmtree(project / "build/portfolio-kit", ignore_errors=True)
    with suppress(OSError):
        (project / "build").rmdir()
