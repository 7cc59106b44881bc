"""Files: read, and replaced without loss."""

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import signal
import stat
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from .errors import ShowcaseError

if sys.platform != "win32":
    import fcntl

_TRIES, _PAUSE = 50, 0.02  # seconds between two attempts at a file that somebody saves meanwhile


def read(path: Path) -> str:
    """Return the text of ``path``, with its line endings and its byte order mark."""
    return _decoded(path, _bytes(path))


def rewrite(path: Path, change: Callable[[str], str]) -> tuple[str, str]:
    """Replace the text of ``path`` by what ``change`` makes of it; return the old and the new.

    When somebody saves the file meanwhile, what they saved is changed instead.

    Raises:
        ShowcaseError: the text cannot be read or changed, or is saved over and over.
    """
    refused: list[bytes | None] = []
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            seen = _bytes(path, settled=True)
            try:
                old = _decoded(path, seen)
                new = change(old)
            except ShowcaseError:
                if seen in refused:
                    raise
                refused = [seen]  # perhaps it is half saved, or just being moved
            else:
                if old == new or _put(path.resolve(), new.encode(), instead_of=old.encode()):
                    return old, new
        time.sleep(_PAUSE)
    raise ShowcaseError(f"{path.name} is being saved all the time; close it elsewhere, try again")


def write(path: Path, content: bytes) -> bool:
    """Replace ``path`` unless it holds ``content`` already; return whether it changed.

    After a crash it is the old file or the new one, never a part of one.
    """
    target = path.resolve()  # a link stays a link, the file behind it is replaced
    if target.exists() and target.read_bytes() == content:
        return False
    return _put(target, content)


def file_sum(path: Path) -> str:
    """Return the checksum of a file as ``showcase.json`` writes it."""
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def toml(folder: Path, name: str) -> dict[str, Any]:  # Any: as TOML
    """Return what a TOML file of a folder holds; nothing when it is not there."""
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ShowcaseError(f"{name} cannot be read ({error.strerror}); put it right") from error
    except ValueError as error:  # no UTF-8, or no TOML
        raise ShowcaseError(f"{name} is no TOML ({error}); put it right") from error


def _bytes(path: Path, *, settled: bool = False) -> bytes | None:
    """Return what a file holds; None when it is not there.

    Raises:
        BlockingIOError: somebody has it open for writing, and it is to be ``settled``.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise ShowcaseError(f"{path.name} is no file; put one in its place")
        with path.open("rb") as file:
            if settled:
                _hold(file)
            return file.read()
    except FileNotFoundError:
        return None


def _hold(file: BinaryIO) -> None:
    """Let nobody write into a file until it is closed, where the system can: on Linux.

    Raises:
        BlockingIOError: somebody has it open for writing.
    """
    if sys.platform == "linux":
        try:
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)  # says who waits; it ends nobody
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:  # else somebody else's file, or a file system without leases
            if isinstance(error, BlockingIOError):
                raise


def _decoded(path: Path, content: bytes | None) -> str:
    if content is None:
        raise ShowcaseError(f"{path.name} is not there; restore it from git")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ShowcaseError(f"line {line}: {path.name} is not UTF-8; save it as UTF-8") from error


def _put(target: Path, content: bytes, *, instead_of: bytes | None = None) -> bool:
    """Replace a file; with ``instead_of`` only while it holds that, and say whether it did."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(target, temporary)
        if instead_of is None:
            temporary.replace(target)
    except BaseException:
        temporary.unlink()
        raise
    return instead_of is None or _exchange(temporary, target, instead_of)


def _exchange(temporary: Path, target: Path, expected: bytes) -> bool:
    """Put ``temporary`` in the place of ``target``, which is expected to hold certain bytes.

    The two are swapped and what came out is looked at: when somebody has saved meanwhile, it
    goes back. When they have saved once more since, that comes out then, and goes back too.
    Nothing is removed before it was recognised: an interrupt leaves one file too many.
    """
    for attempt in range(_TRIES):
        inserted = temporary.read_bytes()
        try:
            swapped = _swap(temporary, target)
        except FileNotFoundError:  # moved away by somebody who is about to save
            if attempt:
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, target)
            temporary.unlink()
            return False
        if not swapped:  # between looking and replacing is the blink of an eye
            same = _bytes(target) == expected
            temporary.replace(target) if same else temporary.unlink()
            return same
        if _is_settled(temporary, expected):
            temporary.unlink()
            return attempt == 0
        expected = inserted
    return False


def _swap(one: Path, other: Path) -> bool:
    """Let two files change places at once; say whether the system can do that."""
    names, here, swap = (os.fsencode(one), os.fsencode(other)), -100, 2  # linux/fs.h, sys/stdio.h
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(*names, swap)
        else:
            failed = library.renameat2(here, names[0], here, names[1], swap)
    except (AttributeError, TypeError):  # a system or a C library without it
        return False
    if failed and ctypes.get_errno() == errno.ENOENT:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(other))
    return not failed


def _is_settled(path: Path, content: bytes) -> bool:
    """Say whether a file holds ``content`` and nobody is about to write into it."""
    try:
        return _bytes(path, settled=True) == content
    except BlockingIOError:
        return False
