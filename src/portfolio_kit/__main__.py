"""The process: ``portfolio-kit`` and ``python -m portfolio_kit`` both begin and end here."""

import os

try:
    import signal
except KeyboardInterrupt:  # in the first milliseconds, when nothing has been begun
    os._exit(130)


def run() -> None:
    """Run the command line of this process and end it with its exit status.

    Signals are answered from the first import to the last line. Once the work is done signals are
    ignored, and the system takes the memory back: Python would free it piece by piece, which
    takes as long as a tenth of a bake. A bug keeps its traceback.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)
    _open_missing()
    import gc

    gc.set_threshold(100_000, 50, 50)  # a short command makes no garbage worth the search
    try:
        from portfolio_kit.cli import main

        status = main()
    except KeyboardInterrupt:  # before main could say what becomes of it
        status = 130
    import sys
    from contextlib import suppress

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):  # main has flushed what somebody waits for
        sys.stdout.flush()
    os._exit(status)


def _end(number: int, _frame: object) -> None:
    """End with the status of a program that a signal ended; nothing has been begun.

    Not by an exception: those that are raised in the callbacks of an import are swallowed.
    """
    os._exit(128 + number)


def _open_missing() -> None:
    """Open the standard streams that somebody has closed (``>&-``).

    The next file that is opened would take their number, and be written into. They are opened
    for reading: writing fails, as it does where they are closed, and the children's does too.
    """
    import sys

    for descriptor, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))


if __name__ == "__main__":
    run()
