"""The neural detector, framework aside: weights, first weights, planned steps, and scoring.

f = w . x + v . silu(E x W + b) + c, where x holds 1 / sqrt(n) for each of a name's n n-grams:
wide weights remember single n-grams, the deep part sees what they have in common (after Cheng et
al. 2016, wide and deep; and Joulin et al. 2017, bags of n-grams).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from . import detector
from .corpus import Floats, Ints


class Weights(NamedTuple):
    """The detector in NumPy arrays, float32, which every engine takes and gives back.

    The first row of ``wide`` and ``embeddings`` belongs to padding: it is 0 and stays 0.
    """

    wide: Floats  # (buckets,)
    embeddings: Floats  # (buckets, dims)
    matrix: Floats  # (dims, hidden)
    offset: Floats  # (hidden,)
    out: Floats  # (hidden,)
    bias: Floats  # ()


class Fitting(NamedTuple):
    """How the detector is fitted: Adam (Kingma and Ba 2015, their defaults) at a falling rate.

    The rate falls from ``learning_rate`` to 0 along half a cosine over all steps.
    """

    dims: int
    hidden: int
    epochs: int
    batch_size: int
    learning_rate: float


@dataclass(frozen=True)
class WideDeep:
    """The fitted detector; it scores without the framework that trained it."""

    weights: Weights

    def score(self, names: Sequence[str]) -> Floats:
        """Return the log-odds that each name is hostile, (n,) float64."""
        return detector.in_chunks(names, len(self.weights.wide), self.of_ids)

    def of_ids(self, ids: Ints) -> Floats:
        """Return the log-odds of hashed names (n, width); engines are held to it."""
        weights, scale = self.weights, detector.scale(ids)
        bag = weights.embeddings[ids].sum(axis=1, dtype=np.float64) / scale[:, None]
        before = bag @ weights.matrix + weights.offset
        deep = (before * detector.probability(before)) @ weights.out
        wide = weights.wide[ids].sum(axis=1, dtype=np.float64) / scale
        return np.asarray(wide + deep + weights.bias)


def initial(buckets: int, fitting: Fitting, seed: int) -> Weights:
    """Return first weights: normal, embeddings of variance 1 / dims, the matrix as in He et al.

    They are drawn here and not by a framework, so that every engine starts from the same point.
    """
    rng = np.random.default_rng([seed, 3])
    dims, hidden = fitting.dims, fitting.hidden
    embeddings = rng.normal(0, dims**-0.5, (buckets, dims)).astype(np.float32)
    embeddings[0] = 0
    return Weights(
        np.zeros(buckets, np.float32),
        embeddings,
        rng.normal(0, np.sqrt(2 / dims), (dims, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        rng.normal(0, np.sqrt(1 / hidden), hidden).astype(np.float32),
        np.zeros((), np.float32),
    )


def batches(rows: int, fitting: Fitting, seed: int) -> Ints:
    """Return the rows of each step: (steps, batch). Each epoch is a new order of all rows.

    What is left of an epoch's rows after its last full batch waits for another epoch.
    """
    rng = np.random.default_rng([seed, 4])
    size = min(fitting.batch_size, rows)
    steps = rows // size
    orders = [rng.permutation(rows)[: steps * size] for _ in range(fitting.epochs)]
    return np.concatenate(orders).reshape(-1, size)
