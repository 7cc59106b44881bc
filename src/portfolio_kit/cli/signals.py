"""Signals become exceptions, so that whatever was begun is tidied up on the way out."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Never

#: What a shell reports for a program that a signal ended: 128 and the signal's number.
INTERRUPTED = 128 + signal.SIGINT
PIPE = 141  # SIGPIPE is 13; Windows has no such signal, and `head` does the same there


class Terminated(BaseException):
    """Somebody asked the process to end; not an Exception, so that nothing swallows it."""

    def __init__(self, number: int) -> None:
        """Remember which signal it was."""
        super().__init__(number)
        self.status = 128 + number


def _raise(number: int, _frame: FrameType | None) -> Never:
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying up short
    raise Terminated(number)


@contextmanager
def as_exceptions() -> Iterator[None]:
    """Turn SIGTERM, and SIGHUP of a closed terminal, into ``Terminated`` for a while.

    One that is ignored already (``nohup``) stays ignored.
    """
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, _raise)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def close_pipes() -> None:
    """Let standard output swallow what is left: Python flushes it once more when it ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)
