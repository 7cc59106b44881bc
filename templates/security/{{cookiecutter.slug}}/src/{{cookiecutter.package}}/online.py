"""A linear detector that learns from each label as it arrives: AdaGrad (Duchi et al. 2011).

The learner never asks for a label: ``Labels`` hands it those whose time has come, and no others.
"""

from dataclasses import dataclass

import numpy as np

from .corpus import Floats, Ints
from .detector import Linear, probability, scale

NEVER = np.iinfo(np.int64).max  # the event at which a label that never comes is known


@dataclass(frozen=True)
class Learner:
    """A linear detector, and how much each of its weights has moved.

    Attributes:
        linear: what scores.
        squares: (buckets + 1,), sums of squared slopes; the last is the bias's.
        rate: step size.
    """

    linear: Linear
    squares: Floats
    rate: float

    def learn(self, ids: Ints, labels: Ints) -> "Learner":
        """Return the learner after one step on the mean log loss of these names (n, width)."""
        if not len(ids):
            return self
        errors = probability(self.linear.of_ids(ids)) - labels
        buckets = len(self.linear.weights)
        each = np.repeat((errors / scale(ids))[:, None], ids.shape[1], axis=1)
        slopes = np.bincount(ids.ravel(), each.ravel(), minlength=buckets + 1)
        slopes[0], slopes[-1] = 0.0, errors.sum()  # padding is nobody's n-gram
        squares = self.squares + slopes**2
        steps = self.rate * slopes / np.sqrt(np.maximum(squares, 1e-12))
        weights = (self.linear.weights - steps[:-1]).astype(np.float32)
        return Learner(Linear(weights, self.linear.bias - float(steps[-1])), squares, self.rate)


def beginner(buckets: int, rate: float) -> Learner:
    """Return a learner that knows nothing."""
    return Learner(Linear(np.zeros(buckets, np.float32), 0.0), np.zeros(buckets + 1), rate)


def follow(
    learner: Learner, ids: Ints, labels: Ints, known: Ints, chunk: int
) -> tuple[Floats, Learner]:
    """Return the score of each event of a stream, given before it is learned from, and the learner.

    Args:
        learner: as it is before the first event.
        ids: (events, width), hashed names in the order of the stream.
        labels: (events,), what the learner is told; which need not be true.
        known: (events,), the event by which each label is known, ``NEVER`` for none.
        chunk: events between two steps.
    """
    scores = np.empty(len(ids))
    arrival = np.argsort(known, kind="stable")
    taken = 0
    for start in range(0, len(ids), chunk):
        ready = int(np.searchsorted(known[arrival], start, side="right"))
        new = arrival[taken:ready]
        for begin in range(0, len(new), chunk):  # a burst of labels is no larger step
            rows = new[begin : begin + chunk]
            learner = learner.learn(ids[rows], labels[rows])
        taken = ready
        scores[start : start + chunk] = learner.linear.of_ids(ids[start : start + chunk])
    return scores, learner
