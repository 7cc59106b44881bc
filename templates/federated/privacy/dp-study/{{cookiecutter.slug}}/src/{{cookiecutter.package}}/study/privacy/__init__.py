"""The search for clip and step size, and what the same epsilon costs fewer clients."""

from dataclasses import replace
from itertools import product
from math import inf
from typing import Any, NamedTuple

from ...config import Config
from ...data import Dataset
from ...privacy.private import Point, Settings, point

FEWER = (1, 3, 10)  # the clients are divided by these
CLIPS, RATES = (0.3, 0.7, 1.5), (0.1, 0.3, 1.0)  # the grid
OPEN_RATES = (0.3, 1.0, 3.0)  # and that of the training without clip and noise
Grid = list[dict[str, float]]  # values that were searched, and their accuracy on validation data


class Searched(NamedTuple):
    """The same epsilon with fewer and fewer clients, and the search for clip and step size."""

    settings: Settings
    points: list[Point]
    epsilon: float  # of the search
    grid: Grid
    open: Grid


def measure(config: Config, dataset: Dataset, settings: Settings) -> Searched:
    """Return what fewer clients cost at the same epsilon, and the search for clip and step size."""
    epsilon, most = max(settings.epsilons), min(settings.clients, len(dataset.train))
    middle = sorted(settings.epsilons)[len(settings.epsilons) // 2]
    points = []
    for divisor in (each for each in FEWER if each <= most):
        fewer = replace(settings, clients=most // divisor, delta=0.1 * divisor / most)
        points.append(point(config, fewer, dataset, dataset.test, epsilon))

    def tried(values: dict[str, Any], epsilon: float) -> dict[str, float]:  # Any: some fields
        other = replace(settings, **values)
        found = point(config, other, dataset, dataset.validation, epsilon)
        return {**values, "validation": round(found.mean, 3)}

    grid = [{"clip": clip, "learning_rate": rate} for clip, rate in product(CLIPS, RATES)]
    open_ = [{"open_learning_rate": rate} for rate in OPEN_RATES]
    search = [tried(values, middle) for values in grid]
    return Searched(settings, points, middle, search, [tried(values, inf) for values in open_])
