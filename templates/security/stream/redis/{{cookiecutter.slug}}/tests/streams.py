"""What tests of the stream share: a server of their own, workers, and what came of it."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from {{ cookiecutter.package }} import store
from {{ cookiecutter.package }}.corpus import Floats
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.store import Stored
from {{ cookiecutter.package }}.stream import connection, processes
from {{ cookiecutter.package }}.stream.outcomes import Outcomes
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import Settings
from {{ cookiecutter.package }}.stream.worker import Worker

NUMBERS = count()
# A worker that dies of one name, after it was scored and before anything is acknowledged.
DOOMED = """
import os, signal, sys
from {{ cookiecutter.package }}.store import load
from {{ cookiecutter.package }}.stream.redis_streams import RedisStreams
from {{ cookiecutter.package }}.stream.settings import Settings
from {{ cookiecutter.package }}.stream.worker import Stop, Worker

url, names, path, sha256, word = sys.argv[1:]


class Doomed(RedisStreams):
    def settle(self, verdicts):
        if any(word.encode() in verdict.text for verdict in verdicts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().settle(verdicts)


settings = Settings(url, names=names, wait=0.05, idle=0.05, deliveries=2)
stop = Stop()
signal.signal(signal.SIGTERM, stop.say)
Worker(Doomed(settings), load(__import__("pathlib").Path(path), sha256), "", settings).run(stop)
"""


@contextmanager
def server(folders: pytest.TempPathFactory) -> Iterator[str]:
    """Run a redis-server that is ours alone; without the program the test is skipped."""
    if processes.redis_server() is None:
        pytest.skip("redis-server is not on PATH; Debian's package has that name")
    with processes.serving(folders.mktemp("redis")) as address:
        yield address


def fresh(url: str) -> Settings:
    """Return settings of a stream that nobody else uses; a worker of this process has joined."""
    made = Settings(url, names=f"names-{next(NUMBERS)}", wait=0.05, idle=0.05, deliveries=3)
    RedisStreams(made).join()
    return made


@dataclass(frozen=True)
class Saved:
    """A detector's file and checksum, and the workers that were started with it."""

    path: Path
    sha256: str
    started: list[processes.Process] = field(default_factory=list)

    def worker(self, at: Settings, *options: str) -> processes.Process:
        """Start a worker as anybody would."""
        told = ("--names", at.names, "--wait", "0.1", *options)
        self.started.append(processes.worker(at.url, self.path, self.sha256, *told))
        return self.started[-1]

    def doomed(self, at: Settings, word: str) -> processes.Process:
        """Start a worker that kills itself between scoring ``word`` and its acknowledgement."""
        told = [at.url, at.names, f"{self.path}", self.sha256, word]
        command = [sys.executable, "-c", DOOMED, *told]
        log = self.path.parent / f"doomed-{len(self.started)}.log"
        self.started.append(processes.start(command, log, {"PYTHONPATH": f"{processes.SOURCE}"}))
        return self.started[-1]

    def logs(self) -> list[str]:
        """Return what each worker wrote."""
        return [path.read_text("utf-8") for path in self.path.parent.glob("worker-*.log")]


@contextmanager
def detector(setting: Setting, folder: Path) -> Iterator[Saved]:
    """Save the subject's detector; workers that are left at the end are stopped."""
    path = folder / "detector.npz"
    made = Saved(path, store.save(path, setting.models[setting.subject], 0.0))
    yield made
    for process in made.started:
        processes.stop(process)


class Asked:
    """What a server says of a stream."""

    def __init__(self, at: Settings) -> None:
        """Ask nothing yet."""
        self.at = at
        self.client: Any = connection.connect(at)  # Any: the server decides what it answers

    def done(self) -> bool:
        """Return whether no message is left without an outcome."""
        return bool(self.client.xlen(self.at.names) == 0)

    def verdicts(self) -> int:
        """Return how many verdicts there are."""
        return int(self.client.xlen(self.at.verdicts))

    def group(self) -> tuple[int, int]:
        """Return how many messages are held, and how many workers there are."""
        (found,) = self.client.xinfo_groups(self.at.names)
        return found["pending"], found["consumers"]


def outcomes(at: Settings) -> tuple[list[str], list[str]]:
    """Return the names with a verdict, and the reasons of dead letters, each sorted."""
    found = Outcomes(at)
    names = [name for scored in found.verdicts(9_999) for name, _, _ in scored.names]
    return sorted(names), sorted(letter.reason for letter in found.dead_letters(9_999))


class Picky:
    """A detector that fails on one word."""

    def __init__(self) -> None:
        """Nothing was scored yet."""
        self.seen: list[str] = []

    def score(self, names: Sequence[str]) -> Floats:
        """Return the lengths, unless ``poison`` is in a name."""
        self.seen += names
        if any("poison" in name for name in names):
            raise ArithmeticError("http://poison.example")
        return np.array([float(len(name)) for name in names])


def worked(at: Settings, stored: Stored) -> Worker:
    """Work in this process until every message has an outcome."""
    worker, asked = Worker(RedisStreams(at), stored, "test", at), Asked(at)

    def finished() -> bool:
        worker.step()
        return asked.done()

    processes.until(finished, "the last message")
    return worker
