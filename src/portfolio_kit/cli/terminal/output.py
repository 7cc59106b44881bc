"""The streams of the process while a command works: whatever is printed passes here, and may fail.

A disk is full, a descriptor is closed: what was begun goes on, and is judged by what it has done.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from portfolio_kit.cli.terminal.visible import visible

#: What the libraries that draw on a terminal write, and nobody else: cursor, colours, line ends.
_DRAWING = re.compile(r"(\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>78]|[\n\r\a\b])")
_LINES = re.compile(r"(\n)")


class Output:
    """A stream that writes no control or format character but ours, and outlives its failures.

    A reader that goes away is no failure: that ends the command, as it ends any other program.
    """

    def __init__(self, stream: TextIO, *, draws: bool) -> None:
        """Take the stream, and whether a terminal may be told how to draw."""
        self._stream, self._ours = stream, _DRAWING if draws else _LINES
        self.lost: OSError | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Be the stream in everything else, but let nobody write past us."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text; what the stream's encoding cannot write becomes ``?``."""
        # Every second part is one of ours.
        parts = enumerate(self._ours.split(text))
        shown = "".join(part if number % 2 else visible(part) for number, part in parts)
        try:
            self._attempt(lambda: self._stream.write(shown))
        except UnicodeEncodeError as error:
            plain = shown.encode(error.encoding, "replace").decode(error.encoding)
            self._attempt(lambda: self._stream.write(plain))
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        """Write texts one after the other."""
        self.write("".join(lines))

    def flush(self) -> None:
        """Hand on what was written."""
        self._attempt(self._stream.flush)

    def _attempt(self, doing: Callable[[], object]) -> None:
        if self.lost is not None:
            return
        try:
            doing()
        except BrokenPipeError:
            raise
        except OSError as error:
            self.lost = error


@contextmanager
def guarded() -> Iterator[Output]:
    """Put a guard before both streams for a while, and give that of standard output."""
    before, forced = (sys.stdout, sys.stderr), bool(os.environ.get("FORCE_COLOR"))
    out, err = (Output(stream, draws=forced or stream.isatty()) for stream in before)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    try:
        yield out
    finally:
        sys.stdout, sys.stderr = before
