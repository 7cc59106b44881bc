"""The clients' work in NumPy: their networks are stacked, one ``matmul`` multiplies for all.

The tests' reference takes one client after the other in float64; here is float32, as elsewhere.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from ..data import Floats, Ints, Task
from ..model import Shape, Weights

NAME = "NumPy"

Array = np.ndarray[Any, Any]  # Any: of floats or of integers
Nest = Any  # nested tuples of arrays, or None


def put(array: Array) -> Array:
    """Return an array with floats in 32 bits."""
    return array.astype(np.float32) if array.dtype.kind == "f" else array


def local_updates(
    w: Floats,
    shape: Shape,
    task: Task,
    rate: float,
    rows: Ints,
    mu: float,
    correction: Floats | None,
) -> Floats:
    """Return the weights of m clients after their SGD steps: (m, d).

    Every step goes along grad(y) + mu (y - w) + correction.

    Args:
        w: where all of them start, (d,).
        shape: of the network.
        task: inputs and labels.
        rate: step size.
        rows: of each batch, (m, steps, batch).
        mu: weight of FedProx's proximal term.
        correction: SCAFFOLD's c - c_k, (m, d).
    """
    y = np.repeat(w[None], len(rows), axis=0)
    for step in range(rows.shape[1]):
        batch = rows[:, step]
        slope = gradient(network(y, shape), task.inputs[batch], task.labels[batch])
        if mu:
            slope += mu * (y - w)
        if correction is not None:
            slope += correction
        y -= rate * slope
    return y


def network(weights: Floats, shape: Shape) -> Weights:
    """Return the network of each row of ``weights``, (m, d), as views with a first axis m."""
    parts = np.split(weights, np.cumsum(shape.sizes)[:-1], axis=1)
    w, b, v, c = (p.reshape(-1, *s) for p, s in zip(parts, shape.arrays, strict=True))
    return Weights(w, b[:, None], v, c[:, None])


def forward(model: Weights, inputs: Floats) -> tuple[Floats, Floats]:
    """Return hidden activations and scores of each model: (m, samples, ...)."""
    active = np.maximum(inputs @ model.hidden + model.hidden_bias, 0)
    return active, active @ model.output + model.output_bias


def gradient(model: Weights, inputs: Floats, labels: Ints) -> Floats:
    """Return each model's gradient of its mean loss: (m, d); inputs are (m, batch, inputs)."""
    active, scores = forward(model, inputs)
    softmax = np.exp(scores - scores.max(axis=2, keepdims=True))
    softmax /= softmax.sum(axis=2, keepdims=True)
    one_hot = np.eye(scores.shape[2], dtype=scores.dtype)[labels]
    d_scores = (softmax - one_hot) / labels.shape[1]
    d_active = (d_scores @ model.output.swapaxes(1, 2)) * (active > 0)
    slopes = (
        inputs.swapaxes(1, 2) @ d_active,
        d_active.sum(axis=1),
        active.swapaxes(1, 2) @ d_scores,
        d_scores.sum(axis=1),
    )
    return np.concatenate([slope.reshape(len(labels), -1) for slope in slopes], axis=1)


def predict(weights: Floats, shape: Shape, inputs: Floats) -> Ints:
    """Return the likeliest class by each model: weights (models, d) to (models, samples)."""
    return np.asarray(forward(network(weights, shape), inputs)[1].argmax(axis=2))


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
