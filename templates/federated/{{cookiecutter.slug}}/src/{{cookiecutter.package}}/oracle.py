"""The reference: model, gradient and FedAvg in plain NumPy, one client after the other.

Written to be checked by eye and by finite differences, in float64. Engines are held to it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .data import CLASSES, Floats, Ints, Task


class Weights(NamedTuple):
    """A network of one hidden layer: relu(x W + b) V + c."""

    hidden: Floats  # W (pixels, units)
    hidden_bias: Floats  # b (units,)
    output: Floats  # V (units, classes)
    output_bias: Floats  # c (classes,)


def initial(pixels: int, units: int, seed: int) -> Weights:
    """Return first weights: normal with variance 2 / inputs (He et al. 2015, equation 10).

    They are float64 but exact in float32, so that every engine starts from the same point.
    """
    rng = np.random.default_rng([seed, 2])
    hidden = rng.normal(0, np.sqrt(2 / pixels), (pixels, units)).astype(np.float32)
    output = rng.normal(0, np.sqrt(2 / units), (units, CLASSES)).astype(np.float32)
    return Weights(
        hidden.astype(np.float64), np.zeros(units), output.astype(np.float64), np.zeros(CLASSES)
    )


def logits(weights: Weights, images: Floats) -> Floats:
    """Return the scores of each class: (samples, classes)."""
    active = np.maximum(images @ weights.hidden + weights.hidden_bias, 0)
    return active @ weights.output + weights.output_bias


def loss(weights: Weights, images: Floats, labels: Ints) -> float:
    """Return the mean cross-entropy in nats."""
    scores = logits(weights, images)
    scores = scores - scores.max(axis=1, keepdims=True)
    log_softmax = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-log_softmax[np.arange(len(labels)), labels].mean())


def gradient(weights: Weights, images: Floats, labels: Ints) -> Weights:
    """Return the gradient of ``loss``, derived by hand."""
    active = np.maximum(images @ weights.hidden + weights.hidden_bias, 0)
    scores = active @ weights.output + weights.output_bias
    softmax = np.exp(scores - scores.max(axis=1, keepdims=True))
    softmax /= softmax.sum(axis=1, keepdims=True)
    d_scores = (softmax - np.eye(CLASSES)[labels]) / len(labels)
    d_active = (d_scores @ weights.output.T) * (active > 0)
    return Weights(
        images.T @ d_active, d_active.sum(axis=0), active.T @ d_scores, d_scores.sum(axis=0)
    )


def client_update(weights: Weights, task: Task, batches: Ints) -> Weights:
    """Return the weights after one SGD step on each of ``batches``: (steps, batch)."""
    for rows in batches:
        slope = gradient(weights, task.images[rows], task.labels[rows])
        weights = Weights(*(w - task.rate * g for w, g in zip(weights, slope, strict=True)))
    return weights


def weighted_mean(clients: Sequence[Weights], shares: Floats) -> Weights:
    """Return the sum of n_k / n times the weights of client k."""
    return Weights(
        *(np.tensordot(shares, np.stack(parts), axes=1) for parts in zip(*clients, strict=True))
    )


def fedavg(weights: Weights, task: Task, plan: Ints, shares: Floats) -> Weights:
    """Return the global weights after the rounds of ``plan``: (rounds, clients, steps, batch)."""
    for round_batches in plan:
        updated = [client_update(weights, task, b) for b in round_batches]
        weights = weighted_mean(updated, shares)
    return weights
