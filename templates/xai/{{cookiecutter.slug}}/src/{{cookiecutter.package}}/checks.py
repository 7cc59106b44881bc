"""Three checks that an explanation must pass before anybody believes it, each a test with a level.

Model (Adebayo et al. 2018, https://arxiv.org/abs/1810.03292): explanations of a model and of a
stranger, with random weights or fitted to shuffled labels, must not agree more than those of two
strangers do. Rows are the same, so strangers do agree: the null is measured and not assumed to
be 0. An explainer by which all strangers look alike does not see the model either.
Row and features: what is said about a row must fit that row better than other rows' explanations,
and better than the same numbers on other features.
"""

from collections.abc import Callable, Sequence

import numpy as np

from . import agreement, quality
from .shapley import Coalitions
from .table import Floats

Check = Callable[[Floats, Coalitions, Floats, int], float]

LEVEL = 0.05
DRAWS = 199  # permutations of rows, or of features


def p_value(statistic: float, null: Floats) -> float:
    """Return the share of draws, the statistic among them, that are at least as large.

    When the statistic and the null are exchangeable, it is at most ``a`` with probability at most
    ``a`` (Phipson and Smyth 2010, https://arxiv.org/abs/1603.05766).
    """
    return float((1 + (null >= statistic).sum()) / (1 + len(null)))


def likeness(first: Floats, second: Floats) -> float:
    """Return the mean rank correlation over rows of the sizes of two explanations, in [-1, 1]."""
    return float(agreement.rank_correlation(np.abs(first), np.abs(second)).mean())


def strangers_null(explained: Sequence[Floats]) -> Floats:
    """Return the likeness of explanations of strangers, two by two: (strangers / 2,).

    No stranger is in two pairs, so that the values are independent.
    """
    pairs = zip(explained[::2], explained[1::2], strict=True)
    return np.array([likeness(first, second) for first, second in pairs])


def model_p(own: Floats, stranger: Floats, null: Floats) -> float:
    """Return the p-value of "no more alike than strangers"; at or below ``LEVEL`` the check fails.

    Ties count against the explainer: one that says the same about all models is not excused by it.

    Args:
        own: explanations of the model, (n, d).
        stranger: explanations of one stranger, of the same rows, by the same explainer.
        null: from ``strangers_null``, of other strangers by the same explainer.
    """
    return float((1 + (null > likeness(own, stranger)).sum()) / (1 + len(null)))


def row_p(told: Floats, sets: Coalitions, lost: Floats, seed: int) -> float:
    """Return the p-value of "fits any row as well"; above ``LEVEL`` the check fails.

    Args:
        told: explanations, (n, d).
        sets: of features, (m, d).
        lost: what the model loses without each set, (n, m), from ``quality.losses``.
        seed: draws the other orders of rows.
    """
    return _permuted_p(told, sets, lost, lambda rng: told[rng.permutation(len(told))], seed)


def feature_p(told: Floats, sets: Coalitions, lost: Floats, seed: int) -> float:
    """Return the p-value of "fits as well on other features"; above ``LEVEL`` the check fails."""
    return _permuted_p(told, sets, lost, lambda rng: rng.permuted(told, axis=1), seed)


def _permuted_p(
    told: Floats,
    sets: Coalitions,
    lost: Floats,
    permuted: Callable[[np.random.Generator], Floats],
    seed: int,
) -> float:
    def fit(values: Floats) -> float:
        return float(quality.faithfulness_correlation(values, sets, lost).mean())

    rng = np.random.default_rng([seed, 11])
    null = np.array([fit(permuted(rng)) for _ in range(DRAWS)])
    return p_value(fit(told), null)
