"""Whether probabilities mean what they say."""

import numpy as np

from .corpus import Floats, Ints

BINS = 10


def bins(p: Floats) -> list[Ints]:
    """Return the rows of ten bins of equal size, by rising probability."""
    return np.array_split(np.argsort(p, kind="stable"), BINS)


def curve(p: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """Return mean probability and share of hostile names in each bin, (10,) each."""
    rows = bins(p)
    return np.array([p[r].mean() for r in rows]), np.array([labels[r].mean() for r in rows])


def error(p: Floats, labels: Ints) -> float:
    """Return the expected calibration error: mean |share - mean probability| over equal bins.

    Naeini, Cooper and Hauskrecht 2015, with bins of equal size as in Nixon et al. 2019.
    """
    gaps = [abs((p[rows] - labels[rows]).sum()) for rows in bins(p)]
    return float(sum(gaps) / len(p))
