"""What every way of doing the work ends with: one line for ``benchmarks/federated.py``."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np


def tell(expected: str, weights: np.ndarray, seconds: Sequence[float]) -> None:
    """Print the median milliseconds of a round, and the largest difference to what is expected.

    The first way to come writes what is expected of all others.
    """
    if not Path(expected).exists():
        np.save(expected, weights)
    apart = np.abs(weights - np.load(expected)).max()
    print(1000 * np.median(seconds), apart)
