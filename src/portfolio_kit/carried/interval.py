"""Mean, spread and 95 % interval of a sample."""

import math
import statistics
from collections.abc import Sequence
from functools import cache

#: Degrees of freedom above which the series would only cost time: the expansion is as exact there.
_MANY = 1000


def mean(samples: Sequence[float]) -> tuple[float, float | None, tuple[float, float] | None]:
    """Return mean, sample standard deviation, and the ends of the 95 % t interval of the mean.

    One number has no spread and no interval.
    """
    middle = statistics.fmean(samples)
    if len(samples) == 1:
        return middle, None, None
    spread = statistics.stdev(samples)
    half = t95(len(samples) - 1) * spread / math.sqrt(len(samples))
    return middle, spread, (middle - half, middle + half)


@cache
def t95(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t, by bisection of its distribution function.

    Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: a finite sum for a whole ``freedom``; above a
    thousand the first terms of 26.7.5.

    Args:
        freedom: degrees of freedom, 1 or more.
    """
    if freedom > _MANY:
        z = statistics.NormalDist().inv_cdf(0.975)
        return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    low, high = 0.0, math.pi / 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return math.tan(low) * math.sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """Return the probability that ``|t| < tan(angle) * sqrt(freedom)``."""
    odd = freedom % 2
    term, total = math.cos(angle) if odd else 1.0, 0.0
    for step in range(1 + odd, freedom, 2):
        total += term
        term *= math.cos(angle) ** 2 * step / (step + 1)
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total
