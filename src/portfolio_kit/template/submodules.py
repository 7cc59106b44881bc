"""Git submodules of a template: what is not there, and what must not be baked."""

from __future__ import annotations

import re
from pathlib import Path

from portfolio_kit.errors import RenderError
from portfolio_kit.system.reader import Reader

_PATH = re.compile(r"^\s*path\s*=\s*\"?(.+?)\"?\s*$", re.MULTILINE)


def missing(top: Path, template: Path) -> list[str]:
    """Return a line for each submodule of ``template`` whose files are not there.

    Args:
        top: the folder of the repository, whose ``.gitmodules`` names them.
        template: the folder of the template in it.
    """
    listed = top / ".gitmodules"
    if not listed.is_file():
        return []
    try:
        text = Reader(top).read(listed, ".gitmodules")[0].decode("utf-8", "replace")
    except RenderError:  # a link that leaves the template: it lists nothing of ours
        return []
    return [
        f"{path} is a git submodule of the template and is not there: its folder is empty"
        for path in _PATH.findall(text)
        if (top / path).resolve().is_relative_to(template.resolve()) and _is_empty(top / path)
    ]


def _is_empty(folder: Path) -> bool:
    return not folder.is_dir() or not any(folder.iterdir())


def refuse(git: Path, where: str) -> None:
    """Refuse the ``.git`` of a submodule, which is a file that leads git elsewhere.

    Any other ``.git`` is refused by its name, as what it renders to is.

    Raises:
        RenderError: it names the submodule.
    """
    if not git.is_symlink() and git.is_file() and git.read_bytes()[:8] == b"gitdir: ":
        raise RenderError(
            f"{where.rpartition('/')[0]}: a git submodule, whose .git would lead git elsewhere",
            "take that .git out of the template, or bake from the template's git address",
        )
