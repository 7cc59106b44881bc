"""What predictions are worth: for everybody, and for each client."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .data import Dataset, Floats, Ints
from .model import Weights


class Score(NamedTuple):
    """What held-out data say of a training, in percent."""

    validation: Floats  # of each model, (models,): after each round, or of each client
    test: Floats  # of each model, (models,)
    own: Floats  # of the last model, or each client's, on test data like its own: (clients,)
    own_validation: Floats  # the same on validation data
    weights: Weights | None = None  # of the last global model


def score(
    predictions: Ints, dataset: Dataset, label_counts: Ints | None, *, of_clients: bool = False
) -> Score:
    """Return what predictions of the held-out rows are worth: of validation, then of test rows.

    Args:
        predictions: of the global model after each round, (rounds, rows).
        dataset: whose rows.
        label_counts: of each client's training data, (clients, classes); None for natural sites.
        of_clients: predictions are of each client's own model, (clients, rows).
    """
    rows = (dataset.validation, dataset.test)
    parts = np.split(predictions, [len(rows[0])], axis=1)
    truths = [dataset.labels[which] for which in rows]
    validation, test = map(accuracy, parts, truths)
    models = parts if of_clients else [part[-1] for part in parts]
    own_validation, own = (
        own_site_accuracy(said, dataset.labels[held], dataset.at_sites(held))
        if label_counts is None
        else own_mix_accuracy(said, dataset.labels[held], label_counts)
        for said, held in zip(models, rows, strict=True)
    )
    return Score(validation, test, own, own_validation)


def accuracy(predictions: Ints, labels: Ints) -> Floats:
    """Return the percentage of right predictions along the last axis."""
    return np.asarray(100 * (predictions == labels).mean(axis=-1))


def own_mix_accuracy(predictions: Ints, labels: Ints, label_counts: Ints) -> Floats:
    """Return the accuracy that each client can expect on its own mix of labels, in percent.

    The mean over the recalls of the classes, weighted as the client's labels are. Where clients
    differ in p(y) only, by construction, this expects the same as fresh samples of the client,
    and uses all held-out samples for each instead of the handful that a client would hold.

    Args:
        predictions: of one model for all, (samples,), or one each, (clients, samples).
        labels: of held-out data, (samples,).
        label_counts: of each client's training data, (clients, classes).
    """
    right = predictions == labels
    classes = np.flatnonzero(np.bincount(labels, minlength=label_counts.shape[1]))
    recall = np.stack([100 * right[..., labels == c].mean(axis=-1) for c in classes], axis=-1)
    held = label_counts[:, classes]
    mix = held / np.maximum(held.sum(axis=1, keepdims=True), 1)
    return np.asarray((mix * recall).sum(axis=1))


def own_site_accuracy(predictions: Ints, labels: Ints, sites: Sequence[Ints]) -> Floats:
    """Return the accuracy on each client's own held-out samples, in percent: (clients,).

    Args:
        predictions: of one model for all, (samples,), or one each, (clients, samples).
        labels: of held-out data, (samples,).
        sites: which of the samples are each client's, none empty.
    """
    own = np.broadcast_to(predictions, (len(sites), len(labels)))
    return np.array([accuracy(own[k, at], labels[at]) for k, at in enumerate(sites)])


def worst(values: Floats, share: float) -> float:
    """Return the mean of the lowest ``share`` of ``values``, at least of one."""
    count = math.ceil(round(share * len(values), 9))
    return float(np.sort(values)[:count].mean())


def rounds_to(curve: Floats, target: float) -> int | None:
    """Return the first round, counted from 1, that reaches ``target``; None when none does."""
    reached = np.flatnonzero(curve >= target)
    return int(reached[0]) + 1 if len(reached) else None


def settled(curve: Floats) -> float:
    """Return the mean over the last tenth of the rounds: what choices are made by.

    A single round of a skewed federation can be lucky.
    """
    return float(curve[-max(1, len(curve) // 10) :].mean())
