"""On what terms a round counts, what a node answers, and what is kept of a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..algorithms.strategies import Update
from ..showcase.settings import SetupError

WHOLE = 1e-5  # how far float32 shares of a whole cohort may add up from 1


class LostShardError(RuntimeError):
    """A shard did not answer, or the nodes do not agree on who holds which."""


class Answer(NamedTuple):
    """What a node answers for its shard: update, and share of the cohort's samples."""

    shard: int
    of: int  # shards into which this node has cut the clients
    covered: float
    update: Update


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

    def check(self, strategy: str) -> None:
        """Refuse terms on which ``strategy`` would be computed wrongly.

        Raises:
            SetupError: there is no node, or SCAFFOLD is to go on without a shard: a node that
                answers too late has renewed its controls, and the server's mean lacks the change.
        """
        if self.nodes < 1:
            raise SetupError(f"nodes is {self.nodes}; give at least 1")
        if self.keep_going and strategy == "SCAFFOLD":
            raise SetupError("SCAFFOLD cannot keep going without a shard; drop keep-going")

    def lost(self, answers: Sequence[Answer]) -> list[int]:
        """Return the shards for which nobody answered.

        Raises:
            LostShardError: nodes cut the clients into other shards, two hold the same one, or
                all answered and yet some clients are missing or counted twice.
        """
        cuts = sorted({answer.of for answer in answers} - {self.nodes})
        if cuts:
            raise LostShardError(f"num-partitions is {cuts} on some nodes; give it {self.nodes}")
        found, expected = [answer.shard for answer in answers], set(range(self.nodes))
        if len(set(found)) < len(found) or not set(found) <= expected:
            numbers = f"0 to {self.nodes - 1}"
            raise LostShardError(f"nodes answer for shards {sorted(found)}, not once for {numbers}")
        missing = sorted(expected - set(found))
        covered = sum(answer.covered for answer in answers)
        if not missing and not abs(covered - 1) <= WHOLE:
            raise LostShardError(f"shares add up to {covered:.6g}; give all nodes the same data")
        return missing


class Round(NamedTuple):
    """What happened in a round: the shards that answered, those that were lost, its seconds."""

    shards: list[int]
    lost: list[int]
    seconds: float
