"""Files as a tree: on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio_kit.cli import display

Branch = dict[str, Any]  # name: another Branch; a file is an empty one


def grown(files: Iterable[str]) -> Branch:
    """Return paths with slashes as folders in folders."""
    root: Branch = {}
    for file in files:
        place = root
        for part in file.split("/"):
            place = place.setdefault(part, {})
    return root


def draw(name: str, files: Iterable[str]) -> list[tuple[str, str, bool]]:
    """Return one ``(lines before it, name, is a folder)`` for each folder and file.

    Folders come first, then files, each in the order of the alphabet.
    """
    return [("", f"{name}/", True), *_drawn(grown(files), "")]


def _drawn(branch: Mapping[str, Any], before: str) -> list[tuple[str, str, bool]]:
    order = sorted(branch, key=lambda name: (not branch[name], name.lower()))
    rows: list[tuple[str, str, bool]] = []
    for name in order:
        last = name == order[-1]
        folder = bool(branch[name])
        rows.append((before + ("└─ " if last else "├─ "), f"{name}/" if folder else name, folder))
        rows += _drawn(branch[name], before + ("   " if last else "│  "))
    return rows


def show(name: str, files: Iterable[str], *, indent: str = "  ") -> None:
    """Print files as a tree."""
    for lines, entry, folder in draw(name, files):
        display.pieces((indent + lines, "quiet"), (entry, "key" if folder else None))
