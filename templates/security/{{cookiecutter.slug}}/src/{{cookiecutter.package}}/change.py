"""When a stream of numbers in [0, 1] changes its mean: two detectors of change."""

from collections.abc import Callable

import numpy as np

from .corpus import Floats

Alarm = Callable[[Floats], int | None]


def adwin(values: Floats, delta: float = 0.002, step: int = 20) -> int | None:
    """Return the first event at which a window of recent values is no longer of one mean.

    ADWIN, Bifet and Gavaldà 2007: the window (here: everything so far, as nothing has changed
    yet) is cut in two in every way of a geometric grid; if the means differ by more than the
    bound of their section 3.2 allows, it has changed. Looked for every ``step`` events.

    Args:
        values: (events,), in [0, 1].
        delta: chance of a false alarm at one look.
        step: events between two looks.

    Returns:
        The event, counted from 0; None when nothing has changed.
    """
    sums, squares = (np.concatenate([[0.0], np.cumsum(v)]) for v in (values, values**2))
    for n in range(step, len(values) + 1, step):
        new = np.unique(np.geomspace(5, n - 5, 40).astype(int)) if n > 10 else np.empty(0, int)
        old = n - new
        gap = np.abs(sums[old] / old - (sums[n] - sums[old]) / new)
        variance = max(squares[n] / n - (sums[n] / n) ** 2, 0.0)
        bound = np.log(2 * np.log(n) / delta)
        size = 1 / (1 / old + 1 / new)
        if np.any(gap > np.sqrt(2 / size * variance * bound) + 2 / (3 * size) * bound):
            return n - 1
    return None


def page_hinkley(values: Floats, slack: float = 0.01, limit: float = 20.0) -> int | None:
    """Return the first event at which values have risen above their mean for long enough.

    Page 1954, in the form of Gama et al. 2014, section 4.2: the sum of what exceeds the mean so
    far by more than ``slack`` has risen ``limit`` above its lowest point.

    Args:
        values: (events,).
        slack: a rise that does not count.
        limit: of the sum, in units of the values.

    Returns:
        The event, counted from 0; None when nothing has changed.
    """
    means = np.cumsum(values) / np.arange(1, len(values) + 1)
    sums = np.cumsum(values - means - slack)
    risen = sums - np.minimum.accumulate(np.minimum(sums, 0.0))
    over = np.flatnonzero(risen > limit)
    return int(over[0]) if len(over) else None
