"""Federated averaging, McMahan et al. 2017, algorithm 1 (https://arxiv.org/abs/1602.05629).

The whole training is one compiled program: ``vmap`` over clients inside ``scan`` over rounds.
Two choices differ from the paper: every client takes part in every round (C = 1), and a client
makes a fixed number of steps instead of E epochs, so that all clients do the same work.
"""

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
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
    graph, params = engine.split(start)
    shares = shares.astype(np.float32)
    params, predictions = _server(graph, params, task, plan, shares)
    return Trained(engine.join(params), np.asarray(predictions))


@partial(jax.jit, static_argnames=("graph",))
def _server(
    graph: engine.Graph,
    params: engine.Params,
    task: Task,
    plan: jax.Array,
    shares: jax.Array,
) -> tuple[engine.Params, jax.Array]:
    """Execute the server's side: initialise w_0; for each round t = 1, 2, ... do."""

    def server_round(w: engine.Params, batches: jax.Array) -> tuple[engine.Params, jax.Array]:
        # for each client k in parallel: w_k <- ClientUpdate(k, w)
        w_k = jax.vmap(engine.client_update, in_axes=(None, None, None, 0))(graph, w, task, batches)
        # w <- sum_k n_k / n  w_k
        w = jax.tree.map(lambda stacked: jnp.tensordot(shares, stacked, axes=1), w_k)
        return w, engine.predict(graph, w, task)

    return jax.lax.scan(server_round, params, plan)


def train_alone(start: Weights, task: Task, plan: Ints) -> Trained:
    """Train each client on the same batches without a server: the weights are never averaged."""
    graph, params = engine.split(start)
    params, predictions = _clients(graph, params, task, plan)
    return Trained(engine.join(params), np.asarray(predictions))


@partial(jax.jit, static_argnames=("graph",))
def _clients(
    graph: engine.Graph,
    params: engine.Params,
    task: Task,
    plan: jax.Array,
) -> tuple[engine.Params, jax.Array]:
    """Execute every client's steps of all rounds in one go, for all clients at once."""
    rounds, clients, steps, batch = plan.shape
    batches = plan.transpose(1, 0, 2, 3).reshape(clients, rounds * steps, batch)
    w_k = jax.vmap(engine.client_update, in_axes=(None, None, None, 0))(
        graph, params, task, batches
    )
    return w_k, jax.vmap(engine.predict, in_axes=(None, 0, None))(graph, w_k, task)
