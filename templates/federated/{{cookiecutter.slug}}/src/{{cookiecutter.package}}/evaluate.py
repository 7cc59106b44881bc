"""What predictions are worth: for everybody, and for each client."""

import math

import numpy as np

from .data import CLASSES, Floats, Ints


def accuracy(predictions: Ints, labels: Ints) -> Floats:
    """Return the percentage of right predictions along the last axis."""
    return np.asarray(100 * (predictions == labels).mean(axis=-1))


def recall(predictions: Ints, labels: Ints) -> Floats:
    """Return the percentage found of each class: (..., samples) to (..., classes)."""
    right = predictions == labels
    return np.stack([100 * right[..., labels == c].mean(axis=-1) for c in range(CLASSES)], axis=-1)


def client_accuracy(predictions: Ints, labels: Ints, label_counts: Ints) -> Floats:
    """Return the accuracy that each client can expect on its own mix of labels, in percent.

    The mean over the recalls of the classes, weighted as the client's labels are. Clients differ
    in p(y) only, by construction, so that this expects the same as fresh samples of the client,
    and uses all test images for each of them instead of the handful that a client would hold.

    Args:
        predictions: of one model for all, (samples,), or one each, (clients, samples).
        labels: of held-out data, (samples,).
        label_counts: of each client's training data, (clients, classes).
    """
    mix = label_counts / label_counts.sum(axis=1, keepdims=True)
    return np.asarray((mix * recall(predictions, labels)).sum(axis=1))


def worst(values: Floats, share: float) -> float:
    """Return the mean of the lowest ``share`` of ``values``, at least of one."""
    count = math.ceil(round(share * len(values), 9))
    return float(np.sort(values)[:count].mean())


def rounds_to(curve: Floats, target: float) -> int | None:
    """Return the first round, counted from 1, that reaches ``target``; None when none does."""
    reached = np.flatnonzero(curve >= target)
    return int(reached[0]) + 1 if len(reached) else None
