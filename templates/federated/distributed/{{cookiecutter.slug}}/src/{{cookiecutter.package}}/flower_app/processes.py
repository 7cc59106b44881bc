"""Programs of this machine: started with a log, and ended with all that they started."""

import os
import signal

# Flower's own programs and ps are started: argument lists, no shell
import subprocess  # nosec B404
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

Process = subprocess.Popen[bytes]
STOPPED = 10.0  # seconds to end in peace


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: what was started but not yet noted could not be stopped."""
    waiting: list[int] = []
    ours = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda got, _: waiting.append(got)) for number in ours]
    try:
        yield
    finally:
        for number, handler in zip(ours, before, strict=True):
            signal.signal(number, handler)
        for got in waiting:
            signal.raise_signal(got)


def start(command: Sequence[str], log: Path, variables: Mapping[str, str]) -> Process:
    """Start a program in the folder of its log."""
    with log.open("wb") as written:
        # A session of its own: Ctrl-C reaches us only, and we stop everything.
        return subprocess.Popen(  # noqa: S603  # nosec B603
            command,
            env=variables,
            stdout=written,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            start_new_session=True,
        )


def stop(started: Iterable[Process]) -> None:
    """End the processes and all that they started, by id; what does not end is killed.

    A SuperLink's executor leads a session of its own, so a process group would not reach it.
    """
    family = _family({process.pid for process in started})
    for send in (signal.SIGTERM, signal.SIGKILL):
        for process in family & _table().keys():
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(process, send)
        deadline = time.monotonic() + STOPPED
        while family & _table().keys() and time.monotonic() < deadline:
            time.sleep(0.2)
    for own in started:
        own.wait()


def _family(processes: set[int]) -> set[int]:
    """Return the processes with all descendants, and what a killed one left in its group."""
    table, size = _table(), 0
    while len(processes) > size:
        size = len(processes)
        processes = processes | {own for own, above in table.items() if processes & above}
    return processes


def _table() -> dict[int, set[int]]:
    """Return parent and group of every process on this machine that has not ended."""
    command = ["/bin/ps", "-A", "-o", "pid=,ppid=,pgid=,stat="]
    # Fixed words, no shell: nothing can be injected.
    listed = subprocess.run(  # noqa: S603  # nosec B603
        command, capture_output=True, check=True, text=True
    ).stdout
    rows = (line.split() for line in listed.splitlines())
    return {
        int(own): {int(parent), int(group)}
        for own, parent, group, state in rows
        if not state.startswith("Z")
    }
