"""Confinement: what a template names stays in the project, and what it reads in the template."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from portfolio_kit.errors import BakeError, RenderError
from portfolio_kit.system.names import is_device

#: What some system opens as ``.git``: NTFS by a short name, and with dots and blanks at its end.
#: Git's own rule is ``is_ntfs_dotgit`` in path.c, and ``is_hfs_dotgit`` in utf8.c.
_GIT = re.compile(r"(?:\.git|git~[0-9]+)[. ]*")

#: Bytes that the files of a project may have whose template is not trusted.
PROJECT = 512 * 2**20

#: By these git knows a repository, also one without ``.git``: setup.c, ``is_git_directory``.
_BARE = (frozenset(("head", "objects", "refs")), frozenset(("head", "commondir")))


def problem(name: str) -> str | None:
    """Say why the relative path ``name`` may not be made, on Linux, macOS or Windows."""
    if not name:
        return "is empty"
    if name[0] in "/\\":
        return "is absolute"
    if re.match(r"[A-Za-z]:", name):
        return "begins with a drive"
    parts = re.split(r"[/\\]", name)
    if ".." in parts:
        return "leaves the project"
    return next((said for part in parts if (said := _part_problem(part))), None)


def _part_problem(part: str) -> str | None:
    wrong = (
        (not part, "holds an empty name"),
        (any(ord(char) < 32 or ord(char) == 127 for char in part), "holds a control character"),
        (_is_git(part), "is where git keeps what it obeys"),
        (":" in part, "holds a colon, after which Windows hides a stream"),
        (part.endswith((".", " ")), "ends in a dot or a space, which Windows drops"),
        (is_device(part), "is the name of a device on Windows"),
    )
    return next((said for is_wrong, said in wrong if is_wrong), None)


def _is_git(part: str) -> bool:
    """Say whether a part of a path is ``.git`` to git on any system.

    HFS+ passes over characters that format a text, NTFS over what follows a colon.
    """
    seen = part.partition(":")[0].casefold()
    if not seen.isascii():
        seen = "".join(char for char in seen if unicodedata.category(char) != "Cf")
    return _GIT.fullmatch(seen) is not None


def refuse_repositories(names: Iterable[str]) -> None:
    """Refuse files that git would take for a repository: it would obey what they say.

    A bare repository needs no ``.git``: whoever calls git in such a folder runs what its
    ``config`` names.

    Args:
        names: relative paths of everything in a tree, folders too, with slashes.

    Raises:
        RenderError: it names the folder.
    """
    inside: dict[str, set[str]] = {}
    for name in names:
        above, _, last = name.rpartition("/")
        inside.setdefault(above, set()).add(last.casefold())
    for folder, entries in sorted(inside.items()):
        if any(marks <= entries for marks in _BARE):
            raise RenderError(
                f"the folder {folder or '.'!r} would be a git repository ({_held(entries)}), "
                "whose config git obeys",
                "rename one of these, or correct the template",
            )


def _held(entries: set[str]) -> str:
    return ", ".join(sorted(entries & frozenset.union(*_BARE)))


def refuse(name: str, where: str) -> None:
    """Refuse a rendered name that may not be made.

    Raises:
        RenderError: it names the template's file or folder, and the name it renders to.
    """
    if said := problem(name):
        raise RenderError(
            f"{where}: the name {name!r} {said}", "correct the name or the answers it is made of"
        )


@dataclass(frozen=True)
class Tree:
    """The project's folder, the only place that is written.

    ``most`` is how many bytes all files may have, and ``_size`` how many they have. ``_real`` are
    folders known to be no links: a hook may have put links in the way.
    """

    root: Path
    most: int | None = None
    _real: set[str] = field(default_factory=set)
    _size: list[int] = field(default_factory=lambda: [0])

    def folder(self, name: str, where: str) -> Path:
        """Make the folder ``name`` and those above it, and return it.

        Raises:
            RenderError: the name leaves the project, or a link or a file stands there.
            BakeError: the disk refuses.
        """
        refuse(name, where)
        return self._folder(name, where)

    def file(self, name: str, data: bytes, mode: int, where: str) -> None:
        """Write a file with the permissions ``mode``, over one that stands there.

        Cookiecutter leaves out a file whose name is that of a folder, and so does this.

        Raises:
            RenderError: the name leaves the project, or a link stands there.
            BakeError: the disk refuses.
        """
        refuse(name, where)
        self._count(len(data), where)
        above, _, _ = name.replace(os.sep, "/").rpartition("/")
        folder = self._folder(above, where) if above else self.root
        path = folder / name[len(above) :].lstrip("/" + os.sep)
        try:
            _write(path, data, mode)
        except FileExistsError:
            if path.is_symlink():
                raise _through_link(name, where) from None
            if not path.is_dir():
                self._replace(path, data, mode)
        except OSError as error:
            raise unwritable(path, error) from error

    def _count(self, size: int, where: str) -> None:
        self._size[0] += size
        if self.most is not None and self._size[0] > self.most:
            raise RenderError(
                f"{where}: with it the project has more than {self.most // 2**20} MiB",
                "read the template, then pass --trust",
            )

    def _replace(self, path: Path, data: bytes, mode: int) -> None:
        try:
            path.unlink()
            _write(path, data, mode)
        except OSError as error:
            raise unwritable(path, error) from error

    def _folder(self, name: str, where: str) -> Path:
        path = self.root / name
        if name in self._real:
            return path
        above = os.path.dirname(name)  # noqa: PTH120 - a name, whose parent may be nothing
        if above:
            self._folder(above, where)
        try:
            path.mkdir()
        except FileExistsError:
            if path.is_symlink():
                raise _through_link(name, where) from None
            if not path.is_dir():
                raise RenderError(
                    f"{where}: {name!r} is a folder here and a file there", "rename one of them"
                ) from None
        except OSError as error:
            raise unwritable(path, error) from error
        self._real.add(name)
        return path


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write a new file; O_EXCL never follows a link that stands there, a broken one either."""
    # Not through a Python file: hundreds of small ones are written, and each has a buffer.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)
    path.chmod(stat.S_IMODE(mode))


def _through_link(name: str, where: str) -> RenderError:
    return RenderError(f"{where}: {name!r} would be written through a link", "remove the link")


def unwritable(path: Path, error: OSError) -> BakeError:
    """Return the error of a disk that refuses."""
    return BakeError(
        f"cannot write {path}: {error.strerror or error}",
        "make room there, or choose another folder with --output",
    )
