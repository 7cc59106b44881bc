"""A continuous variant of LIME: a linear model that imitates f near a row.

Ribeiro et al. 2016, equation 1 and algorithm 1 (https://arxiv.org/abs/1602.04938), with the kernel
width and ridge penalty of the authors' package. Otherwise than there, every column is sampled and
weighted as a number, codes of categories too, nothing is cut into ranges, and weights are scaled so
that the nearest sample has 1: far from the mean the penalty would else be all that is left.
"""

import numpy as np

from .shapley import LogOdds
from .table import Floats

RIDGE = 1.0  # penalty of the authors' package, on coefficients per standard deviation
WIDTH = 0.75  # kernel width of the authors' package, in square roots of the number of features


def lime(
    log_odds: LogOdds, x: Floats, background: Floats, samples: int = 1000, seed: int = 0
) -> Floats:
    """Return the coefficient of each feature times its distance from the mean: (n, d), log-odds.

    Samples are normal around the mean of ``background``, so that they serve all rows; what is local
    are the weights, up to a factor exp(-distance^2 / (2 width^2)) with distances in
    standard deviations.
    """
    mean = background.mean(axis=0, dtype=np.float64)
    spread = background.std(axis=0, dtype=np.float64)
    spread = np.where(spread > 0, spread, 1)
    drawn = np.random.default_rng([seed, 5]).normal(size=(samples, x.shape[1]))
    answers = log_odds((mean + spread * drawn).astype(x.dtype))
    design = np.hstack([np.ones((samples, 1)), drawn])
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0  # the intercept is free
    width = WIDTH * np.sqrt(x.shape[1])
    result = np.empty(x.shape)
    for i, at in enumerate((x - mean) / spread):
        distance = np.square(drawn - at).sum(axis=1)
        weights = np.exp((distance.min() - distance) / (2 * width**2))  # the nearest weighs 1
        weighted = design * weights[:, None]
        result[i] = np.linalg.solve(design.T @ weighted + penalty, answers @ weighted)[1:] * at
    return result
