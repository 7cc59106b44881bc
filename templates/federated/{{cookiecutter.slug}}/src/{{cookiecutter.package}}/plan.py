"""Which samples each client trains on, step by step: drawn once, the same for every engine."""

from collections.abc import Sequence

import numpy as np

from .data import Ints


def batches(clients: Sequence[Ints], rounds: int, steps: int, batch: int, seed: int) -> Ints:
    """Return rows of the data as (rounds, clients, steps, batch).

    A client goes through its own samples in a new order each time, as in epochs; one with fewer
    samples than a round needs begins again. Every engine gathers the same rows, so that engines
    can be compared weight by weight, and no ragged client needs padding or a mask. A client's
    part depends on nothing but the seed, the round and its number: it could draw it at home.

    Args:
        clients: the training rows of each client, none empty.
        rounds: rounds of communication.
        steps: SGD steps of a client in a round.
        batch: samples in a step.
        seed: draws the order.
    """
    plan = np.empty((rounds, len(clients), steps, batch), dtype=np.int32)
    for t in range(rounds):
        for k, rows in enumerate(clients):
            rng = np.random.default_rng([seed, 1, t, k])
            epochs = -(-steps * batch // len(rows))
            order = rng.permuted(np.tile(rows, (epochs, 1)), axis=1).ravel()
            plan[t, k] = order[: steps * batch].reshape(steps, batch)
    return plan
