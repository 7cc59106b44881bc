"""Git's commands, as people type them: started through GitPython, its only importer.

Only ``git.Git`` of GitPython is used: its index API invents an identity, skips signing, and
ignores ``.gitattributes``.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

from portfolio_kit.errors import RepositoryError
from portfolio_kit.system import child
from portfolio_kit.system.signals import undisturbed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

#: No repository's word starts a program that watches it, or leaves one in the background.
_QUIET = ("-c", "core.fsmonitor=false")


@dataclass(frozen=True)
class Freedom:
    """What a git may do: ask on the terminal, and write files that others can read.

    One that may not ask has no terminal at all: ssh asks behind the back of whoever started it.
    """

    terminal: bool = True
    umask: int = -1  # the process's own


class Running(Protocol):
    """A git at work; ``poll`` gives None until it has ended."""

    def poll(self) -> int | None:
        """Return the exit status; None while there is none."""


Result = TypeVar("Result")

#: What waits for git, and gives way meanwhile: it yields each git that it waits for.
Work = Generator[Running, None, Result]


class GitError(Exception):
    """Git ended with another exit status than 0; never leaves ``repository``."""

    def __init__(self, status: int, said: str, printed: str = "", command: str = "git") -> None:
        """Keep the exit status, what git said on standard error, what it printed, which it was."""
        super().__init__(_last_words(said))
        self.status, self.said, self.printed, self.command = status, said, printed, command


_USUAL = Freedom()


def run(
    folder: Path,
    *words: str,
    env: Mapping[str, str] | None = None,
    given: str = "",
    freedom: Freedom = _USUAL,
) -> str:
    """Run ``git WORDS`` in ``folder``; return what it prints.

    Git itself asks nothing, unless ``env`` says so. ``given`` is what it reads from its standard
    input.

    Raises:
        GitError: git failed.
        RepositoryError: there is no git.
    """
    with _started(folder, words, env, freedom, given) as process:
        said = process.communicate()
    return _printed(process.returncode, words, *said)


def read(folder: Path, *words: str, env: Mapping[str, str] | None = None, given: str = "") -> bytes:
    """Run git as ``run`` does, with ``given`` to read; return the very bytes that it prints.

    Raises:
        GitError: git failed.
        RepositoryError: there is no git.
    """
    with _started(folder, words, env, _USUAL, given) as process:
        printed, said = process.communicate()
    _printed(process.returncode, words, b"", said)
    return bytes(printed)


def running(
    folder: Path,
    *words: str,
    env: Mapping[str, str] | None = None,
    given: str = "",
    freedom: Freedom = _USUAL,
) -> Work[str]:
    """Run git as ``run`` does, as a work that waits for it; git ends when the work is closed.

    Git and its hooks hold the locks that are handed on, as ``lock.hold`` says. ``given`` is what
    git reads from its standard input.
    """
    with _started(folder, words, env, freedom, given) as process:
        yield process
        said = process.communicate()
    return _printed(process.returncode, words, *said)


@contextmanager
def _started(
    folder: Path,
    words: tuple[str, ...],
    env: Mapping[str, str] | None,
    freedom: Freedom,
    given: str = "",
) -> Iterator[Any]:
    """Give a git that was started; it is ended when what is done with it fails."""
    porcelain = _gitpython()
    process = None
    try:
        # A Ctrl-C between the start and the name would leave a git that nobody ends.
        with _input(given) as stream, undisturbed(), _nowhere():
            process = porcelain.Git(folder).execute(
                ["git", *_QUIET, *words],
                env={"GIT_TERMINAL_PROMPT": "0", **(env or {})},
                istream=stream,
                as_process=True,
                close_fds=False,
                start_new_session=not freedom.terminal,
                umask=freedom.umask,
            )
        yield process
    except porcelain.GitCommandNotFound as error:
        raise RepositoryError("git is not on the PATH", "install git, then try again") from error
    except BaseException:  # Ctrl-C, or nobody wants the result any more
        if process is not None:
            _end(process, alone=not freedom.terminal)
        raise


@contextmanager
def _nowhere() -> Iterator[None]:
    """Hide what leads to another repository for as long as it takes to start a git.

    GitPython hands on this process's environment, to which it can add and of which it can leave
    nothing out.
    """
    before = {name: os.environ[name] for name in child.LOCAL_VARIABLES if name in os.environ}
    try:
        for name in before:
            del os.environ[name]
        yield
    finally:
        os.environ.update(before)


def _printed(status: int, words: tuple[str, ...], printed: bytes, said: bytes) -> str:
    """Return what a git that has ended printed.

    Raises:
        GitError: git failed.
    """
    if status:
        raise GitError(status, os.fsdecode(said), os.fsdecode(printed), _named(words))
    return os.fsdecode(printed)


def _named(words: tuple[str, ...]) -> str:
    """Return a git command without its options: ``git merge``."""
    bare = [one for before, one in zip(("", *words), words, strict=False) if before != "-c"]
    return " ".join(("git", *[word for word in bare if not word.startswith("-")][:1]))


def _end(process: Any, *, alone: bool) -> None:  # noqa: ANN401 - GitPython's, known when imported
    """End git; a Ctrl-C does not reach one without a terminal, nor the ssh that it started."""
    process.terminate()
    if alone and sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.proc.pid, signal.SIGTERM)
    process.proc.wait()  # not its own, which judges the exit status


@contextmanager
def _input(given: str) -> Iterator[IO[bytes] | None]:
    """Give a file that holds ``given``: unlike a pipe it takes any length at once."""
    if not given:
        yield None
        return
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        file.write(os.fsencode(given))
        file.seek(0)
        yield file


@contextmanager
def translated(doing: str | None = None) -> Iterator[None]:
    """Turn a failure of git into one line that says what was tried; None: which git it was."""
    try:
        yield
    except GitError as error:
        raise RepositoryError(f"{doing or f'{error.command} failed'}: {error}") from error


def _last_words(said: str) -> str:
    """Return the line in which git says what is wrong, without its prefixes."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    found = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines[-1:]
    return found[0].removeprefix("fatal: ").removeprefix("error: ") if found else "git said nothing"


@lru_cache(maxsize=1)
def _gitpython() -> ModuleType:
    """Return ``git.cmd``, without the rest of GitPython.

    ``import git`` loads all of it and starts git twice to see that it is there: together a
    third of a bake. So its packages stand empty while its porcelain is imported, and are
    forgotten afterwards: who says ``import git`` then, such as an extension, gets the whole.
    """
    from importlib import import_module
    from importlib.util import find_spec, module_from_spec

    before = set(sys.modules)
    if "git" not in before:
        for name in ("git", "gitdb"):
            if name not in before and (spec := find_spec(name)):
                sys.modules[name] = module_from_spec(spec)
    try:
        return import_module("git.cmd")
    finally:
        if "git" not in before:
            for name in set(sys.modules) - before:
                if name.partition(".")[0] in ("git", "gitdb"):
                    del sys.modules[name]
