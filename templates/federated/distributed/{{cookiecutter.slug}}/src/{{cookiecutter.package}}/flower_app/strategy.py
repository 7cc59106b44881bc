"""FedAvg, FedProx, FedAdam and SCAFFOLD as one Flower ``Strategy`` that adds up shards.

The arithmetic is that of ``strategies.py``. What is added here is that a round is never averaged
over fewer shards than there are without saying so.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from logging import INFO, WARNING

import numpy as np
from flwr.app import (
    Array,
    ArrayRecord,
    ConfigRecord,
    Message,
    MessageType,
    MetricRecord,
    RecordDict,
)
from flwr.common.logger import log
from flwr.serverapp import Grid
from flwr.serverapp.strategy import Strategy

from .. import model
from ..algorithms import strategies
from ..algorithms.strategies import Server
from .job import Job, federation
from .replies import answered, total
from .shard import Shard
from .terms import LostShardError, Round, Terms


@dataclass
class Shards(Strategy):
    """The server of a job.

    Attributes:
        job: what is trained.
        terms: when a round counts.
        server: weights, moments and control variate, as ``strategies.py`` keeps them.
        rounds: what happened so far.
    """

    job: Job
    terms: Terms
    server: Server = field(init=False)
    rounds: list[Round] = field(default_factory=list)
    _begun: float = 0.0

    def __post_init__(self) -> None:
        """Begin with the first weights of the job.

        Raises:
            SetupError: the job cannot be run on these terms.
        """
        self.terms.check(self.job.strategy)
        agreed = federation(self.job)
        w = model.flat(agreed.start).astype(np.float32)
        self.server, _ = strategies.begin(agreed.strategy, w, 0)

    def arrays(self) -> ArrayRecord:
        """Return what nodes need to know: the weights, and SCAFFOLD's control variate."""
        sent = {"w": self.server.w, "c": self.server.c}
        return ArrayRecord({name: Array(part) for name, part in sent.items() if part is not None})

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        """Return a message to every node; rounds count from 1 here and from 0 in the plan."""
        nodes = self._wait(server_round, grid)
        self._begun = time.perf_counter()
        trained = sorted({own for done in self.rounds for own in done.shards})
        record = ConfigRecord({**config})
        record["round"], record["shards-that-trained"] = server_round - 1, trained
        content = RecordDict({"server": arrays, "config": record})
        return [
            Message(content=content, message_type=MessageType.TRAIN, dst_node_id=node)
            for node in nodes
        ]

    def _wait(self, server_round: int, grid: Grid) -> list[int]:
        """Return the nodes once all are there: a strategy that begins earlier trains on few."""
        deadline = time.monotonic() + self.terms.patience
        while len(nodes := sorted(grid.get_node_ids())) < self.terms.nodes:
            if time.monotonic() > deadline:
                words = f"round {server_round}: {len(nodes)} of {self.terms.nodes} nodes are there"
                if nodes and self.terms.keep_going:
                    log(WARNING, "%s; going on with them", words)
                    break
                raise LostShardError(f"{words} after {self.terms.patience:g} s")
            time.sleep(0.2)
        return nodes

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        """Add the shards' updates up, and step.

        Raises:
            LostShardError: not every shard answered exactly once, and the terms want all.
        """
        answers, troubles = answered(replies)
        lost = self.terms.lost(answers)
        if lost:
            self._tell(server_round, lost, troubles)
        covered = sum(answer.covered for answer in answers)
        if covered:  # else nobody of this round's cohort is left, and the weights stay
            strategy = federation(self.job).strategy
            self.server = strategies.server_step(strategy, self.server, total(answers))
        seconds = time.perf_counter() - self._begun
        self.rounds.append(Round([answer.shard for answer in answers], lost, seconds))
        return self.arrays(), MetricRecord({"shards": len(answers), "covered": covered})

    def _tell(self, server_round: int, lost: list[int], troubles: list[str]) -> None:
        """Say whose update is missing and why; stop unless the terms say to go on."""
        places = [Shard(self.job, own, self.terms.nodes) for own in lost]
        clients = np.concatenate([place.members for place in places]).tolist()
        why = "; ".join(troubles) or f"not there, or silent for {self.terms.patience:g} s"
        words = f"round {server_round} lost shards {lost} with clients {clients}: {why}"
        if not self.terms.keep_going or len(lost) == self.terms.nodes:
            raise LostShardError(f"{words}; nothing was averaged")
        log(WARNING, "%s; this round averages the others only", words)

    def configure_evaluate(self, *_: object) -> Iterable[Message]:
        """Return nothing: the server holds the test data of this experiment."""
        return []

    def aggregate_evaluate(self, *_: object) -> MetricRecord | None:
        """Return nothing, as nothing was asked."""
        return None

    def summary(self) -> None:
        """Log what is about to run."""
        log(INFO, "\t%s over %d nodes", self.job, self.terms.nodes)
