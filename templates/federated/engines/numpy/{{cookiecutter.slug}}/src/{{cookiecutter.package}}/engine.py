"""The network for many clients at once: their weights are stacked along a first axis.

The oracle takes one client after the other; here one ``matmul`` multiplies for all of them.
"""

import numpy as np

from .data import Floats, Ints, Task
from .oracle import Weights

NAME = "NumPy"
PACKAGES: tuple[str, ...] = ()


def stack(weights: Weights, clients: int) -> Weights:
    """Return one copy of ``weights`` for each client, in float32: (clients, ...)."""
    return Weights(*(np.repeat(w[None].astype(np.float32), clients, axis=0) for w in weights))


def predict(weights: Weights, images: Floats) -> Ints:
    """Return the most likely class by each client's model: (clients, samples)."""
    return np.asarray(_scores(weights, _active(weights, images)).argmax(axis=2))


def client_update(weights: Weights, task: Task, batches: Ints) -> Weights:
    """Return each client's weights after one SGD step on each of its batches.

    Args:
        weights: stacked, (clients, ...).
        task: images, labels and step size.
        batches: rows, (clients, steps, batch).
    """
    for step in range(batches.shape[1]):
        rows = batches[:, step]
        slopes = _gradient(weights, task.images[rows], task.labels[rows])
        weights = Weights(*(w - task.rate * g for w, g in zip(weights, slopes, strict=True)))
    return weights


def _active(weights: Weights, images: Floats) -> Floats:
    return np.maximum(images @ weights.hidden + weights.hidden_bias[:, None], 0)


def _scores(weights: Weights, active: Floats) -> Floats:
    return active @ weights.output + weights.output_bias[:, None]


def _gradient(weights: Weights, images: Floats, labels: Ints) -> Weights:
    """Return the oracle's gradient with a client axis: images are (clients, batch, pixels)."""
    active = _active(weights, images)
    scores = _scores(weights, active)
    softmax = np.exp(scores - scores.max(axis=2, keepdims=True))
    softmax /= softmax.sum(axis=2, keepdims=True)
    one_hot = np.eye(scores.shape[2], dtype=scores.dtype)[labels]
    d_scores = (softmax - one_hot) / labels.shape[1]
    d_active = (d_scores @ weights.output.swapaxes(1, 2)) * (active > 0)
    return Weights(
        images.swapaxes(1, 2) @ d_active,
        d_active.sum(axis=1),
        active.swapaxes(1, 2) @ d_scores,
        d_scores.sum(axis=1),
    )
