"""Exact robustness on a lattice: every point is scored once, and neighbours are compared.

With nine features of two or three levels there are 8,748 points, so that the worst case needs no
attack: it is a minimum over arrays.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .corpus import Floats, Ints

Predict = Callable[[Ints], Floats]  # (points, features) indices of levels -> (points,) scores


def scores(predict: Predict, shape: Sequence[int]) -> Floats:
    """Return the score of every point, an array with one axis for each feature."""
    points = np.stack([axis.ravel() for axis in np.indices(tuple(shape))], axis=1)
    return np.asarray(predict(points), np.float64).reshape(tuple(shape))


def worst(grid: Floats, axes: Sequence[int], changes: int) -> Floats:
    """Return the lowest score that 0, 1, ..., ``changes`` changed features reach, exactly.

    Shape (changes + 1, *grid.shape). A change sets one of the features ``axes`` to any level;
    setting one twice is no gain, so that repeating the step over all axes is the whole ball.
    """
    layers = [grid]
    for _ in range(changes):
        now = layers[-1]
        around = [np.broadcast_to(now.min(axis=axis, keepdims=True), now.shape) for axis in axes]
        layers.append(np.minimum.reduce([now, *around]))
    return np.stack(layers)


def hardest(grid: Floats, axes: Sequence[int], changes: int, points: Ints) -> Ints:
    """Return a point with the lowest score within ``changes`` of each of ``points`` (n, features).

    This is the inner minimum of adversarial training, computed and not approximated: each step
    back along the layers changes the one feature that leads to the minimum.
    """
    layers, found = worst(grid, axes, changes), points.copy()
    for before in layers[-2::-1]:
        options = np.stack([found, *(_moved(before, found, axis) for axis in axes)])
        values = before[tuple(np.moveaxis(options, -1, 0))]
        found = options[np.argmin(values, axis=0), np.arange(len(found))]
    return found


def _moved(grid: Floats, points: Ints, axis: int) -> Ints:
    """Return the points with one feature set to its level with the lowest score."""
    moved = points.copy()
    lines = np.moveaxis(grid, axis, -1)[tuple(np.delete(points, axis, axis=1).T)]
    moved[:, axis] = lines.argmin(axis=1)
    return moved
