"""Fitted detectors: frozen arrays that score names with NumPy alone.

A framework only trains. What watches traffic needs none of them, starts at once, and can be saved
as plain arrays (``store.py``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from . import features
from .corpus import Floats, Ints

CHUNK = 4096  # names that are scored at a time: memory stays flat


class Detector(Protocol):
    """Scores names."""

    def score(self, names: Sequence[str]) -> Floats:
        """Return the log-odds that each name is hostile, (n,) float64."""
        ...


@dataclass(frozen=True)
class Lexical:
    """Logistic regression on counts: what rules of thumb can do.

    Attributes:
        weights: (d,) of the features in their own units.
        bias: of the log-odds.
    """

    weights: Floats
    bias: float

    def score(self, names: Sequence[str]) -> Floats:
        """Return the log-odds that each name is hostile, (n,) float64."""
        return features.lexical(names) @ self.weights + self.bias if names else np.empty(0)


@dataclass(frozen=True)
class Linear:
    """Logistic regression on hashed n-grams: the baseline that a network has to beat.

    Attributes:
        weights: (buckets,) float32; the first belongs to padding and is 0.
        bias: of the log-odds.
    """

    weights: Floats
    bias: float

    def score(self, names: Sequence[str]) -> Floats:
        """Return the log-odds that each name is hostile, (n,) float64."""
        return in_chunks(names, len(self.weights), self.of_ids)

    def of_ids(self, ids: Ints) -> Floats:
        """Return the log-odds of hashed names (n, width)."""
        sums = self.weights[ids].sum(axis=1, dtype=np.float64)
        return np.asarray(sums / scale(ids) + self.bias)


def scale(ids: Ints) -> Floats:
    """Return the square root of each row's number of n-grams, (n,), at least 1.

    Divided by it, a name's vector of n-grams has about length 1, whatever the name's length.
    """
    return np.asarray(np.sqrt(np.maximum((ids > 0).sum(axis=1), 1)))


def probability(log_odds: Floats) -> Floats:
    """Return the probability that a name is hostile, in [0, 1]."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)))  # never overflows


def in_chunks(names: Sequence[str], buckets: int, of_ids: Callable[[Ints], Floats]) -> Floats:
    """Return the log-odds of names, from a function of their ids, a chunk at a time."""
    parts = [
        of_ids(features.ids(names[start : start + CHUNK], buckets))
        for start in range(0, len(names), CHUNK)
    ]
    return np.concatenate(parts).astype(np.float64) if parts else np.empty(0)
