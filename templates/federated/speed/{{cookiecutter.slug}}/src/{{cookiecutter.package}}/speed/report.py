"""How fast the engines are, and how far from the reference: the same work, the same start."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from .. import engines, experiment, model
from ..algorithms import federate
from ..algorithms.strategies import Strategy
from ..config import Config
from ..data import Dataset
from ..section import Metric, Section, metric
from . import reference

ROUNDS = 20  # enough for differences to grow, if they do
REPETITIONS = 3
FEDAVG = Strategy("FedAvg", 0.1)


def measure(config: Config, dataset: Dataset, _folder: Path) -> Section:
    """Run FedAvg in each engine and in the reference over the same rounds of the first seed.

    Weights differ by rounding, and by more once a hidden unit is on in one and off in the other;
    large steps multiply either, so that this is measured with small ones.
    An engine has been compiled when it is timed, as it is after the first moment of a training.
    """
    config = replace(config, rounds=min(config.rounds, ROUNDS))
    drawn = experiment.draw(config, dataset, config.seeds[0])
    work = (FEDAVG, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    begun = time.perf_counter()
    expected = reference.train(*work)
    slow = 1000 * (time.perf_counter() - begun) / config.rounds
    metrics: list[Metric] = []
    times = {"NumPy reference": slow}
    others = [name for name in engines.names() if name != config.engine]
    for engine in map(engines.load, (config.engine, *others)):
        train = partial(federate.train, engine, *work)
        trained = train()  # compiles
        fast = _milliseconds(train) / config.rounds
        apart = float(np.abs(model.flat(trained.weights) - model.flat(expected)).max())
        metrics += _entries(engine.NAME, config.rounds, apart, fast, slow)
        times[engine.NAME] = fast
    return Section(
        metrics=metrics,
        results={"engines": {m["label"]: m["value"] for m in metrics if "volatile" not in m}},
        times={"milliseconds of a round": times},
    )


def _entries(name: str, rounds: int, apart: float, fast: float, slow: float) -> list[Metric]:
    """Return an engine's two rows of the README's table."""
    stem = name.lower()
    difference = metric(
        f"{stem}_difference",
        f"{name} against the reference: largest weight gap, {rounds} rounds, "
        f"step size {FEDAVG.learning_rate:g}",
        ("1", "lower", "none"),
        [float(f"{apart:.1e}")],
    )
    speed = metric(
        f"{stem}_round_time",
        f"Time of a round, {name} engine",
        ("ms", "lower", "none"),
        [fast],
        ("NumPy reference", [slow]),
    )
    return [difference, speed | {"volatile": True}]


def _milliseconds(function: Callable[[], object]) -> float:
    """Return the median time of several calls."""
    times = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times))
