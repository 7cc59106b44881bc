"""A child process whose output is read line by line, and which never outlives us.

pip starts compilers and a training starts workers: all of them are ended with the child,
gently and then by force. A warden between us and the child does it when we are killed; what we
have locked with ``lock.hold(..., inherited=True)`` stays locked until the last has ended.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
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

#: Seconds between two looks whether the child has ended; Windows hears no Ctrl-C meanwhile.
_LOOK = 0.2

#: What ``git rev-parse --local-env-vars`` lists, as far as it names another repository, and what
#: changes how git reads paths. Inside a hook of git the first are set, and every git command
#: would work on the hook's repository.
LOCAL_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_CONFIG",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)


def environment() -> dict[str, str]:
    """Return this process's environment without what leads a git to another repository."""
    return {name: value for name, value in os.environ.items() if name not in LOCAL_VARIABLES}


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
    by a Ctrl-C, by an error of ``line`` or by a SIGKILL, nothing of the child stays behind.

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
        self._started: _Started | None = None
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
            self._started = _Started(self._command, self._cwd, self._env)
        except OSError as error:
            self._queue.put(error)
            return
        except ValueError as error:  # a NUL in a word: no system takes it
            self._queue.put(OSError(errno.EINVAL, str(error)))
            return
        finally:
            self._settled.set()
        with self._started.process.stdout or nullcontext(()) as output:
            for text in output:  # universal newlines: a progress bar's "\r" ends a line too
                self._queue.put(text.rstrip("\n"))
        self._queue.put(None)

    def next(self) -> str | None:
        """Return the next line; None when the child has ended."""
        while True:
            ended = self._started is not None and self._started.poll() is not None
            try:
                text = self._queue.get(timeout=_LINGER if ended else _LOOK)
            except Empty:
                if ended:  # only something in the background still holds the output
                    return None
                continue
            if isinstance(text, OSError):
                raise text
            return text

    def wait(self) -> None:
        """Wait for a child that has closed its output and goes on."""
        if self._started is not None:
            while self._started.poll(wait=_LOOK) is None:
                pass

    def interrupt(self, grace: float) -> None:
        """Ask the child to end, as a Ctrl-C in its own terminal would, and wait a little."""
        # A second Ctrl-C ends the patience, not the tidying up.
        with suppress(KeyboardInterrupt, OSError):
            started = self._known()
            if started is not None and started.poll() is None:
                started.ask()
                started.poll(wait=grace)

    def kill(self) -> int:
        """End what is left by force and return the child's exit status."""
        started = self._known()
        # -1 is never seen: a child that could not be started raises
        return -1 if started is None else started.kill()

    def _known(self) -> _Started | None:
        """Return the child; None when there is none."""
        if self._begun:
            self._settled.wait(GRACE)
        return self._started


if sys.platform == "win32":  # pragma: no cover  # coverage is measured on Linux
    _FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP

    class _Started:
        """A child by itself: when we are killed, it goes on."""

        def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
            self.process = _popen(command, cwd, env, subprocess.DEVNULL)

        def poll(self, wait: float = 0) -> int | None:
            """Return the exit status; None while it goes on, after ``wait`` seconds too."""
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(wait)
            return self.process.poll()

        def ask(self) -> None:
            """Interrupt it."""
            self.process.send_signal(signal.CTRL_BREAK_EVENT)

        def kill(self) -> int:
            """End it and its children by force, and return its exit status."""
            if self.process.poll() is None:
                taskkill = Path(os.environ["SYSTEMROOT"]) / "System32" / "taskkill.exe"
                tree = ["/F", "/T", "/PID", str(self.process.pid)]
                subprocess.run([taskkill, *tree], check=False, capture_output=True)
                self.process.kill()
            return self.process.wait()

else:
    _FLAGS = 0
    _WARDEN = Path(__file__).with_name("warden.py")

    class _Started:
        """A child with its warden, whose process is ours; it ends all when our socket closes."""

        def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
            self._command = command[0]
            self._status: int | None = None
            self._line, theirs = socket.socketpair()
            warden = [sys.executable, "-I", "-S", str(_WARDEN), *command]
            with theirs:
                try:
                    self.process = _popen(warden, cwd, env, theirs.fileno())
                except BaseException:
                    self._line.close()
                    raise

        def poll(self, wait: float = 0) -> int | None:
            """Return the exit status; None while it goes on, after ``wait`` seconds too.

            Raises:
                OSError: the command could not be started.
            """
            if self._status is None:
                self._status = self._heard(wait)
            return self._status

        def _heard(self, wait: float) -> int | None:
            self._line.settimeout(wait)
            try:
                said = self._line.recv(64).split()
            except (BlockingIOError, TimeoutError):
                return None
            if not said:  # the warden was ended by somebody, and the command with it
                return self.process.wait() or -signal.SIGKILL
            number = int(said[1])
            if said[0] == b"cannot":
                self._status = -1
                raise OSError(number, os.strerror(number), self._command)
            return number

        def ask(self) -> None:
            """Interrupt it."""
            self._line.send(b"i")

        def kill(self) -> int:
            """End all by force, and return the exit status."""
            status = self._status
            if status is None:
                with suppress(OSError):
                    status = self.poll()
            self._line.close()
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()  # the command dies with it
                self.process.wait()
            return -signal.SIGKILL if status is None else status


def _popen(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], stdin: int
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        # Without a terminal nobody can ask for a password behind our progress display.
        start_new_session=True,
        creationflags=_FLAGS,
        close_fds=sys.platform == "win32",  # elsewhere a lock is handed on
    )
