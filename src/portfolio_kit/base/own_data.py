"""Data that git ignores: whether they are those that were measured, as far as one can tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from portfolio_kit.carried.files import file_sum

#: The licence of data that nobody else has, in every template.
_OWN = "LicenseRef-Own-Data"

#: More is not read to be compared.
_MOST = 256 * 1024 * 1024  # bytes


def doubt(project: Path, known: Collection[str], measured: Mapping[str, Any]) -> str:  # Any: JSON
    """Return why nobody can tell whether data changed since they were measured; "": they did not.

    Args:
        project: its folder.
        known: the files that git does not ignore, whose changes are seen otherwise.
        measured: the manifest.
    """
    entries = measured.get("data", ())
    files = {
        path.relative_to(project).as_posix(): path
        for path in (project / "data").rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix != ".md"
    }
    sums = {name: _sum(path) for name, path in files.items()}
    for name in sorted(files):
        if name not in known and sums[name] not in {entry["sha256"] for entry in entries}:
            return f"git ignores {name}, which may not be what was measured"
    for entry in entries:
        if entry["license"] == _OWN and entry["sha256"] not in sums.values():
            return f"nothing in data/ is what was measured as {entry['name']}"
    return ""


def _sum(path: Path) -> str:
    return file_sum(path) if path.stat().st_size <= _MOST else ""
