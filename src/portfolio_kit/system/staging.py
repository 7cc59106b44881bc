"""A folder beside the destination in which a bake works, and the rename that ends it.

Whatever happens, the destination is absent or complete. What a killed bake leaves behind
(one folder, one lock file) is recognised by its name and by its free lock, and the next bake
in the same place removes it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from portfolio_kit.errors import BakeError
from portfolio_kit.system import lock
from portfolio_kit.system.signals import undisturbed

_FOLDER = ".portfolio-kit-staging"
_LOCK = ".portfolio-kit-lock"

#: How often the removal of a staging folder is tried, 20 ms apart.
_PATIENCE = 100

#: What the disk or the system refuses; any other failure of a file is a bug of ours.
_ENVIRONMENT = (
    errno.EACCES,
    errno.EDQUOT,
    errno.EEXIST,
    errno.EINVAL,  # what stands in the place of a lock is no file
    errno.EIO,
    errno.EISDIR,
    errno.ELOOP,
    errno.EMLINK,
    errno.ENAMETOOLONG,
    errno.ENFILE,
    errno.ENOLCK,
    errno.ENOSPC,
    errno.ENOSYS,
    errno.ENOTDIR,
    errno.ENOTSUP,
    errno.ENXIO,
    errno.EOPNOTSUPP,
    errno.EPERM,
    errno.EROFS,
    errno.ESTALE,
    errno.ETIMEDOUT,
)

#: What a file system says that cannot do something at all.
_UNKNOWN = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


@contextmanager
def staging(destination: Path) -> Iterator[Path]:
    """Hold the name ``destination`` and give an empty folder beside it.

    The folder is gone afterwards, and so are the parents of ``destination`` that had to be
    made, unless something was put there.

    Raises:
        BakeError: another bake holds the name, or the place cannot be written.
    """
    output = destination.parent
    made = [place for place in (output, *output.parents) if not place.exists()]
    path = output / f".{destination.name}{_LOCK}"
    # The lock is a file object on purpose: an interrupt between two lines closes it.
    held: IO[bytes] | None = None
    try:
        with _writable(output):
            _make(output)
            sweep(output)
            held = _held(path)
            if held is None:
                raise BakeError(f"{destination} is being baked by another process", "wait for it")
            folder = output / f".{destination.name}{_FOLDER}"
            folder.mkdir()
            yield folder
    finally:
        with undisturbed():
            if held is not None:
                _let_go(path, held)
            sweep(output)
            for place in made:
                with suppress(OSError):
                    place.rmdir()


def taken(destination: Path) -> BakeError:
    """Return the error of a destination at which something stands."""
    return BakeError(
        f"{destination} already exists", "remove it, or choose another slug or --output"
    )


def _make(output: Path) -> None:
    """Make the folder ``output`` and those above it."""
    try:
        # Not by `parents=True`, which calls itself: a path may have two thousand parts.
        for folder in reversed([p for p in (output, *output.parents) if not p.exists()]):
            folder.mkdir(exist_ok=True)
        output.mkdir(exist_ok=True)
    except FileNotFoundError as error:  # in /proc, or while somebody removes what is above it
        raise BakeError(
            f"{output} cannot be made ({error.strerror})", "choose another with --output"
        ) from error


def _held(path: Path) -> IO[bytes] | None:
    """Hold the file that stands for a destination; None when another bake does."""
    try:
        return lock.hold(path, inherited=True)
    except FileNotFoundError as error:  # in /proc
        raise BakeError(
            f"{path.parent} takes no file ({error.strerror})", "choose another with --output"
        ) from error


@contextmanager
def _writable(output: Path) -> Iterator[None]:
    """Say in one line why something could not be written below ``output``."""
    try:
        yield
    except OSError as error:
        if error.errno not in _ENVIRONMENT:
            raise
        raise BakeError(
            f"{output} cannot be written ({error.strerror})", "choose another with --output"
        ) from error


def sweep(output: Path) -> None:
    """Remove what killed bakes have left in ``output``; what a living one holds stays."""
    for path in sorted(output.glob(f".*{_LOCK}")):
        with suppress(OSError):
            held = lock.hold(path)
            if held is not None:
                _let_go(path, held)


def _let_go(path: Path, held: IO[bytes]) -> None:
    """Remove the staging folder of the lock ``path``, then the lock.

    In that order: a hook of git that goes on in the background holds the lock too. What could
    not be removed keeps its lock, so that the next sweep finds it.
    """
    folder = path.with_name(path.name.removesuffix(_LOCK) + _FOLDER)
    with suppress(OSError):
        with held:
            _remove(folder)
            if os.name != "nt" and not os.path.lexists(folder):
                path.unlink()
        if os.name == "nt":  # an open file cannot be removed there
            path.unlink()


def _remove(folder: Path) -> None:
    """Remove a folder of ours, also one in which a template made folders read-only."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for parent, folders, _ in os.walk(folder):
        for path in (Path(parent, name) for name in folders):
            if not path.is_symlink():
                path.chmod(0o700)
    for _ in range(_PATIENCE):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)  # a git that outlived its bake is still writing there


def place(project: Path, destination: Path) -> None:
    """Rename ``project`` to ``destination``, which must not exist, not even as an empty folder.

    Everything is on the disk before the name appears: a power cut leaves the destination
    absent or complete.

    Raises:
        BakeError: something stands there.
    """
    _flush(project)
    try:
        _rename(project, destination)
    except FileExistsError as error:
        raise taken(destination) from error
    _flush_one(destination.parent)


def create(file: Path, content: bytes) -> None:
    """Write a file that must not exist yet: it is complete or absent.

    Raises:
        OSError: something stands there, or the disk refuses; nothing was made.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:40]}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(handle)
        aside.chmod(0o666 & ~_umask())
        _rename(aside, file)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return what the person takes away of a new file's permissions; it can only be set."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _rename(source: Path, target: Path) -> None:
    """Rename something and fail when the target exists: POSIX replaces an empty folder."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        here, no_replace = -100, 1  # AT_FDCWD and RENAME_NOREPLACE, linux/fcntl.h and linux/fs.h
        with suppress(AttributeError):  # a C library without it
            if not libc.renameat2(here, os.fsencode(source), here, os.fsencode(target), no_replace):
                return
            code = ctypes.get_errno()
            if code == errno.EEXIST:
                raise OSError(code, os.strerror(code), str(target))
            # A file system or a sandbox without it; what else is wrong, `rename` says too.
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def _flush(folder: Path) -> None:
    """Bring every file and folder below ``folder`` to the disk.

    On Linux in one go: flushing two hundred files one after the other takes twenty times as long.

    Raises:
        BakeError: the disk did not take it all.
    """
    if sys.platform == "linux" and _flush_file_system(folder):
        return
    for parent, _, files in os.walk(folder):
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                _flush_one(path)
        _flush_one(Path(parent))


def _flush_file_system(folder: Path) -> bool:
    """Bring the whole file system of ``folder`` to the disk; say whether the system can."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except AttributeError:  # a C library without it
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor):
            code = ctypes.get_errno()
            if code in _UNKNOWN:
                return False
            raise OSError(code, os.strerror(code), str(folder))
    finally:
        os.close(descriptor)
    return True


def _flush_one(path: Path) -> None:
    """Bring one file or folder to the disk, where the system can."""
    if os.name == "nt":  # folders cannot be opened, and files only for writing
        return
    with suppress(PermissionError):  # a file that its template made unreadable
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
