"""What a round costs as clients become many: time, and the most memory that its process held."""

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ... import engines, model
from ...algorithms import federate, strategies
from ...clients import plan
from ...config import Config
from ...data import Dataset, Task

CLIENTS = (10, 30, 100, 300, 1000)
ROUNDS = 5
SAMPLES = 32  # of each client, drawn with replacement: the work counts here, not what is learnt


class Point(NamedTuple):
    """Cost of a FedAvg round in which all clients take part."""

    clients: int
    milliseconds: float
    megabytes: float | None  # None where the system does not tell


def measure(config: Config, dataset: Dataset, _settings: None = None) -> list[Point]:
    """Return the cost of each number of clients."""
    return curve(config, dataset)


def curve(config: Config, dataset: Dataset) -> list[Point]:
    """Measure each number of clients in a process of its own, as memory has only one peak."""
    found = []
    for clients in CLIENTS:
        # Started, not forked: a child would begin with its parent's memory and threads.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            found.append(process.submit(point, config, dataset, clients).result())
    return found


def point(config: Config, dataset: Dataset, clients: int) -> Point:
    """Return what a round of ``clients`` costs, once everything is compiled."""
    seed = config.seeds[0]
    rng = np.random.default_rng([seed, 5])
    held = [rng.choice(dataset.train, SAMPLES) for _ in range(clients)]
    work = plan.draw(held, ROUNDS, config.local_steps, config.batch_size, seed)
    start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    fedavg = strategies.chosen(replace(config, participation=1.0))[0]
    engine, times = engines.load(config.engine), []
    for _ in range(4):
        begun = time.perf_counter()
        federate.train(engine, fedavg, start, task, work, np.full(clients, 1 / clients))
        times.append(1000 * (time.perf_counter() - begun) / ROUNDS)
    return Point(clients, float(np.median(times[1:])), _peak())


def _peak() -> float | None:
    """Return the most memory that this process has held, in MB; Linux says so."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000
