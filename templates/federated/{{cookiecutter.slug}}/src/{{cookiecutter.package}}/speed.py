"""How fast the engine is, and how far from the oracle: the same work, the same start."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from . import experiment, fedavg, oracle
from .config import Config
from .data import Digits, Task

COMPARED_ROUNDS = 20
REPETITIONS = 3


class Speed(NamedTuple):
    """Milliseconds for a round (medians), and the largest difference of a weight."""

    engine_ms: float
    oracle_ms: float
    difference: float  # after COMPARED_ROUNDS rounds


def measure(config: Config, digits: Digits) -> Speed:
    """Run both over the same rounds of the first seed.

    The engine has been compiled when it is timed, as it is after the first moment of a training.
    """
    seed, images = config.seeds[0], digits.images
    dealt = experiment.deal(config, digits, seed)
    plan = experiment.batches(replace(config, rounds=COMPARED_ROUNDS), dealt.clients, seed)
    start = oracle.initial(images.shape[1], config.hidden, seed)
    task = Task(images, digits.labels, config.learning_rate, images[digits.test])
    exact = task._replace(images=images.astype(np.float64))  # the oracle is float64 throughout
    trained = fedavg.train(start, task, plan, dealt.shares)  # compiles
    reference = oracle.fedavg(start, exact, plan, dealt.shares)
    pairs = zip(trained.weights, reference, strict=True)
    return Speed(
        _round_ms(lambda: fedavg.train(start, task, plan, dealt.shares)),
        _round_ms(lambda: oracle.fedavg(start, exact, plan, dealt.shares)),
        max(float(np.abs(a - b).max()) for a, b in pairs),
    )


def _round_ms(function: Callable[[], object]) -> float:
    """Return the median time of a round in milliseconds."""
    times = []
    for _ in range(REPETITIONS):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return 1000 * float(np.median(times)) / COMPARED_ROUNDS
