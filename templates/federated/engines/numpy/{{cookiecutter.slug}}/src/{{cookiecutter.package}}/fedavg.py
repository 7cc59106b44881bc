"""Federated averaging, McMahan et al. 2017, algorithm 1 (https://arxiv.org/abs/1602.05629).

Clients work in parallel as one stack of matrices. Two choices differ from the paper: every client
takes part in every round (C = 1), and a client makes a fixed number of steps instead of E epochs,
so that all clients do the same work.
"""

from typing import NamedTuple

import numpy as np

from . import engine
from .data import Floats, Ints, Task
from .oracle import Weights


class Trained(NamedTuple):
    """The last weights, and what the model said about the probe after each round."""

    weights: Weights
    predictions: Ints  # (rounds, probes), or (clients, probes) of models that were never averaged


def train(start: Weights, task: Task, plan: Ints, shares: Floats) -> Trained:
    """Run FedAvg over ``plan``: (rounds, clients, steps, batch).

    Args:
        start: first global weights, w_0.
        task: images and labels, step size, and the probe to predict after each round.
        plan: rows of each batch.
        shares: n_k / n of each client, (clients,).
    """
    w = start
    predictions = []
    shares = shares.astype(np.float32)
    for batches in plan:  # for each round t = 1, 2, ... do
        # for each client k in parallel: w_k <- ClientUpdate(k, w)
        w_k = engine.client_update(engine.stack(w, len(shares)), task, batches)
        # w <- sum_k n_k / n  w_k
        w = Weights(*(np.tensordot(shares, stacked, axes=1) for stacked in w_k))
        predictions.append(engine.predict(engine.stack(w, 1), task.probe)[0])
    return Trained(w, np.stack(predictions))


def train_alone(start: Weights, task: Task, plan: Ints) -> Trained:
    """Train each client on the same batches without a server: the weights are never averaged."""
    w_k = engine.stack(start, plan.shape[1])
    for batches in plan:
        w_k = engine.client_update(w_k, task, batches)
    return Trained(w_k, engine.predict(w_k, task.probe))
