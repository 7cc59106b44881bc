"""DP-FedAvg: federated averaging that is differentially private towards each client.

McMahan et al. 2018, algorithm 1 with a fixed denominator and flat clipping
(https://arxiv.org/abs/1710.06963), with uniform weights: w_k = 1, so that W = N.
With one local step it is DP-FedSGD of the same paper: each client sends one gradient.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from types import ModuleType

import numpy as np

from ..algorithms.strategies import Array
from ..clients import plan
from ..data import Floats, Ints, Task
from ..model import Weights, flat

SLOTS = 32  # rooms for clients come in multiples of this, so that seeds share a compiled program


@dataclass(frozen=True)
class Mechanism:
    """All that the privacy of a training depends on.

    Attributes:
        clients: N, how many there are; a public number.
        rate: q, probability with which each takes part in a round, independent of all others.
        rounds: T, how many noisy sums are released.
        clip: S, largest L2 norm of what a client sends; infinity does not clip.
        noise: z, standard deviation of the noise on the sum in multiples of ``clip``.
    """

    clients: int
    rate: float
    rounds: int
    clip: float
    noise: float

    def __post_init__(self) -> None:
        """Refuse what is no mechanism."""
        if not 0 < self.rate <= 1:
            raise ValueError(f"rate is {self.rate}; give it a value in (0, 1]")
        if not self.clip > 0 or self.noise < 0 or (self.noise and not isfinite(self.clip)):
            raise ValueError(f"clip {self.clip} with noise {self.noise}; noise needs a finite clip")

    def sample(self, seed: int) -> Ints:
        """Return who takes part in which round, 0 or 1: (rounds, clients). Poisson sampling."""
        rng = np.random.default_rng([seed, 6])
        return (rng.random((self.rounds, self.clients)) < self.rate).astype(np.int64)

    def release(self, deltas: Floats, present: Ints, rng: np.random.Generator) -> Floats:
        """Return the noisy mean of a round, (d,): all that anybody learns of ``deltas``.

        The noise is added to the sum, whose sensitivity is ``clip``, and the denominator is qN:
        the number of clients that took part stays unknown. An update that is not finite counts
        as zero: no clip bounds it, and it would tell who sent it.

        Args:
            deltas: what each client would send, (m, d), not yet clipped.
            present: 1 for those that take part, 0 for empty slots, (m,).
            rng: draws the noise. Seeded, so that a run can be repeated: a deployment needs noise
                from a cryptographic source, in integers (Mironov 2012 on floating-point noise).
        """
        finite = np.asarray(np.isfinite(deltas).all(axis=1))
        deltas = np.where(finite[:, None], deltas, 0)
        total = (present * scales(deltas, self.clip)) @ deltas
        if self.noise:
            total = total + rng.normal(0, self.noise * self.clip, total.shape)
        return np.asarray(total / (self.rate * self.clients))


def scales(deltas: Floats, clip: float) -> Floats:
    """Return by how much each row of (m, d) shrinks to an L2 norm of at most ``clip``: (m,)."""
    norms = np.sqrt(np.einsum("md,md->m", deltas, deltas))
    return np.asarray(1 / np.maximum(1, norms / clip))


@dataclass(frozen=True)
class Work:
    """What a client does in a round in which it takes part, and what chance decides.

    Attributes:
        rate: step size of its SGD.
        steps: SGD steps.
        batch: samples in a step.
        seed: draws who takes part, the batches and the noise.
    """

    rate: float
    steps: int
    batch: int
    seed: int


def train(
    engine: ModuleType,
    mechanism: Mechanism,
    start: Weights,
    task: Task,
    clients: Sequence[Ints],
    work: Work,
) -> Floats:
    """Return the weights after all rounds, (d,) float64.

    All samples are drawn before the first round, and every round has room for the largest of
    them: none is ever cut off, which would break the accountant's assumption unseen.

    Args:
        engine: what trains the clients.
        mechanism: the rounds and their privacy.
        start: first global weights.
        task: inputs and labels.
        clients: the training rows of each client, none empty.
        work: the work of a client.
    """
    sampled = mechanism.sample(work.seed)
    slots = -(-int(sampled.sum(axis=1).max()) // SLOTS) * SLOTS
    rows = np.stack(
        [
            plan.batches(own, mechanism.rounds, work.steps, work.batch, work.seed, k)
            for k, own in enumerate(clients)
        ]
    )
    rng = np.random.default_rng([work.seed, 7])
    put: Callable[[Array], Array] = engine.put
    w, lasting = flat(start), Task(*map(put, task))
    rate, mu = put(np.asarray(work.rate)), put(np.asarray(0.0))
    for t, here in enumerate(sampled):
        taking_part = np.flatnonzero(here)
        slot = np.zeros(slots, np.int64)  # an empty slot repeats client 0, whose share is then 0
        slot[: len(taking_part)] = taking_part
        present = (np.arange(slots) < len(taking_part)).astype(np.int64)
        sent, batches = put(w), put(rows[slot, t])
        trained = engine.local_updates(sent, start.shape, lasting, rate, batches, mu, None)
        w = w + mechanism.release(np.asarray(trained) - np.asarray(sent), present, rng)
    return w
