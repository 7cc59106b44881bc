"""How much the choice of a strategy matters, by how skewed the clients are."""

from dataclasses import replace
from typing import NamedTuple

from ... import experiment
from ...config import Config
from ...data import Dataset
from ...report import final
from ...showcase.part import Value

ALPHAS = (0.05, 0.1, 0.5, 1.0)
Accuracies = dict[str, dict[str, Value]]  # skew to strategy to test accuracy in percent


class Skews(NamedTuple):
    """What each strategy is worth at each skew, after so many rounds."""

    rounds: int
    found: Accuracies


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Skews:
    """Return each strategy's final test accuracy at each skew, over the seeds."""
    fits = len(dataset.train) // config.min_samples
    few = replace(config, partition="dirichlet", clients=min(config.clients, fits))
    settings = {f"{alpha:g}": replace(few, alpha=alpha) for alpha in ALPHAS}
    settings["iid"] = replace(few, partition="iid")
    if config.partition in ("natural", "shards"):
        settings[config.partition] = config
    found = {column: _final(setting, dataset) for column, setting in settings.items()}
    return Skews(config.rounds, found)


def _final(config: Config, dataset: Dataset) -> dict[str, Value]:
    drawn = [experiment.draw(config, dataset, seed) for seed in config.seeds]
    return {name: final(scores) for name, scores in experiment.federated(drawn).items()}
