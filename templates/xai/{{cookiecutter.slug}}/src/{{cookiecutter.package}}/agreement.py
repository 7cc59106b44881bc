"""How far two explanations, or two rankings of explainers, agree."""

import numpy as np

from .table import Floats


def ranks(values: Floats) -> Floats:
    """Return ranks from 1 along the last axis; equal values share the mean of their ranks."""
    above = (values[..., :, None] > values[..., None, :]).sum(axis=-1)
    equal = (values[..., :, None] == values[..., None, :]).sum(axis=-1)
    return np.asarray(above + (equal + 1) / 2)


def rank_correlation(first: Floats, second: Floats) -> Floats:
    """Return Spearman's correlation along the last axis, (n, d) and (n, d) -> (n,).

    Two explanations that call all features equally important order them in the same way: 1. One
    that does, and one that does not, have nothing in common: 0.
    """
    a, b = (r - r.mean(axis=-1, keepdims=True) for r in (ranks(first), ranks(second)))
    size = np.sqrt(np.square(a).sum(axis=-1) * np.square(b).sum(axis=-1))
    silent = (np.ptp(a, axis=-1) == 0) & (np.ptp(b, axis=-1) == 0)
    return np.where(silent, 1, (a * b).sum(axis=-1) / np.where(size > 0, size, 1))


def kendall(first: Floats, second: Floats) -> float:
    """Return the share of pairs that both scores order alike minus that of the others: tau a."""
    upper = np.triu_indices(len(first), 1)
    a, b = (np.sign(scores[:, None] - scores[None, :])[upper] for scores in (first, second))
    return float((a * b).mean())
