"""The neural model, framework aside: weights, first weights, planned steps, and a reference.

f(x) = W3 silu(W2 silu(W1 u + b1) + b2) + b3 with u = asinh((x - mean) / scale). It is smooth, so
that integrals along a path need few nodes, and asinh brings long tails within reach.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .table import Floats, Ints


class Layer(NamedTuple):
    """A matrix (inputs, outputs) and a bias (outputs,), float32."""

    matrix: Floats
    bias: Floats


@dataclass(frozen=True)
class Weights:
    """A network in NumPy arrays, which every engine takes and gives back.

    Attributes:
        mean: of each feature over training rows, (d,).
        scale: standard deviation of each feature over training rows, (d,).
        layers: from the input to the one output.
    """

    mean: Floats
    scale: Floats
    layers: tuple[Layer, ...]


class Fitting(NamedTuple):
    """How a network is fitted.

    ``hidden`` units in both hidden layers, ``epochs`` passes over the rows in batches of
    ``batch_size``, ``learning_rate`` of Adam (Kingma and Ba 2015, with their other defaults).
    """

    hidden: int
    epochs: int
    batch_size: int
    learning_rate: float


def initial(x: Floats, hidden: int, seed: int) -> Weights:
    """Return first weights: normal with variance 2 / inputs (He et al. 2015, equation 10).

    They are drawn here and not by a framework, so that every engine starts from the same point.
    """
    rng = np.random.default_rng([seed, 1])
    sizes = (x.shape[1], hidden, hidden, 1)
    scale = x.std(axis=0, dtype=np.float64)
    return Weights(
        x.mean(axis=0, dtype=np.float64).astype(np.float32),
        np.where(scale > 0, scale, 1).astype(np.float32),  # a constant column stays 0
        tuple(
            Layer(
                rng.normal(0, np.sqrt(2 / inputs), (inputs, outputs)).astype(np.float32),
                np.zeros(outputs, np.float32),
            )
            for inputs, outputs in pairwise(sizes)
        ),
    )


def batches(rows: int, fitting: Fitting, seed: int) -> Ints:
    """Return the rows of each step: (steps, batch). Each epoch is a new order of all rows.

    What is left of an epoch's rows after its last full batch waits for another epoch.
    """
    rng = np.random.default_rng([seed, 2])
    size = min(fitting.batch_size, rows)
    steps = rows // size
    orders = [rng.permutation(rows)[: steps * size] for _ in range(fitting.epochs)]
    return np.concatenate(orders).reshape(-1, size)


def standard(weights: Weights, x: Floats) -> Floats:
    """Return u, the inputs of the first layer: (..., d), each from its own feature, in float64."""
    return np.asarray(np.arcsinh((x - weights.mean.astype(np.float64)) / weights.scale))


def log_odds(weights: Weights, x: Floats) -> Floats:
    """Return f(x): (n,). The reference, in float64; engines are held to it."""
    active = standard(weights, x)
    for matrix, bias in weights.layers[:-1]:
        before = active @ matrix + bias
        active = before * _sigmoid(before)
    last = weights.layers[-1]
    return (active @ last.matrix + last.bias)[:, 0]


def gradient(weights: Weights, x: Floats) -> Floats:
    """Return df/dx at each row: (n, d), derived by hand, in float64."""
    active, slopes = standard(weights, x), []
    steepness = np.cosh(active) * weights.scale  # arcsinh'(z) = 1 / cosh(arcsinh(z))
    for matrix, bias in weights.layers[:-1]:
        before = active @ matrix + bias
        gate = _sigmoid(before)
        active = before * gate
        slopes.append(gate * (1 + before * (1 - gate)))
    back = np.broadcast_to(weights.layers[-1].matrix[:, 0], active.shape)
    for (matrix, _), slope in zip(weights.layers[-2::-1], slopes[::-1], strict=True):
        back = (back * slope) @ matrix.T
    return np.asarray(back / steepness)


def _sigmoid(z: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))  # never overflows
