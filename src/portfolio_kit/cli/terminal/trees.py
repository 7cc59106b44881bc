"""Files as a tree: on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio_kit.cli.terminal import display, wrapping

Branch = dict[str, Any]  # name: another Branch; a file is an empty one

#: More files than these are shown as folders; how many folders deep.
FEW, _DEPTH = 20, 2


def grown(files: Iterable[str]) -> Branch:
    """Return paths with slashes as folders in folders."""
    root: Branch = {}
    for file in files:
        place = root
        for part in file.split("/"):
            place = place.setdefault(part, {})
    return root


def draw(name: str, files: Iterable[str], *, folded: bool = False) -> list[tuple[str, str, bool]]:
    """Return one ``(lines before it, name, is a folder)`` for each folder and file.

    Folders come first, then files, each in the order of the alphabet. ``folded`` shows the files
    of the first folder, and of the others only how many are in them.
    """
    return [("", f"{name}/", True), *_drawn(grown(files), "", _DEPTH if folded else None)]


def _drawn(branch: Mapping[str, Any], before: str, deep: int | None) -> list[tuple[str, str, bool]]:
    """Draw a folder; ``deep`` is how many levels of folders are still shown, None for all."""
    shown = [name for name in branch if branch[name] or deep in (None, _DEPTH)]
    order = sorted(shown, key=lambda name: (not branch[name], name.lower()))
    rows: list[tuple[str, str, bool]] = []
    for name in order:
        last, folder = name == order[-1], bool(branch[name])
        entry = f"{name}/" if folder else name
        if folder and deep is not None:
            entry += f"  {_count(branch[name])}"
        rows.append((before + ("└─ " if last else "├─ "), entry, folder))
        if deep != 1:
            below = None if deep is None else deep - 1
            rows += _drawn(branch[name], before + ("   " if last else "│  "), below)
    return rows


def _count(branch: Mapping[str, Any]) -> int:
    """Return how many files are in a folder and in its folders."""
    return sum(_count(below) if below else 1 for below in branch.values())


def show(name: str, files: Iterable[str], *, indent: str = "  ", folded: bool = False) -> None:
    """Print files as a tree; on a terminal, a name that is too long goes on below itself."""
    width = wrapping.width() if display.is_terminal() else None
    for lines, entry, folder in draw(name, files, folded=folded):
        before, rest = indent + lines, entry
        room = len(rest) if width is None else max(width - len(before), 1)
        while True:
            display.pieces((before, "quiet"), (rest[:room], "key" if folder else None))
            if not (rest := rest[room:]):
                break
            before = indent + lines.replace("├─", "│ ").replace("└─", "  ")
