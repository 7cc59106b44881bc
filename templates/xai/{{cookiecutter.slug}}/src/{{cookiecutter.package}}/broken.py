"""Explainers that are wrong on purpose: checks that accept one of them are worth nothing.

Each spoils a good explanation in one way: rows and their attributions to attributions.
"""

import zlib
from collections.abc import Callable

import numpy as np

from .table import Floats

Break = Callable[[Floats, Floats], Floats]


def blind(x: Floats, _: Floats) -> Floats:
    """Return the distance of each feature from its mean: it never looked at the model."""
    spread = x.std(axis=0)
    return np.asarray(np.abs(x - x.mean(axis=0)) / np.where(spread > 0, spread, 1))


def constant(_: Floats, told: Floats) -> Floats:
    """Return the same explanation for every row: the mean size of each feature's attributions."""
    return np.broadcast_to(np.abs(told).mean(axis=0), told.shape).copy()


def reversed_sign(_: Floats, told: Floats) -> Floats:
    """Return the opposite of the truth."""
    return -told


def other_features(_: Floats, told: Floats) -> Floats:
    """Return every number on the feature before its own, as a wrong column order does."""
    return np.roll(told, 1, axis=1)


def other_rows(_: Floats, told: Floats) -> Floats:
    """Return the explanation of the row before, as a wrong index does."""
    return np.roll(told, 1, axis=0)


def noise(_: Floats, told: Floats) -> Floats:
    """Return random numbers that have the size of an explanation."""
    rng = np.random.default_rng(zlib.crc32(told.tobytes()))
    return np.asarray(rng.normal(size=told.shape) * told.std())


BROKEN: dict[str, Break] = {
    "Distance from the mean": blind,
    "The same for everybody": constant,
    "Wrong sign": reversed_sign,
    "Columns shifted": other_features,
    "Somebody else's": other_rows,
    "Noise": noise,
}
