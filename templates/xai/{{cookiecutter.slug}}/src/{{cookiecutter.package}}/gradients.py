"""Explanations by gradients: integrated gradients, expected gradients, gradient times input.

All are the mean of (x - b) * df/dx at points between a baseline b and the row x. They need a
function that gives df/dx, and so work with every network, whatever its framework.
"""

from collections.abc import Callable

import numpy as np

from .table import Floats

Gradient = Callable[[Floats], Floats]  # rows (n, d) -> (n, d)

POINTS = 16_384  # gradients at once: memory does not grow with rows


def integrated(gradient: Gradient, x: Floats, baseline: Floats, nodes: int = 64) -> Floats:
    """Return integrated gradients along the straight line from ``baseline``: (n, d).

    Sundararajan et al. 2017, equation 1 (https://arxiv.org/abs/1703.01365), by Gauss-Legendre
    quadrature, which is exact for polynomials up to degree 2 nodes - 1.
    """
    return expected(gradient, x, baseline[None], nodes)


def expected(gradient: Gradient, x: Floats, background: Floats, nodes: int = 4) -> Floats:
    """Return the mean of integrated gradients over all background rows as baselines: (n, d).

    Erion et al. 2021, equation 6 (https://arxiv.org/abs/1906.10670), with a quadrature where they
    draw one random point for each baseline.
    """
    points, weights = np.polynomial.legendre.leggauss(nodes)
    places, weights = ((points + 1) / 2)[:, None], weights / 2  # from [-1, 1] to [0, 1]
    result = np.zeros(x.shape)
    rows = max(1, POINTS // nodes)
    for baseline in background:
        for start in range(0, len(x), rows):
            way = x[start : start + rows] - baseline
            path = (baseline + places[:, None] * way).astype(x.dtype)  # (nodes, rows, d)
            slopes = gradient(path.reshape(-1, x.shape[1])).reshape(path.shape)
            result[start : start + rows] += way * np.tensordot(weights, slopes, axes=1)
    return result / len(background)


def times_input(gradient: Gradient, x: Floats, baseline: Floats) -> Floats:
    """Return (x - baseline) * df/dx at x: (n, d).

    Shrikumar et al. 2016, section 2 (https://arxiv.org/abs/1605.01713), from a baseline, because
    zero means nothing for an age or a credit limit.
    """
    return (x - baseline) * gradient(x)
