"""What the system refuses where no step expects it: one line each. Anything else is a bug."""

from __future__ import annotations

import errno
import os
import sys

#: What a disk, a name or a limit of the system can be at fault for; the rest is ours.
_FAULTS = frozenset(
    (
        *(errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EISDIR, errno.ELOOP),
        *(errno.EMFILE, errno.ENAMETOOLONG, errno.ENFILE, errno.ENOLCK, errno.ENOMEM),
        *(errno.ENOSPC, errno.ENOTDIR, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM),
        *(errno.EROFS, errno.ESTALE, errno.ETIMEDOUT, errno.ENXIO),
    )
)


def fault(error: Exception) -> str | None:
    """Return in one line what of the system is in the way; None when it is a bug of ours."""
    if isinstance(error, MemoryError):
        return "the memory did not suffice; give smaller files, or free some"
    if isinstance(error, UnicodeEncodeError):
        return _locale(error)
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        return "the working folder is gone; change to another"
    if isinstance(error, OSError) and error.errno in _FAULTS:
        reason = (error.strerror or str(error)).lower()
        # A name that is too long is no help.
        name = str(error.filename or "a file")
        name = name if len(name) <= 200 else f"{name[:97]}...{name[-97:]}"
        return f"{name} cannot be used ({reason}); give another, or put that right"
    return None


def _locale(error: UnicodeEncodeError) -> str | None:
    """Say that a locale has no letters; with UTF-8 everything can be written that is whole."""
    if sys.getfilesystemencoding() == "utf-8":
        return None
    said = error.object[error.start : error.end]
    return (
        f"the locale cannot write {said!a} ({error.encoding}); "
        "set LC_ALL=C.UTF-8, and unset PYTHONUTF8"
    )


def _is_somewhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - as a path it would be looked up again
    except OSError:
        return False
    return True
