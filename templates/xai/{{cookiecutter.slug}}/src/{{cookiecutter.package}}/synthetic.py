"""A function whose Shapley values are known in closed form, for any background.

f(x) = 2 x0 + sin(pi x0) + x1^2 - 1.5 x2 x3 x4 + 0 x5 + ... + 0 x9: curved parts, an interaction of
three, and features that play no part. Without the three-way term several estimators are exact and
would tie.
"""

import numpy as np

from .table import Floats

FEATURES = 10
TRIPLE = (2, 3, 4)
STRENGTH = -1.5


def log_odds(x: Floats) -> Floats:
    """Return f: (n,)."""
    return np.asarray(_alone(x).sum(axis=1) + STRENGTH * x[:, TRIPLE].prod(axis=1))


def _alone(x: Floats) -> Floats:
    """Return the terms of one feature, x0 and x1: (n, 2)."""
    return np.stack([2 * x[:, 0] + np.sin(np.pi * x[:, 0]), x[:, 1] ** 2], axis=1)


def gradient(x: Floats) -> Floats:
    """Return df/dx: (n, d)."""
    slopes = np.zeros(x.shape)
    slopes[:, 0] = 2 + np.pi * np.cos(np.pi * x[:, 0])
    slopes[:, 1] = 2 * x[:, 1]
    for i in TRIPLE:
        others = [j for j in TRIPLE if j != i]
        slopes[:, i] = STRENGTH * x[:, others].prod(axis=1)
    return slopes


def sample(rows: int, seed: int) -> Floats:
    """Return rows with independent standard normal features: (rows, d)."""
    return np.random.default_rng([seed, 10]).normal(size=(rows, FEATURES))


def shapley(x: Floats, background: Floats) -> Floats:
    """Return the exact Shapley values of f: (n, d).

    A term of one feature is worth itself minus its mean. In the product of three, feature i joins
    nobody or both others with weight 1/3 each, and each of the others with weight 1/6 (Shapley
    1953, equation 13, for three players).
    """
    values = np.zeros(x.shape)
    own, there = (_alone(rows) for rows in (x, background))
    values[:, :2] = own - there.mean(axis=0)
    for i in TRIPLE:
        j, k = (other for other in TRIPLE if other != i)
        values[:, i] = (
            _gain(x, background, i, (), (j, k)) / 3
            + _gain(x, background, i, (j,), (k,)) / 6
            + _gain(x, background, i, (k,), (j,)) / 6
            + _gain(x, background, i, (j, k), ()) / 3
        )
    return values


def _gain(
    x: Floats, background: Floats, i: int, inside: tuple[int, ...], outside: tuple[int, ...]
) -> Floats:
    """Return what feature i adds to the product when ``inside`` is known: (n,)."""
    known = x[:, list(inside)].prod(axis=1)
    unknown = background[:, list(outside)].prod(axis=1)
    before = (unknown * background[:, i]).mean()
    return np.asarray(STRENGTH * known * (x[:, i] * unknown.mean() - before))
