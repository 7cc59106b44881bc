"""HopSkipJump of the Adversarial Robustness Toolbox, on pages whose features have levels."""

import numpy as np
from art.attacks.evasion import HopSkipJump
from art.estimators.classification import BlackBoxClassifier
from numpy.random.mtrand import set_bit_generator

from .corpus import Floats, Ints
from .detector import probability
from .page_models import AXES


def attack(grid: Floats, limit: float, points: Ints, seed: int) -> Ints:
    """Return pages after HopSkipJump (Chen, Jordan and Wainwright 2020, arXiv:1904.02144).

    It moves in a continuous space; what it hands back is rounded to the lattice, and may there be
    flagged again. Features that an attacker does not control are masked.
    """
    top = np.array(grid.shape, np.float64) - 1

    def predict(x: Floats) -> Floats:
        flagged = probability(grid[tuple(_rounded(x, top).T)] - limit)
        return np.stack([1 - flagged, flagged], axis=1)

    model = BlackBoxClassifier(predict, input_shape=top.shape, nb_classes=2, clip_values=(0.0, 2.0))
    search = HopSkipJump(model, max_iter=10, max_eval=500, init_eval=50, verbose=False)
    mask = np.isin(np.arange(len(top)), AXES).astype(np.float32)
    # The attack draws from NumPy's global generator, which the run uses nowhere else.
    set_bit_generator(np.random.MT19937(seed))
    begun = starts(grid, limit, points, seed).astype(np.float32)
    masks = np.tile(mask, (len(points), 1))
    moved = search.generate(x=points.astype(np.float32), x_adv_init=begun, mask=masks)
    return np.where(mask > 0, _rounded(moved, top), points)


def starts(grid: Floats, limit: float, points: Ints, seed: int) -> Ints:
    """Return for each page a random one that passes; itself where a hundred tries find none.

    The attack would draw them from a generator that nobody can seed.
    """
    rng = np.random.default_rng([seed, 31])
    tries = np.repeat(points[None], 100, axis=0)
    for axis in AXES:
        tries[..., axis] = rng.integers(0, grid.shape[axis], tries.shape[:2])
    passes = grid[tuple(np.moveaxis(tries, -1, 0))] <= limit
    chosen = tries[passes.argmax(axis=0), np.arange(len(points))]
    return np.where(passes.any(axis=0)[:, None], chosen, points)


def _rounded(x: Floats, top: Floats) -> Ints:
    """Return the nearest points of the lattice."""
    return np.clip(np.rint(x), 0, top).astype(np.int64)
