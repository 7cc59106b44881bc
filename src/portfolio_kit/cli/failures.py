"""What is said of a command that fails: what is wrong, how it is used, what the system refuses."""

from __future__ import annotations

import errno
import io
import os
import sys

import click

from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import PortfolioKitError, Problem
from portfolio_kit.system import redact

#: What a disk, a name or a limit of the system can be at fault for; the rest is ours.
_FAULTS = frozenset(
    (
        *(errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EISDIR, errno.ELOOP),
        *(errno.EMFILE, errno.ENAMETOOLONG, errno.ENFILE, errno.ENOLCK, errno.ENOMEM),
        *(errno.ENOSPC, errno.ENOTDIR, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM),
        *(errno.EROFS, errno.ESTALE, errno.ETIMEDOUT, errno.ENXIO),
    )
)


def told(error: Exception, *, as_json: bool) -> int | None:
    """Say what is wrong, and return the exit status; None for what is no failure of a command.

    People read it on standard error, a program that asked for JSON gets a document.
    """
    status, problems = 1, [*error.problems] if isinstance(error, PortfolioKitError) else []
    if isinstance(error, click.ClickException):
        _misused(error)
        status, problems = error.exit_code, [Problem(error.format_message(), "see --help")]
    elif problems or (problems := of_system(error)):
        display.problems(problems)
    else:
        return None
    if as_json:
        display.document({"problems": redact.deep([problem.document() for problem in problems])})
    return status


def _misused(error: click.ClickException) -> None:
    """Say how a command is used, and what of this one is wrong: words that may be anybody's."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):  # whose message is the help
        for line in error.format_message().splitlines():
            display.line(line, stderr=True)
        return
    whole, last = io.StringIO(), f"Error: {error.format_message()}"
    error.show(whole)
    for line in whole.getvalue().removesuffix(f"{last}\n").splitlines():
        display.line(line, stderr=True)
    display.line(last, stderr=True)


def untold(status: int, lost: OSError, *, done: bool) -> int:
    """Say that standard output could not be written, and return the exit status.

    It is the work's: of a bake only the report is lost, of a list everything.
    """
    what = f"standard output cannot be written ({(lost.strerror or str(lost)).lower()})"
    advice = "the work is done all the same" if done else "send it elsewhere"
    display.problems([Problem(what, advice)])
    return status if done else status or 1


def of_system(error: Exception) -> list[Problem]:
    """Return what of the system is in the way; nothing when it is a bug of ours."""
    if isinstance(error, MemoryError):
        return [Problem("the memory did not suffice", "give smaller files, or free some")]
    if isinstance(error, UnicodeEncodeError):
        return _locale(error)
    if isinstance(error, ValueError) and "null byte" in str(error):  # which no system's names have
        return [Problem("a name holds a NUL", "take it out")]
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        return [Problem("the working folder is gone", "change to another")]
    if isinstance(error, OSError) and error.errno in _FAULTS:
        reason = (error.strerror or str(error)).lower()
        # A name that is too long is no help.
        name = str(error.filename or "a file")
        name = name if len(name) <= 200 else f"{name[:97]}...{name[-97:]}"
        what = f"{name} cannot be used ({reason})"
        return [Problem(what, "give another, or put that right")]
    return []


def _locale(error: UnicodeEncodeError) -> list[Problem]:
    """Say that a locale has no letters; with UTF-8 everything can be written that is whole."""
    if sys.getfilesystemencoding() == "utf-8":
        return []
    said = error.object[error.start : error.end]
    what = f"the locale cannot write {said!a} ({error.encoding})"
    return [Problem(what, "set LC_ALL=C.UTF-8, and unset PYTHONUTF8")]


def _is_somewhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - as a path it would be looked up again
    except OSError:
        return False
    return True
