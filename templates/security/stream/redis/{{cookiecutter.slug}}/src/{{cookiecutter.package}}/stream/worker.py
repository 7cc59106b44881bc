"""One worker: read, score, settle, until somebody says stop."""

import logging
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass

import numpy as np

from ..store import Stored
from .engine import Engine, Message, UnreachableError, Verdict
from .logs import say
from .payload import MOST_BYTES, PayloadError, parse, verdict
from .settings import Settings

LONGEST = 5.0  # seconds between two attempts to reach the engine
CHANCE = secrets.SystemRandom()

Read = tuple[Message, list[str]]


@dataclass
class Tally:
    """What a worker did since it began.

    Attributes:
        messages: settled by it.
        names: in them.
        superseded: scored by it, but settled by another worker first.
        buried: moved to the dead letters by it.
    """

    messages: int = 0
    names: int = 0
    superseded: int = 0
    buried: int = 0


class Stop:
    """Whether to stop; a signal's handler may set it at any time, because it holds no lock."""

    def __init__(self) -> None:
        """Nobody has said so yet."""
        self.said = False

    def say(self, *_: object) -> None:
        """Say so; the arguments are those of a signal's handler."""
        self.said = True

    def wait(self, seconds: float) -> None:
        """Sleep, but not after somebody has said stop."""
        end = time.monotonic() + seconds
        while not self.said and time.monotonic() < end:
            time.sleep(min(0.05, seconds))


class Worker:
    """Scores messages by one detector; what it does not finish, another worker takes over."""

    def __init__(self, engine: Engine, stored: Stored, origin: str, settings: Settings) -> None:
        """Take what is needed; ``origin`` says in every verdict which detector it was."""
        self.engine = engine
        self.stored = stored
        self.origin = origin
        self.settings = settings
        self.tally = Tally()
        self._sweep = 0.0  # when to look for messages that others hold, on the monotonic clock

    def run(self, stop: Stop) -> Tally:
        """Work until ``stop``: what was read is settled, then the place in the group given up.

        While the engine is away it is asked again after 0.1, 0.2, 0.4 ... 5 seconds, give or take
        half of it, so that a server that comes back is not met by all workers at once.
        """
        joined, attempts = False, 0
        while not stop.said:
            try:
                if not joined:
                    self.engine.join()
                    joined = True
                self.step()
                attempts = 0
            except UnreachableError as error:
                delay = min(LONGEST, 0.1 * 2 ** min(attempts, 10)) * CHANCE.uniform(0.5, 1.5)
                attempts += 1
                say("away", level=logging.WARNING, reason=str(error), seconds=round(delay, 2))
                stop.wait(delay)
        with suppress(UnreachableError):  # then others take over what is held
            self.engine.leave()
        say("stopped", **asdict(self.tally))
        return self.tally

    def step(self) -> None:
        """Handle one message that was held for too long, or else those that are new."""
        if time.monotonic() >= self._sweep:
            message = self.engine.recover()
            if message is not None:
                say("recovered", id=message.id, deliveries=message.deliveries)
                self.handle([message])
                return
            self._sweep = time.monotonic() + self.settings.idle / 2
        self.handle(self.engine.read())

    def handle(self, messages: Sequence[Message]) -> None:
        """Settle or bury messages; those that the detector fails on stay held, to be tried again.

        A message that was delivered more often than allowed took every worker with it: it is not
        looked at again.
        """
        read: list[Read] = []
        for message in messages:
            if message.deliveries > self.settings.deliveries:
                before = message.deliveries - 1
                self._bury(message, f"delivered {before} times, and no worker came back")
                continue
            try:
                read.append((message, parse(message.payload)))
            except PayloadError as error:
                self._bury(message, str(error))
        scored = self._score(read)
        if scored:
            self._settle(scored)

    def _score(self, read: Sequence[Read]) -> list[tuple[Verdict, int]]:
        """Return a verdict for each message and its number of names, all scored at once.

        Where that fails each message is scored by itself, so that one costs no other its verdict.
        """
        try:
            scores = self.stored.detector.score([name for _, names in read for name in names])
        # Whatever a detector raises: a worker that ends because of one message ends for all.
        except Exception as error:
            if len(read) > 1:
                return [found for each in read for found in self._score([each])]
            self._failed(read[0][0], error)
            return []
        ends = np.cumsum([len(names) for _, names in read])[:-1]
        parts = np.split(scores, ends) if read else []
        return [
            (Verdict(message, verdict(names, part, self.stored.threshold, self.origin)), len(names))
            for (message, names), part in zip(read, parts, strict=True)
        ]

    def _settle(self, scored: Sequence[tuple[Verdict, int]]) -> None:
        settled = self.engine.settle([found for found, _ in scored])
        names = sum(size for (_, size), ours in zip(scored, settled, strict=True) if ours)
        self.tally.messages += sum(settled)
        self.tally.names += names
        self.tally.superseded += len(settled) - sum(settled)
        say("settled", messages=sum(settled), names=names, superseded=len(settled) - sum(settled))

    def _failed(self, message: Message, error: Exception) -> None:
        kind = type(error).__name__  # its text might repeat what was sent
        counted = message.deliveries
        say("failed", level=logging.ERROR, id=message.id, reason=kind, deliveries=counted)
        if counted >= self.settings.deliveries:
            self._bury(message, f"{kind} at delivery {counted}")

    def _bury(self, message: Message, reason: str) -> None:
        kept = message._replace(payload=message.payload[:MOST_BYTES])
        if self.engine.bury(kept, reason):
            self.tally.buried += 1
            say("buried", level=logging.WARNING, id=message.id, reason=reason)
