"""Signals become exceptions, so that whatever was begun is tidied up on the way out."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Never

#: What a shell reports for a program that a signal ended: 128 and the signal's number.
INTERRUPTED = 128 + signal.SIGINT
PIPE = 141  # SIGPIPE is 13; Windows has no such signal, and `head` does the same there

#: Seconds for the last instructions of a callback, on a machine that has others to serve.
_OVER = 0.02


class Terminated(BaseException):
    """Somebody asked the process to end; not an Exception, so that nothing swallows it."""

    def __init__(self, number: int) -> None:
        """Remember which signal it was."""
        super().__init__(number)
        self.number, self.status = number, 128 + number


def _raise(number: int, _frame: FrameType | None) -> Never:
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the tidying up short
    raise Terminated(number)


@contextmanager
def as_exceptions() -> Iterator[None]:
    """Turn Ctrl-C into ``KeyboardInterrupt``, SIGTERM and SIGHUP into ``Terminated`` for a while.

    One that is ignored already (``nohup``) stays ignored.
    """
    before, hook = {}, sys.unraisablehook

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        number = _number(lost.exc_value)
        if number is None:
            hook(lost)
        else:
            _send_again(number)

    sys.unraisablehook = unraisable
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, _handler(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = hook


def _handler(number: int) -> Callable[[int, FrameType | None], Any]:
    return signal.default_int_handler if number == signal.SIGINT else _raise


def _number(lost: BaseException | None) -> signal.Signals | None:
    """Return the signal whose exception was lost; None when it was none of a signal."""
    if isinstance(lost, Terminated):
        return signal.Signals(lost.number)
    return signal.SIGINT if isinstance(lost, KeyboardInterrupt) else None


def _send_again(number: signal.Signals) -> None:
    """Send a signal once more, as soon as the callback that swallowed its exception is over.

    Python swallows what is raised in the callback of a weak reference, as every import has one.
    """
    from threading import Event, Thread

    over = Event()

    def send() -> None:
        over.wait()
        time.sleep(_OVER)
        _thread.interrupt_main(number)

    signal.signal(number, _handler(number))
    Thread(target=send, daemon=True).start()
    over.set()


def close_pipes() -> None:
    """Let standard output swallow what is left: Python flushes it once more when it ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)
