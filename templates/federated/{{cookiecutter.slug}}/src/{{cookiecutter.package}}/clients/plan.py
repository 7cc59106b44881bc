"""Who trains in which round, and on which samples: drawn beforehand, the same for every engine."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..data import Ints


class Plan(NamedTuple):
    """The work of all rounds. Rows are indices into the data, cohorts into the clients."""

    cohorts: Ints  # (rounds, m), the clients of each round in ascending order
    rows: Ints  # (rounds, m, steps, batch)


def draw(
    clients: Sequence[Ints],
    rounds: int,
    steps: int,
    batch: int,
    seed: int,
    fraction: float = 1.0,
) -> Plan:
    """Return the plan that ``seed`` draws.

    Every engine gathers the same rows, so that engines can be compared weight by weight, and no
    ragged client needs padding or a mask.

    Args:
        clients: the training rows of each client, none empty.
        rounds: rounds of communication.
        steps: SGD steps of a client in a round.
        batch: samples in a step.
        seed: draws cohorts and batches.
        fraction: share of the clients that takes part in a round, C in McMahan et al. 2017.
    """
    cohorts = np.stack([cohort(len(clients), t, seed, fraction) for t in range(rounds)])
    rows = np.empty((*cohorts.shape, steps, batch), dtype=np.int32)
    for k, own in enumerate(clients):
        t, place = np.nonzero(cohorts == k)
        rows[t, place] = batches(own, rounds, steps, batch, seed, k)[t]
    return Plan(cohorts, rows)


def cohort(clients: int, t: int, seed: int, fraction: float) -> Ints:
    """Return the clients of round ``t``, at least one, drawn without replacement: (m,)."""
    size = max(1, round(fraction * clients))
    rng = np.random.default_rng([seed, 3, t])
    return np.sort(rng.permutation(clients)[:size]).astype(np.int32)


def batches(own: Ints, rounds: int, steps: int, batch: int, seed: int, k: int) -> Ints:
    """Return the rows of client ``k`` for each round, should it take part.

    The client goes through its own samples in epochs, in a new order each time; it depends on
    nothing but the seed and its number, so it could draw its part at home.

    Returns:
        Rows, (rounds, steps, batch).
    """
    rng = np.random.default_rng([seed, 1, k])
    size = rounds * steps * batch
    epochs = -(-size // len(own))
    order = rng.permuted(np.tile(own, (epochs, 1)), axis=1).ravel()
    return order[:size].reshape(rounds, steps, batch).astype(np.int32)
