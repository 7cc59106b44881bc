"""The search behind two values of the configuration, on validation data only."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np

from . import data, experiment
from .config import Config

LEARNING_RATES = (0.03, 0.1, 0.3, 1.0)
LOCAL_STEPS = (5, 10, 20, 50)


def table(config: Config) -> Iterator[str]:
    """Yield the lines of a table: mean validation accuracy in percent, by the grid's values.

    The centralised column shows whether a value that suits FedAvg is unfair to its baseline.
    """
    digits = data.load(config.test_share, config.validation_share, config.split_seed)
    yield f"{'local steps':>11} {'learning rate':>13} {'FedAvg':>7} {'centralised':>11}"
    for steps, rate in product(LOCAL_STEPS, LEARNING_RATES):
        tried = replace(config, local_steps=steps, learning_rate=rate)
        outcomes = [experiment.run(tried, digits, digits.validation, s) for s in config.seeds]
        federated = np.mean([outcome.curve[-1] for outcome in outcomes])
        centralised = np.mean([outcome.centralised for outcome in outcomes])
        yield f"{steps:>11} {rate:>13} {federated:>7.2f} {centralised:>11.2f}"
