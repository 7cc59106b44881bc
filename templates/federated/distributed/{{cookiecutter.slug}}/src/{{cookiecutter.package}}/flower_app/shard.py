"""The work of one SuperNode: every n-th client, trained at once by the same engine.

Nothing here knows Flower. The updates of all shards add up to what one process computes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType

import numpy as np

from ..algorithms import strategies
from ..algorithms.strategies import Array, LocalUpdates, Server, Update
from ..clients import plan
from ..data import Floats, Ints, Task
from .job import Federation, Job, batches, federation


@dataclass(frozen=True)
class Shard:
    """Every ``of``-th client of a job, from client ``own`` on."""

    job: Job
    own: int
    of: int

    @property
    def members(self) -> Ints:
        """Return the shard's clients."""
        return np.arange(self.own, len(federation(self.job).dealt.clients), self.of)

    def updates(
        self, t: int, server: Server, controls: Floats | None
    ) -> tuple[Update, Floats | None, float]:
        """Return what the shard sends in a round, new controls, and its share of the cohort.

        Args:
            t: round, counted from 0.
            server: what the server sent.
            controls: SCAFFOLD's c_k of all members, (members, d).
        """
        all_of = federation(self.job)
        config, shares = all_of.config, all_of.dealt.shares
        cohort = plan.cohort(len(shares), t, self.job.seed, config.participation)
        here = cohort[cohort % self.of == self.own]
        if not len(here):  # a cohort may leave a whole shard out
            nothing = np.zeros_like(server.w)
            return Update(nothing, None if server.c is None else nothing), controls, 0.0
        rows = np.stack([batches(self.job, int(k))[t] for k in here])
        put = partial(_put, all_of.engine)
        at = here // self.of  # their places among the members
        taking_part = shares[here] / shares[cohort].sum()
        update, renewed = strategies.client_updates(
            all_of.strategy,
            Server(*(None if part is None else put(part) for part in server)),
            None if controls is None else put(controls[at]),
            _trainer(all_of, rows, put),
            config.local_steps,
            put(taking_part),
            put(shares[here]),
        )
        if controls is not None:
            controls = controls.copy()
            controls[at] = np.asarray(renewed)
        sent = Update(*(None if part is None else np.asarray(part) for part in update))
        return sent, controls, float(taking_part.sum())


def _put(engine: ModuleType, value: Array) -> Array:
    """Return an array or number as an array of the engine."""
    return engine.put(np.asarray(value))


def _trainer(all_of: Federation, rows: Ints, put: Callable[[Array], Array]) -> LocalUpdates:
    task, drawn = Task(*map(put, all_of.task)), put(rows)
    rate, shape = put(all_of.strategy.learning_rate), all_of.start.shape

    def clients(w: Array, mu: float, correction: Array | None) -> Array:
        return all_of.engine.local_updates(w, shape, task, rate, drawn, put(mu), correction)

    return clients
