"""How good predictions are, on a sample and on bootstrap samples of it at once.

Every measure takes ``weights`` (..., n): how often each row counts. Ones give the measure itself,
the counts of bootstrap samples give its distribution, and the same counts for two models make
their difference paired.
"""

import numpy as np

from .table import Floats, Ints

BINS = 10


def counts(rows: int, resamples: int, seed: int) -> Ints:
    """Return how often each row is in each bootstrap sample, (resamples, rows)."""
    rng = np.random.default_rng([seed, 2])
    return rng.multinomial(rows, np.full(rows, 1 / rows), size=resamples).astype(np.int32)


def auc(scores: Floats, y: Ints, weights: Floats | Ints) -> Floats:
    """Return the area under the ROC curve: P(score of an event > of another), ties count half.

    Mann and Whitney 1947; Hanley and McNeil 1982.

    Args:
        scores: (n,), any increasing function of the probability.
        y: (n,), 0 or 1.
        weights: (..., n).
    """
    order = np.argsort(scores, kind="stable")
    new = np.diff(scores[order], prepend=-np.inf) > 0
    starts = np.flatnonzero(new)
    ordered = np.asarray(weights, dtype=np.float64)[..., order]
    events = np.add.reduceat(ordered * y[order], starts, axis=-1)
    others = np.add.reduceat(ordered * (1 - y[order]), starts, axis=-1)
    below = np.cumsum(others, axis=-1) - others / 2
    pairs = events.sum(axis=-1) * others.sum(axis=-1)
    return np.asarray((events * below).sum(axis=-1) / pairs)


def brier(p: Floats, y: Ints, weights: Floats | Ints) -> Floats:
    """Return the mean squared difference of probability and outcome (Brier 1950)."""
    return np.asarray(weights @ np.square(p - y) / weights.sum(axis=-1))


def calibration_error(p: Floats, y: Ints, weights: Floats | Ints) -> Floats:
    """Return the expected calibration error: mean |share of events - mean p| over equal bins.

    Naeini, Cooper and Hauskrecht 2015, with bins of equal size as in Nixon et al. 2019. It is
    never 0 for a finite sample, and larger on bootstrap samples than on the sample.
    """
    gaps = [weights[..., rows] @ (p - y)[rows] for rows in bins(p)]
    return np.asarray(np.abs(gaps).sum(axis=0) / weights.sum(axis=-1))


def bins(p: Floats) -> list[Ints]:
    """Return the rows of ten bins of equal size, by rising probability."""
    return np.array_split(np.argsort(p, kind="stable"), BINS)


def interval(values: Floats) -> tuple[float, float]:
    """Return the middle 95 % of bootstrap values: the percentile interval (Efron 1979)."""
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
