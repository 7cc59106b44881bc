"""Text files as Cookiecutter reads and writes them: encoding, line endings, or no text at all."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
from pathlib import Path

from portfolio_kit.errors import Problem, RenderError, Where

#: Opens a FIFO without waiting for somebody who writes into it; Windows has none.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_WINDOW = 512  # bytes that binaryornot looks at

#: Suffixes and beginnings that binaryornot takes for binary, whatever else the file holds.
_TEXT_SUFFIXES = frozenset(
    (
        *("", ".c", ".cff", ".cfg", ".cpp", ".css", ".csv", ".h", ".html", ".in"),
        *(".ini", ".ipynb", ".j2", ".js", ".json", ".md", ".mjs", ".py", ".pyi", ".r", ".rs"),
        *(".rst", ".sh", ".svg", ".tex", ".toml", ".ts", ".txt", ".typed", ".xml", ".yaml", ".yml"),
    )
)
_BINARY_STARTS = (
    *(
        "\x7fELF",
        "GIF8",
        "BM",
        "%PDF",
        "MZ",
        "RIFF",
        "Ogg",
        "fLaC",
        "wO",
        "OTTO",
        "ID3",
        "BZh",
        "MThd",
    ),
    *("8BPS", "PAR1", "dex", "PACK", "bplist", "!<arch>", "ARROW1", "070701"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def content(path: Path) -> bytes:
    """Return what is in a file; from a FIFO or a device there might be no end of it.

    Raises:
        OSError: it cannot be read, or is none; ``strerror`` says why.
    """
    with os.fdopen(opened(path, os.O_RDONLY), "rb") as file:
        return file.read()


def opened(path: str | Path, flags: int, mode: int = 0o666) -> int:
    """Open a file, as ``os.open`` does; anything else than a file is refused at once.

    Raises:
        OSError: it cannot be opened, or is none; ``strerror`` says why.
    """
    try:
        handle = os.open(path, flags | _AT_ONCE, mode)
    except ValueError as error:  # a NUL, or half a character
        raise OSError(errno.EINVAL, "No name of a file", str(path)) from error
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return handle
    os.close(handle)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, "Not a regular file", str(path))


def is_binary(path: Path, data: bytes, text: str | None) -> bool:
    """Say whether Cookiecutter would copy the file instead of rendering it.

    It asks binaryornot, which is slow to import and has no doubt about nearly any text: UTF-8
    without control characters is text, unless the name or the first bytes say otherwise.

    Args:
        path: the file, for its suffix.
        data: all of its bytes.
        text: the same decoded, or ``None`` when they are not UTF-8.
    """
    if (
        text is not None
        and path.suffix.lower() in _TEXT_SUFFIXES
        and not text.startswith(_BINARY_STARTS)
        # A character cut in two at the end of its window changes binaryornot's mind.
        and (len(data) <= _WINDOW or data[_WINDOW] & 0xC0 != 0x80)
        and not _CONTROL.search(text, 0, _WINDOW)
    ):
        return False
    from binaryornot.helpers import has_binary_extension, is_binary_string

    return bool(has_binary_extension(path) or is_binary_string(data[:_WINDOW]))


def undecodable(where: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    """Return the problem of a text file that is not UTF-8."""
    line = data.count(b"\n", 0, error.start) + 1
    byte = data[error.start]
    what = f"byte 0x{byte:02x} is not UTF-8"
    return Problem(what, "save the file as UTF-8", Where(where, line))


def newline(data: bytes, text: str) -> str | None:
    """Return the line ending that Cookiecutter finds when it reads a file's first line."""
    if "\r" not in text:
        return "\n" if "\n" in text else None
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") as file:
        file.readline()
        found = file.newlines
    return found[0] if isinstance(found, tuple) else found


def encoded(text: str, newline: str | None, where: str) -> bytes:
    """Return ``text`` as Python writes it with that line ending."""
    buffer = io.BytesIO()
    try:
        file = io.TextIOWrapper(buffer, encoding="utf-8", newline=newline)
        file.write(text)
        file.flush()
    except (TypeError, ValueError) as error:
        raise RenderError(
            f"{where}: cannot be written with _new_lines {newline!r}: {error}",
            r"correct the text, or choose '\n', '\r' or '\r\n'",
        ) from error
    return buffer.getvalue()
