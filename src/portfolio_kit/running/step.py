"""The steps of a run: what each says, its log file, and what to do when one fails."""

from __future__ import annotations

import os
import re
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from portfolio_kit.errors import Problem, RunError
from portfolio_kit.system import child, lock, redact, textfile

Name = Literal["environment", "install", "run", "verify", "commit"]

LOG = "build/portfolio-kit-run.log"

#: What a run holds while it goes on; it stays, and holds nobody up.
_LOCK = "build/portfolio-kit-run.lock"

_SHOWN = 12  # lines of a failed command that the error repeats
_SEARCHED = 400  # lines in which the reason of a failure is looked for

#: What stands in the output of a failed command, and what to do about it; the first that fits.
_REASONS = (
    (
        r"(?s)(?=.*(?:No space left on device|Errno 28))(?=.*(?:nvidia[-_]|\btorch\b|cuda))",
        (
            "the disk is full, and a plain torch brings gigabytes of CUDA; take its CPU build, as "
            "the README says (--constraint or --find-links)"
        ),
    ),
    (r"No space left on device|Errno 28|os error 28", "the disk is full; free some space"),
    (
        r"requires a different Python|does not satisfy Python|requires Python",
        (
            "this Python is too old for the project; remove .venv, and start portfolio-kit with "
            "a newer one"
        ),
    ),
    (
        (
            r"name resolution|NewConnectionError|Name or service not known|getaddrinfo failed"
            r"|Network is unreachable|[Cc]onnection (?:refused|timed out)|ReadTimeout|dns error"
        ),
        "the network cannot be reached; connect, or give a folder of wheels with --find-links",
    ),
    (
        r"No matching distribution found|Could not find a version|No solution found",
        "a package is not to be had; check the network, --constraint and --find-links",
    ),
    (r"CUDA (?:error|out of memory)|OutOfMemoryError|MemoryError", "the memory did not suffice"),
    (r"ModuleNotFoundError", "a package is missing; remove .venv to have it made anew"),
    (r"Permission denied|Errno 13", "a file may not be written; check who owns it"),
)


@dataclass(frozen=True)
class Event:
    """A line of a step: of a command's output, or (``output`` False) said by portfolio-kit."""

    step: Name
    line: str
    output: bool = False


class StepError(RunError):
    """A step's command failed; ``output`` holds the last lines that it printed."""

    def __init__(self, what: str, advice: str, output: Sequence[str] = ()) -> None:
        """Say what failed in one line, then the command's own last words, set in."""
        self.output = tuple(output)
        details = tuple(f"  | {line}" for line in self.output)
        super().__init__([Problem(what, advice, details=details)])


@dataclass(frozen=True)
class Shell:
    """Where the steps of one run do their work, and who hears of it.

    ``again`` is the command that goes on after a failure. ``secrets`` are passwords and tokens
    that the commands get; neither the log nor anybody hears of them.
    """

    project: Path
    log: IO[str]
    progress: Callable[[Event], None]
    again: str
    secrets: tuple[str, ...] = ()

    def say(self, step: Name, line: str) -> None:
        """Say what portfolio-kit itself does or has found."""
        self._write(f"== {step}: {line}")
        self.progress(Event(step, line))

    def note(self, line: str) -> None:
        """Write to the log what whoever started the run is told in other words."""
        self._write(f"== {line}")

    def call(self, step: Name, command: Sequence[str], env: Mapping[str, str]) -> None:
        """Run a command of the step, and say its lines while they come.

        Raises:
            StepError: it could not be started or ended with another status than 0.
        """
        lines: deque[str] = deque(maxlen=_SEARCHED)

        def hear(line: str) -> None:
            line = redact.hide(line, self.secrets)
            lines.append(line)
            self._write(line)
            self.progress(Event(step, line, output=True))

        self._write(f"$ {redact.command(command, self.secrets)}")
        try:
            status = child.follow(command, cwd=self.project, env=env, line=hear)
        except FileNotFoundError as error:
            if error.filename != command[0]:
                raise  # the callback's or the log's
            raise self.failure(step, f"there is no program {command[0]!r}; install it") from error
        except PermissionError as error:
            if error.filename != command[0]:
                raise
            raise self.failure(step, f"{command[0]!r} may not be executed") from error
        except OSError as error:  # no program of this system, too many words, a NUL in one
            if error.filename not in (command[0], None):
                raise
            reason = (error.strerror or str(error)).lower()
            raise self.failure(step, f"{command[0]!r} cannot be started ({reason})") from error
        if status != 0:
            raise self.failure(step, _reason(status, "\n".join(lines)), lines)

    def failure(self, step: Name, reason: str, lines: Sequence[str] = ()) -> StepError:
        """Return the error that says which step failed, why, and how to go on."""
        shown = [line.rstrip() for line in lines if line.strip()][-_SHOWN:]
        return StepError(
            f"step {step} failed: {reason}; its output is in {LOG}",
            f"go on with: {self.again}",
            shown,
        )

    def _write(self, line: str) -> None:
        """Write a line to the log at once: who looks into it wants to see the present."""
        try:
            self.log.write(f"{line}\n")
            self.log.flush()
        except OSError as error:
            raise RunError(f"{LOG} cannot be written ({error.strerror})", "free space") from error


@contextmanager
def resting(project: Path) -> Iterator[None]:
    """Let no run of ``project`` begin before the end of the block; nothing of that stays.

    Raises:
        RunError: a run goes on.
    """
    folder = (project / _LOCK).parent
    new = not os.path.lexists(project / _LOCK), not os.path.lexists(folder)
    with ExitStack() as opened:
        with suppress(OSError):  # a run cannot lock it either
            folder.mkdir(exist_ok=True)
            opened.enter_context(_held(project))
        try:
            yield
        finally:
            with suppress(OSError):
                if new[0]:
                    (project / _LOCK).unlink()
                if new[1]:
                    folder.rmdir()


def _held(project: Path) -> IO[bytes]:
    """Return the lock that a run holds, and who must not meet one.

    Raises:
        RunError: somebody else holds it.
    """
    held = lock.hold(project / _LOCK, inherited=True)
    if held is None:
        what = f"a run or an update of {project} is going on already"
        raise RunError(what, "wait for it, or end it")
    return held


@contextmanager
def open_log(project: Path) -> Iterator[IO[str]]:
    """Start the log file anew, for the only run that goes on in ``project``.

    Git ignores its folder in every project of ours.

    Raises:
        RunError: another run goes on, or the log cannot be written.
    """
    path = project / LOG
    with ExitStack() as opened:
        try:
            path.parent.mkdir(exist_ok=True)
            opened.enter_context(_held(project))
            log = open(  # noqa: SIM115 - pathlib knows no opener; closed by the stack
                path, "w", encoding="utf-8", errors="replace", newline="\n", opener=_private
            )
        except OSError as error:
            where = error.filename or path  # the lock and their folder may be in the way too
            raise RunError(
                f"{where} cannot be written ({error.strerror})", "check the project's folder"
            ) from error
        yield opened.enter_context(log)


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else may read: what a project prints may be anybody's data."""
    descriptor = textfile.opened(path, flags, 0o600)
    if hasattr(os, "fchmod"):  # an older log was everybody's
        os.fchmod(descriptor, 0o600)
    return descriptor


def _reason(status: int, output: str) -> str:
    """Return how a command ended and, where its output tells, what to do about it."""
    ended = f"exit status {status}" if status >= 0 else f"ended by signal {_signal(-status)}"
    for pattern, advice in _REASONS:
        if re.search(pattern, output):
            return f"{ended}; {advice}"
    if status == -9:  # SIGKILL: nearly always the kernel's
        return f"{ended}; the memory did not suffice"
    return ended


def _signal(number: int) -> str:
    """Return a signal's name; its number when the system has no name for it."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
