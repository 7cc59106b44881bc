"""Training, with a server and without one, on any engine."""

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import NamedTuple

import numpy as np

from .. import model
from ..clients.plan import Plan
from ..data import Floats, Ints, Task
from ..model import Shape, Weights
from . import strategies
from .strategies import Array, Server, Strategy

State = tuple[Server, Array]  # the server, and the controls of all clients or None
Round = tuple[Array, Array, Array, Array]  # cohort, rows, shares in the cohort, shares of all
Fixed = tuple[Task, tuple[Array, ...]]  # what does not change between rounds


class Trained(NamedTuple):
    """The last global weights, and what the model said of the probe after each round."""

    weights: Weights
    predictions: Ints  # (rounds, probes)


def train(
    engine: ModuleType, strategy: Strategy, start: Weights, task: Task, plan: Plan, shares: Floats
) -> Trained:
    """Run ``strategy`` over all rounds of ``plan``.

    Args:
        engine: what trains the clients.
        strategy: which one, with its numbers.
        start: first global weights.
        task: inputs, labels, and the probe to predict after each round.
        plan: who trains when, on which rows.
        shares: p_k = n_k / n of each client, (clients,).
    """
    server, controls = strategies.begin(strategy, model.flat(start), len(shares))
    existing = shares[plan.cohorts]
    taking_part = existing / existing.sum(axis=1, keepdims=True)
    (server, _), predictions = engine.scan(
        _round(start.shape, engine),
        _put(engine, (server, controls)),
        _put(engine, (*plan, taking_part, existing)),
        _put(engine, (task, strategy[1:])),
    )
    return Trained(model.shaped(np.asarray(server.w), start.shape), np.asarray(predictions))


def train_alone(engine: ModuleType, start: Weights, rate: float, task: Task, rows: Ints) -> Ints:
    """Return what each client's own model says of the probe after plain SGD: (clients, probes).

    From first weights this is training without a federation; from trained ones, fine-tuning.

    Args:
        engine: what trains the clients.
        start: where all clients start.
        rate: step size.
        task: inputs, labels and probe.
        rows: of each client's steps, (clients, steps, batch).
    """
    w, task, rate, rows, mu = _put(engine, (model.flat(start), task, rate, rows, 0.0))
    y = engine.local_updates(w, start.shape, task, rate, rows, mu, None)
    return np.asarray(engine.predict(y, start.shape, task.probe))


def _put(engine: ModuleType, value: Array) -> Array:
    """Return every array and number in nested tuples as an array of the engine."""
    if isinstance(value, tuple):
        parts = (_put(engine, part) for part in value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return None if value is None else engine.put(np.asarray(value))


@cache  # the same function each time, so that an engine compiles it once
def _round(shape: Shape, engine: ModuleType) -> Callable[..., tuple[State, Array]]:
    def one_round(state: State, work: Round, fixed: Fixed) -> tuple[State, Array]:
        (server, controls), (cohort, rows, *shares) = state, work
        task, numbers = fixed  # the strategy's: an engine has no array for its name
        strategy = Strategy("", *numbers)

        def clients(w: Array, mu: float, correction: Array) -> Array:
            rate = strategy.learning_rate
            return engine.local_updates(w, shape, task, rate, rows, mu, correction)

        held = None if controls is None else engine.take(controls, cohort)
        theirs = (held, clients, rows.shape[1], *shares)
        update, renewed = strategies.client_updates(strategy, server, *theirs)
        if controls is not None:
            controls = engine.place(controls, cohort, renewed)
        server = strategies.server_step(strategy, server, update)
        return (server, controls), engine.predict(server.w[None], shape, task.probe)[0]

    return one_round
