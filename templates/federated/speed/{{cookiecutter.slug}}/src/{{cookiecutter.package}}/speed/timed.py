"""The same work from the same start: each engine and the reference, their times and weights."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from .. import engines, experiment, model
from ..algorithms import federate
from ..algorithms.strategies import Strategy
from ..config import Config
from ..data import Dataset
from . import reference

ROUNDS = 20  # enough for differences to grow, if they do
REPETITIONS = 3
FEDAVG = Strategy("FedAvg", 0.1)


class Timed(NamedTuple):
    """What an engine takes for a round, and how far from the reference it ends."""

    name: str
    milliseconds: float
    difference: float  # largest, of a weight


def measure(config: Config, dataset: Dataset, _settings: None = None) -> list[Timed]:
    """Run FedAvg in the reference and in each engine over the same rounds of the first seed.

    Weights differ by rounding, and by more once a hidden unit is on in one and off in the other;
    large steps multiply either, so that this is measured with small ones.
    An engine has been compiled when it is timed, as it is after the first moment of a training.
    """
    config = replace(config, rounds=min(config.rounds, ROUNDS))
    drawn = experiment.draw(config, dataset, config.seeds[0])
    work = (FEDAVG, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    begun = time.perf_counter()
    expected = model.flat(reference.train(*work))
    slow = 1000 * (time.perf_counter() - begun) / config.rounds
    found = [Timed("NumPy reference", slow, 0.0)]
    others = [name for name in engines.names() if name != config.engine]
    for engine in map(engines.load, (config.engine, *others)):
        train = partial(federate.train, engine, *work)
        weights = model.flat(train().weights)  # compiles
        fast = _milliseconds(train) / config.rounds
        found.append(Timed(engine.NAME, fast, float(np.abs(weights - expected).max())))
    return found


def _milliseconds(function: Callable[[], object]) -> float:
    """Return the median time of several calls."""
    times = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times))
