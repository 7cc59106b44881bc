"""The search behind the rates of the configuration, on validation data only."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ... import evaluate, experiment
from ...algorithms import strategies
from ...config import Config
from ...data import Dataset

RATES = (0.1, 0.3, 1.0, 3.0)
# Fifteen to eighteen settings for each strategy, each with a step of the server: a strategy that
# may search longer, or for more, wins by that.
GRIDS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "FedAvg": {"learning_rate": RATES, "server_rate": (1.0, 2.0, 3.0, 5.0)},
    "FedProx": {
        "prox_learning_rate": RATES[:3],
        "prox_server_rate": (1.0, 2.0, 3.0),
        "prox_mu": (0.001, 0.1),
    },
    "FedAdam": {
        "adam_learning_rate": RATES[:3],
        "adam_server_rate": (0.01, 0.03, 0.1),
        "adam_tau": (1e-4, 1e-3),
    },
    "SCAFFOLD": {
        "scaffold_learning_rate": RATES[:3],
        "scaffold_server_rate": (0.5, 1.0, 2.0, 3.0, 5.0),
    },
    "Centralised": {"centralised_learning_rate": RATES},
    "Local only": {"local_learning_rate": (0.01, 0.03, *RATES[:3])},
}


class Tuned(NamedTuple):
    """What the search found, and what is configured."""

    config: Config
    grids: Mapping[str, Mapping[str, tuple[float, ...]]]
    found: dict[str, Any]  # Any: JSON


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Tuned:
    """Search all grids."""
    return Tuned(config, GRIDS, tuned(config, dataset))


def tuned(config: Config, dataset: Dataset) -> dict[str, Any]:  # Any: JSON
    """Return, for each method, its grid with validation accuracies in percent, and the best."""
    found: dict[str, Any] = {}
    for name, grid in GRIDS.items():
        rows = []
        for point in _points(grid):
            tried = replace(config, **point)
            accuracies = [_validation(name, tried, dataset, seed) for seed in config.seeds]
            rows.append({**point, "validation": round(float(np.mean(accuracies)), 3)})
        best = max(rows, key=lambda row: row["validation"])
        found[name] = {"grid": rows, "best": {key: best[key] for key in grid}}
    return found


def _points(grid: Mapping[str, tuple[float, ...]]) -> Iterator[dict[str, Any]]:
    """Yield every combination of a grid; Any, because fields are of several types."""
    for values in product(*grid.values()):
        yield dict(zip(grid, values, strict=True))


def _validation(name: str, config: Config, dataset: Dataset, seed: int) -> float:
    """Return how good a method is at the end, in percent of the validation data."""
    drawn = experiment.draw(config, dataset, seed)
    if name == "Centralised":
        return evaluate.settled(experiment.centralised(drawn).validation)
    if name == "Local only":
        return float(experiment.alone(drawn).validation.mean())
    strategy = next(s for s in strategies.chosen(config) if s.name == name)
    return evaluate.settled(experiment.train(drawn, strategy).validation)
