"""The work of one SuperNode: every n-th client, trained at once by the same engine.

Nothing here knows Flower. The updates of all shards add up to what one process computes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .. import engine_{{ cookiecutter.framework }} as engine
from .. import plan, strategies
from ..data import Floats, Ints, Task
from ..strategies import Array, Server, Update
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
        at = here // self.of  # their places among the members
        taking_part = shares[here] / shares[cohort].sum()
        update, renewed = strategies.client_updates(
            all_of.strategy,
            Server(*(None if part is None else _put(part) for part in server)),
            None if controls is None else _put(controls[at]),
            _trainer(all_of, rows),
            config.local_steps,
            _put(taking_part),
            _put(shares[here]),
        )
        if controls is not None:
            controls = controls.copy()
            controls[at] = np.asarray(renewed)
        sent = Update(*(None if part is None else np.asarray(part) for part in update))
        return sent, controls, float(taking_part.sum())


def _put(value: Array) -> Array:
    """Return an array or number as an array of the engine, which mypy takes for Any."""
    return engine.put(np.asarray(value))


def _trainer(all_of: Federation, rows: Ints) -> Callable[[Array, float, Array | None], Array]:
    task, drawn = Task(*map(_put, all_of.task)), _put(rows)
    rate, shape = _put(all_of.strategy.learning_rate), all_of.start.shape

    def clients(w: Array, mu: float, correction: Array | None) -> Array:
        return engine.local_updates(w, shape, task, rate, drawn, _put(mu), correction)

    return clients
