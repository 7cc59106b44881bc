"""A child process whose output is read line by line, and which never outlives us.

pip starts compilers and a training starts workers: a child leads a process group of its
own, and the whole group is ended, gently and then by force.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

#: Seconds that a child has for tidying up (pip removes its temporary folders) when it is ended.
GRACE = 5.0

#: Seconds for which something in the background may hold the output after the child has ended.
_LINGER = 1.0


def follow(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    line: Callable[[str], None],
    grace: float = GRACE,
) -> int:
    """Run ``command``, hand each line of its output to ``line``, and return its exit status.

    Standard error goes with standard output, standard input is empty. However this ends,
    by a Ctrl-C or by an error of ``line`` too, nothing of the child's group stays behind.

    Raises:
        OSError: the command cannot be started.
    """
    child = _Child(command, cwd, env)
    try:
        child.start()
        while (text := child.next()) is not None:
            line(text)
        child.wait()
    except BaseException:
        child.interrupt(grace)
        raise
    finally:
        status = child.kill()
    return status


class _Child:
    """A child that a thread of its own starts and reads.

    Python runs signal handlers in the main thread only, so that a Ctrl-C cannot fall between
    the start of the child and the variable that holds it, and need not wait for a line.
    """

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        """Take what to start."""
        self._command, self._cwd, self._env = list(command), cwd, dict(env)
        self._process: subprocess.Popen[str] | None = None
        # A line, the error of a command that cannot be started, or None at the end.
        self._queue: SimpleQueue[str | OSError | None] = SimpleQueue()
        self._begun = False
        self._settled = Event()  # the child has been started, or cannot be

    def start(self) -> None:
        """Start the thread that starts the child."""
        self._begun = True
        Thread(target=self._read, name="child", daemon=True).start()

    def _read(self) -> None:
        """Start the child and put its lines in the queue."""
        try:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                # Without a terminal nobody can ask for a password behind our progress display.
                start_new_session=True,
                creationflags=_FLAGS,
            )
        except OSError as error:
            self._queue.put(error)
            return
        finally:
            self._settled.set()
        with self._process.stdout or nullcontext(()) as output:
            for text in output:  # universal newlines: a progress bar's "\r" ends a line too
                self._queue.put(text.rstrip("\n"))
        self._queue.put(None)

    def next(self) -> str | None:
        """Return the next line; None when the child has ended."""
        while True:
            ended = self._process is not None and self._process.poll() is not None
            try:
                # The timeout is what lets Windows see a Ctrl-C.
                text = self._queue.get(timeout=_LINGER if ended else 0.2)
            except Empty:
                if ended:  # only something in the background still holds the output
                    return None
                continue
            if isinstance(text, OSError):
                raise text
            return text

    def wait(self) -> None:
        """Wait for a child that has closed its output and goes on."""
        if self._process is not None:
            self._process.wait()

    def interrupt(self, grace: float) -> None:
        """Ask the group to end, as a Ctrl-C in its own terminal would, and wait a little."""
        # A second Ctrl-C ends the patience, not the tidying up.
        with suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process = self._started()
            if process is not None and process.poll() is None:
                _ask(process)
                process.wait(grace)

    def kill(self) -> int:
        """End what is left of the group by force and return the child's exit status."""
        process = self._started()
        if process is None:
            return -1  # never seen: a child that could not be started raises
        _kill(process)
        return process.wait()

    def _started(self) -> subprocess.Popen[str] | None:
        """Return the child; None when there is none."""
        if self._begun:
            self._settled.wait(GRACE)
        return self._process


if sys.platform == "win32":  # pragma: no cover  # coverage is measured on Linux
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP

    def _ask(process: subprocess.Popen[str]) -> None:
        process.send_signal(signal.CTRL_BREAK_EVENT)

    def _kill(process: subprocess.Popen[str]) -> None:
        if process.poll() is None:
            taskkill = Path(os.environ["SYSTEMROOT"]) / "System32" / "taskkill.exe"
            tree = ["/F", "/T", "/PID", str(process.pid)]
            subprocess.run([taskkill, *tree], check=False, capture_output=True)
            process.kill()

else:
    _FLAGS = 0

    def _ask(process: subprocess.Popen[str]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)

    def _kill(process: subprocess.Popen[str]) -> None:
        # The number of a group stays taken while one of its members lives.
        with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a dead group
            os.killpg(process.pid, signal.SIGKILL)
