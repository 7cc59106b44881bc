"""Two experiments on a real server: how fast workers are, and what a killed one costs."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import store
from .connection import connect
from .payload import encode, parse
from .processes import Process, stop, until, worker
from .redis_streams import RedisStreams
from .settings import Settings

SIZE = 64  # names of a message
IDLE = 0.3  # seconds after which a trial's workers take over what is held


@dataclass(frozen=True)
class Killed:
    """What was left after a worker was killed with messages in its hands, and another went on.

    Attributes:
        sent: messages.
        held: by the worker, read and not acknowledged, when SIGKILL reached it.
        lost: without a verdict.
        doubled: verdicts beyond one for each message.
        changed: flags that differ from those of the detector asked directly.
        pending: messages that somebody still holds.
    """

    sent: int
    held: int
    lost: int
    doubled: int
    changed: int
    pending: int


class Trial:
    """A stream of its own on a server, to which the same names are sent again and again."""

    def __init__(self, url: str, detector: Path, sha256: str, names: Sequence[str]) -> None:
        """Take a server, a saved detector and its checksum, and the names."""
        self.at = Settings(url, names="trial")
        self.detector = detector
        self.sha256 = sha256
        self.payloads = [
            encode(names[start : start + SIZE]) for start in range(0, len(names), SIZE)
        ]
        self._client: Any = connect(self.at)  # Any: the server decides what it answers
        self._publisher = RedisStreams(self.at)
        self._started: list[Process] = []

    def run(self) -> tuple[Killed, tuple[float, float]]:
        """Kill a worker and count; return names a second of the worker after it, and of two."""
        try:
            self._publisher.join()
            held = self._kill(self._worker())
            self._worker()
            self._drained()
            killed = self._counted(held)
            alone = self._rate()
            self._worker()
            return killed, (alone, self._rate())
        finally:
            for process in self._started:
                stop(process)

    def _worker(self) -> Process:
        """Start a worker and return it when it has joined the group."""
        before = self._workers()
        options = ("--names", self.at.names, "--idle", f"{IDLE}", "--wait", "0.2")
        self._started.append(worker(self.at.url, self.detector, self.sha256, *options))
        until(lambda: self._workers() > before, "the start of a worker")
        return self._started[-1]

    def _workers(self) -> int:
        return len(self._client.xinfo_consumers(self.at.names, self.at.group))

    def _send(self, payloads: Sequence[bytes]) -> None:
        for start in range(0, len(payloads), 50):
            self._publisher.publish(payloads[start : start + 50])

    def _drained(self) -> None:
        until(lambda: self._client.xlen(self.at.names) == 0, "the last message")

    def _held(self) -> int:
        return int(self._client.xpending(self.at.names, self.at.group)["pending"])

    def _kill(self, process: Process) -> int:
        """Kill the worker amid its work, at a moment at which it holds messages; return how many.

        It is stopped while messages are sent and before it is looked at, so that it can neither
        finish before anybody looks nor change what it holds meanwhile.
        """
        half = len(self.payloads) // 2
        self._send(self.payloads[:half])
        self._drained()
        os.kill(process.pid, signal.SIGSTOP)
        self._send(self.payloads[half:])

        def holding() -> bool:
            os.kill(process.pid, signal.SIGSTOP)
            held = self._held() > 0
            if not held:
                os.kill(process.pid, signal.SIGCONT)
            return held

        until(holding, "a worker that holds messages")
        held = self._held()
        process.kill()
        process.wait()
        return held

    def _counted(self, held: int) -> Killed:
        """Count messages and verdicts, and ask the detector itself about every name."""
        entries = [fields for _, fields in self._client.xrange(self.at.verdicts)]
        found = Counter(fields[b"id"] for fields in entries)
        said = [each for fields in entries for each in json.loads(fields[b"verdict"])["names"]]
        flags = {name: flag for name, _, flag in said}
        stored = store.load(self.detector, self.sha256)
        expected = stored.detector.score(list(flags)) > stored.threshold
        sent = len(self.payloads)
        return Killed(
            sent,
            held,
            lost=sent - len(found),
            doubled=sum(found.values()) - len(found),
            changed=int(np.sum(expected != np.array(list(flags.values()), bool))),
            pending=self._held(),
        )

    def _rate(self) -> float:
        """Return names a second, from the first that is sent to the last that is settled."""
        begun = time.perf_counter()
        self._send(self.payloads)
        self._drained()
        seconds = time.perf_counter() - begun
        return sum(len(parse(payload)) for payload in self.payloads) / seconds
