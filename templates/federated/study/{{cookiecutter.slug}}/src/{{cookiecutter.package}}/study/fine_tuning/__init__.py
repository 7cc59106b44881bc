"""What a client gains, or loses, when it trains the federation's model on with its own data."""

from typing import NamedTuple

import numpy as np

from ... import experiment
from ...config import Config
from ...data import Dataset, Floats

ROUNDS = 5  # worth of local steps
RATES = (0.01, 0.1, 1.0)  # step sizes to choose from, on each client's own validation data


class Tuned(NamedTuple):
    """Each client's test accuracy before and after: (seeds, clients)."""

    config: Config
    steps: int  # of each client
    strategy: str
    rate: float
    before: Floats
    after: Floats


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Tuned:
    """Fine-tune the strategy that is best; it and the step size are chosen on validation data."""
    drawn = [experiment.draw(config, dataset, seed) for seed in config.seeds]
    scores = experiment.federated(drawn)
    best = experiment.best(scores)
    weights = [s.weights or one.start for one, s in zip(drawn, scores[best], strict=True)]
    pairs = list(zip(drawn, weights, strict=True))
    tried = {rate: [experiment.apart(*pair, ROUNDS, rate) for pair in pairs] for rate in RATES}
    rate = max(tried, key=lambda rate: np.mean([s.own_validation.mean() for s in tried[rate]]))
    before, after = [score.own for score in scores[best]], [score.own for score in tried[rate]]
    steps = ROUNDS * config.local_steps
    return Tuned(config, steps, best, rate, np.stack(before), np.stack(after))
