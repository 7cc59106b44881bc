"""The one reader of what a template supplies: nothing beyond the folder that bounds it is opened.

Else a template could put the person's private files into a project that is to be published,
through a link or through an included file.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

from portfolio_kit.errors import RenderError

#: What git keeps in a folder is nothing of the template: it may hold the person's password.
_GIT = ".git"


#: Bytes of one file; a sparse one may say that it has any number.
_LARGEST = 64 * 2**20


class OutsideError(RenderError):
    """A file that lies outside of what the reader may open."""


@dataclass(frozen=True)
class Reader:
    """Opens files below ``bound``, links followed; None where the template's code is trusted.

    The bound of a clone is its exported folder, that of a folder is the one that the person
    named: nothing is searched for above it. ``_inside`` are folders known to lie below it.
    """

    bound: Path | None
    _inside: set[Path] = field(default_factory=set)

    def read(self, path: Path, where: str) -> tuple[bytes, int]:
        """Return the bytes and the mode of a file; of a link, those of its target.

        Args:
            path: the file.
            where: what to call it in an error.

        Raises:
            OutsideError: it lies outside, or a link on its way leads there.
            RenderError: it is no file, or cannot be read.
        """
        try:
            status = path.stat()
        except FileNotFoundError as error:
            raise RenderError(
                f"{where}: the link is broken", "put the file in its place"
            ) from error
        except OSError as error:
            raise _unreadable(where, error) from error
        if stat.S_ISDIR(status.st_mode):
            raise RenderError(f"{where}: is a folder", "put a file in its place")
        if not stat.S_ISREG(status.st_mode):
            raise RenderError(
                f"{where}: neither a file nor a folder", "remove it from the template"
            )
        self.refuse(path, where)
        if self.bound is not None and status.st_size > _LARGEST:
            raise RenderError(
                f"{where}: has more than {_LARGEST // 2**20} MiB",
                "read the template, then pass --trust",
            )
        try:
            return path.read_bytes(), status.st_mode
        except OSError as error:
            raise _unreadable(where, error) from error

    def refuse(self, path: Path, where: str) -> None:
        """Refuse a path that lies outside.

        Raises:
            OutsideError: it does, or a link on its way leads there.
        """
        if self.bound is None or (path.parent in self._inside and not path.is_symlink()):
            return
        if not _holds(self.bound, path):
            raise OutsideError(
                f"{where}: the link leaves the template",
                "put the file in its place, or pass --trust",
            )
        if _holds(self.bound, path.parent):
            self._inside.add(path.parent)


def _holds(bound: Path, path: Path) -> bool:
    """Say whether ``path``, links followed, lies below ``bound`` and is none of git's own files."""
    inside, found = bound.resolve(), path.resolve()
    return found.is_relative_to(inside) and _GIT not in found.relative_to(inside).parts


def _unreadable(where: str, error: OSError) -> RenderError:
    return RenderError(
        f"{where}: cannot be read: {error.strerror or error}", "correct its permissions"
    )
