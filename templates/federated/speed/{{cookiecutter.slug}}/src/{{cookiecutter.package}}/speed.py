"""How fast {% if cookiecutter.compare_with == "none" %}the engine is{% else %}both engines are{% endif %}, and how far from the reference: the same work, the same start."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np

from . import {% for name in [cookiecutter.framework, cookiecutter.compare_with]|sort if name != "none" %}engine_{{ name }}, {% endfor %}federate, oracle, outcome, reference
from .config import Config
from .data import Dataset
from .section import Metric, Section, metric
from .strategies import Strategy

ENGINES: tuple[ModuleType, ...] = (engine_{{ cookiecutter.framework }},{% if cookiecutter.compare_with != "none" %} engine_{{ cookiecutter.compare_with }}{% endif %})
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
    drawn = outcome.draw(config, dataset, config.seeds[0])
    work = (FEDAVG, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)
    begun = time.perf_counter()
    expected = reference.train(*work)
    slow = 1000 * (time.perf_counter() - begun) / config.rounds
    metrics: list[Metric] = []
    times = {"NumPy oracle": slow}
    for engine in ENGINES:
        train = partial(federate.train, *work, engine)
        trained = train()  # compiles
        fast = _milliseconds(train) / config.rounds
        apart = float(np.abs(oracle.flat(trained.weights) - oracle.flat(expected)).max())
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
        f"{name} against the oracle: largest weight gap, {rounds} rounds, "
        f"step size {FEDAVG.learning_rate:g}",
        ("1", "lower", "none"),
        [float(f"{apart:.1e}")],
    )
    speed = metric(
        f"{stem}_round_time",
        f"Time of a round, {name} engine",
        ("ms", "lower", "none"),
        [fast],
        ("NumPy oracle", [slow]),
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
