"""All partitions of the same data: what the strategies are worth on each, with the same rates."""

from dataclasses import replace
from typing import NamedTuple, get_args

from ... import experiment
from ...config import Config, Kind
from ...data import Dataset
from ...experiment import Drawn, Scores

SEEDS = 3  # the first ones: enough to see an order, in as long as the experiment takes


class Partitioned(NamedTuple):
    """The experiment on each partition, and who holds what in the configured one."""

    config: Config
    drawn: Drawn  # of the first seed, as configured
    scores: dict[Kind, Scores]


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Partitioned:
    """Train with every strategy on each partition that the data allow."""
    scores: dict[Kind, Scores] = {}
    most = len(dataset.train) // config.min_samples  # natural data may have fewer sites
    for kind in get_args(Kind):
        if kind != "natural" or dataset.groups is not None:
            other = replace(config, partition=kind, clients=min(config.clients, most))
            drawn = [experiment.draw(other, dataset, seed) for seed in config.seeds[:SEEDS]]
            scores[kind] = experiment.federated(drawn)
    return Partitioned(config, experiment.draw(config, dataset, config.seeds[0]), scores)
