"""On what terms a round counts, and what is kept of it."""

from dataclasses import dataclass
from typing import NamedTuple


class LostShardError(RuntimeError):
    """A shard did not answer, or two nodes claim the same one."""


@dataclass(frozen=True)
class Terms:
    """On what terms a round counts.

    Attributes:
        nodes: SuperNodes, each with a shard of its own; a round waits for all of them.
        patience: seconds to wait for nodes, and for replies.
        keep_going: without a shard a round counts for the clients that are there; otherwise the
            run stops.
    """

    nodes: int
    patience: float
    keep_going: bool


class Round(NamedTuple):
    """What happened in a round: the shards that answered, those that were lost, its seconds."""

    shards: list[int]
    lost: list[int]
    seconds: float
