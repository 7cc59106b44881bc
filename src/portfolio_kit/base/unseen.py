"""What no comparison with a commit shows, though a run may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from portfolio_kit.base import sides
from portfolio_kit.base.sides import PLACES, Side
from portfolio_kit.carried.files import file_sum
from portfolio_kit.git import past
from portfolio_kit.showcase import manifest

_FOLDERS = ("src", "data")

#: Folders and files at the top of a project that no run reads, besides hidden ones and documents.
_UNREAD = (
    *("tests", "docs", "results", "figures", "build", "LICENSES"),
    *(manifest.NAME, "LICENSE", "CITATION.cff", "REUSE.toml", "noxfile.py"),
)


def doubt(project: Path, measured: Mapping[str, Any]) -> str:  # Any: JSON
    """Return why nobody can tell whether code or data changed; "": git shows all that did.

    Raises:
        UnknownError: git cannot say.
    """
    known = past.present(project, _FOLDERS)
    sums = {entry["sha256"] for entry in measured.get("data", ())}
    for name in known:
        if _leads_out(project, project / name) and _sum(project / name) not in sums:
            return f"{name} is a link, and what it leads to may not be what was measured"
    for name in _modules(project, known):
        return f"git ignores {name}, which may not be what was measured"
    return ""


def _leads_out(project: Path, path: Path) -> bool:
    """Say whether a path is a link to what is not compared itself."""
    if not path.is_symlink():
        return False
    target = path.resolve()
    return not any(target.is_relative_to((project / one).resolve()) for one in _FOLDERS)


def _sum(path: Path) -> str:
    return file_sum(path) if path.is_file() else ""


def _modules(project: Path, known: Collection[str]) -> Iterator[str]:
    """Yield the code below `src` that is in no commit and never will be."""
    for path in sorted((project / "src").rglob("*.py")):
        name = path.relative_to(project).as_posix()
        if name not in known and "__pycache__" not in path.parts:
            yield name


def is_changed(project: Path, commit: str, then: Side, now: Side) -> bool:
    """Say whether a file that a run may read, and that has no side, is another than then.

    Raises:
        UnknownError: git cannot say.
    """
    held = past.files(project, commit, (".",))
    before = {sides.neutral(path, then.package): id_ for path, id_ in held.items()}
    after = {sides.neutral(path, now.package): path for path in past.present(project, (".",))}
    return any(
        _is_other(project, after.get(key), before.get(key))
        for key in before.keys() | after.keys()
        if _may_be_read(key)
    )


def _may_be_read(key: str) -> bool:
    path = PurePosixPath(key)
    if path.parts[0] in (*_UNREAD, *PLACES[len(_FOLDERS) :]) or path.parts[0].startswith("."):
        return False
    if path.parts[0] in _FOLDERS:  # where code and data are compared by what they say
        return not (sides.counts(key) or sides.is_ours(key) or path.stem.upper() == "README")
    return path.suffix not in (".md", ".rst")


def _is_other(project: Path, path: str | None, before: str | None) -> bool:
    content = None if path is None else sides.content_of(project / path)
    if content is None or before is None:
        return content is not None or before is not None
    return sides.id_of(content, before) != before
