"""An engine of the reference, one client after the other: for tests that take a moment."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import reference
import tiny

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.data import Floats, Ints, Task
from {{ cookiecutter.package }}.model import Shape

Nest = Any  # nested tuples of arrays, or None

CONFIG = replace(
    tiny.CONFIG,
    engine="light",
    partition="dirichlet",
    clients=5,
    alpha=0.3,
    participation=0.6,
    rounds=3,
    seeds=(0, 1),
    local_steps=4,
    batch_size=8,
    hidden=8,
    min_samples=5,
)

put = np.asarray


def local_updates(
    w: Floats,
    shape: Shape,
    task: Task,
    rate: float,
    rows: Ints,
    mu: float,
    correction: Floats | None,
) -> Floats:
    """Return the weights of m clients after their SGD steps: (m, d)."""
    drift = np.zeros((len(rows), 1)) if correction is None else correction
    each = zip(rows, drift, strict=True)
    return np.stack([reference.sgd(w, shape, task, rate, own, mu, c) for own, c in each])


def predict(weights: Floats, shape: Shape, inputs: Floats) -> Ints:
    """Return the likeliest class by each model: weights (models, d) to (models, samples)."""
    return np.stack([model.logits(model.shaped(w, shape), inputs).argmax(axis=1) for w in weights])


def scan(step: Callable[..., Nest], state: Nest, work: Nest, fixed: Nest) -> Nest:
    """Return the last state and all outputs of ``step(state, work[t], fixed)`` over rounds t."""
    outputs = []
    for one_round in zip(*work, strict=True):
        state, output = step(state, one_round, fixed)
        outputs.append(output)
    return state, np.stack(outputs)


def take(matrix: Floats, ids: Ints) -> Floats:
    """Return the rows ``ids``."""
    return matrix[ids]


def place(matrix: Floats, ids: Ints, rows: Floats) -> Floats:
    """Return ``matrix`` with ``rows`` in place of those at ``ids``."""
    matrix = matrix.copy()
    matrix[ids] = rows
    return matrix
