"""What a worker asks of a stream's engine; ``redis_streams.py`` is one, Kafka would be another.

An engine delivers every message at least once. What makes that exactly one verdict for each
message is ``settle``: verdict and acknowledgement become true together, or neither does.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class UnreachableError(Exception):
    """The engine does not answer for now: try again later."""


class Message(NamedTuple):
    """What was delivered.

    Attributes:
        id: names the message for good.
        payload: what somebody sent, not yet looked at.
        deliveries: how often the message was delivered, this time included.
    """

    id: str
    payload: bytes
    deliveries: int


class Verdict(NamedTuple):
    """What a worker found of a message; the engine does not read it."""

    message: Message
    text: bytes


class Engine(Protocol):
    """A stream of messages, the group of workers that shares it, and one worker's place in it.

    Every method raises ``UnreachableError`` while the engine does not answer.
    """

    def join(self) -> None:
        """Take a place in the group, which is made where there is none; joining twice is once."""
        ...

    def publish(self, payloads: Sequence[bytes]) -> int:
        """Append payloads in order until the stream is full; return how many were."""
        ...

    def read(self) -> list[Message]:
        """Return messages that no worker has seen; wait a moment where there are none."""
        ...

    def recover(self) -> Message | None:
        """Take over one message that some worker, perhaps a dead one, has held for too long.

        One at a time: a message that kills whoever scores it is then alone to blame.
        """
        ...

    def settle(self, verdicts: Sequence[Verdict]) -> list[bool]:
        """Write verdicts and acknowledge their messages, each pair as one step.

        Where another worker has settled a message nothing is written; return which ones were.
        """
        ...

    def bury(self, message: Message, reason: str) -> bool:
        """Move a message to the dead letters as one step; return whether this call did it."""
        ...

    def leave(self) -> bool:
        """Give the place up, unless messages are held on it; return whether it was."""
        ...
