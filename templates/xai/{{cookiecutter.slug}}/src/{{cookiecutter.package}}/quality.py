"""Measures of one explanation, each as in its paper; all give a value for every row.

Faithfulness and infidelity compare what an explanation says about a set of features, the sum of
their attributions, with what the model loses when the set is made unknown. These losses do not
depend on the explanation, so that they are computed once for all explainers.
"""

from collections.abc import Callable

import numpy as np

from .shapley import Coalitions, Game
from .table import Floats


def subsets(count: int, features: int, seed: int) -> Coalitions:
    """Return random sets of features, (count, features) booleans: neither empty nor full."""
    rng = np.random.default_rng([seed, 7])
    sizes = rng.integers(1, features, size=count)
    places = rng.permuted(np.tile(np.arange(features), (count, 1)), axis=1)
    return np.asarray(places < sizes[:, None])


def losses(game: Game, x: Floats, sets: Coalitions) -> Floats:
    """Return f(x) minus the mean of f with a set's features from background rows: (n, m)."""
    return np.stack([game.log_odds(row[None]) - game.values(row, ~sets) for row in x])


def faithfulness_correlation(attributions: Floats, sets: Coalitions, lost: Floats) -> Floats:
    """Return the correlation over sets of summed attributions with losses: (n,), in [-1, 1].

    Bhatt et al. 2020, definition 3 (https://arxiv.org/abs/2005.00631), with sets of all sizes. An
    explanation that says the same about every set has correlation 0.
    """
    said = attributions @ sets.T
    said = said - said.mean(axis=1, keepdims=True)
    real = lost - lost.mean(axis=1, keepdims=True)
    size = np.sqrt(np.square(said).sum(axis=1) * np.square(real).sum(axis=1))
    return np.asarray((said * real).sum(axis=1) / np.where(size > 0, size, 1))


def infidelity(attributions: Floats, sets: Coalitions, lost: Floats) -> Floats:
    """Return the mean squared error of summed attributions over that of saying nothing: (n,).

    Yeh et al. 2019, definition 2.1 (https://arxiv.org/abs/1901.09392), with "set made unknown" as
    perturbation, divided by the infidelity of zeros: 0 is perfect, 1 as good as saying nothing.
    """
    error = np.square(attributions @ sets.T - lost).mean(axis=1)
    nothing = np.square(lost).mean(axis=1)
    return np.asarray(error / np.where(nothing > 0, nothing, 1))


def max_sensitivity(
    explain: Callable[[Floats], Floats], x: Floats, attributions: Floats, nudges: Floats
) -> Floats:
    """Return how far an explanation moves, at most, when a row is nudged: (n,), in its own norm.

    Yeh et al. 2019, equation 4, divided by the norm of the explanation as their code does. The
    maximum is over the given nudges only, so it is a lower bound.

    Args:
        explain: rows to attributions.
        x: rows, (n, d).
        attributions: of the rows.
        nudges: (k, d), in the features' units.
    """
    moved = [explain((x + nudge).astype(x.dtype)) - attributions for nudge in nudges]
    largest = np.linalg.norm(moved, axis=2).max(axis=0)
    size = np.linalg.norm(attributions, axis=1)
    return np.asarray(largest / np.where(size > 0, size, 1))


def gini(attributions: Floats) -> Floats:
    """Return how unequal the sizes of attributions are: (n,), 0 all the same, 1 - 1/d only one.

    Chalasani et al. 2020 (https://arxiv.org/abs/1810.06583), after Hurley and Rickard 2009.
    """
    sizes = np.sort(np.abs(attributions), axis=1)
    features = sizes.shape[1]
    total = sizes.sum(axis=1, keepdims=True)
    shares = sizes / np.where(total > 0, total, 1)
    ranks = (features - np.arange(1, features + 1) + 0.5) / features
    return np.asarray(np.where(total[:, 0] > 0, 1 - 2 * shares @ ranks, 0))
