"""What is sent until the target is reached, by how long clients work between two messages."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ... import evaluate, experiment, model
from ...config import Config
from ...data import Dataset

LOCAL_STEPS = (1, 5, 10, 20, 50)
LONGER = 3  # times the rounds, so that few local steps have a chance to reach the target
BYTES_PER_WEIGHT = 4  # float32
SENDS = {"SCAFFOLD": 2}  # vectors each way; the others send one: weights, or their change
Sent = dict[str, dict[str, float | None]]  # local steps to strategy to MB


class Traffic(NamedTuple):
    """What is sent until the target is reached: on validation data, to choose by, and on test."""

    config: Config
    raw: float  # MB of all training samples
    chosen: Sent
    tested: Sent


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Traffic:
    """Return the traffic to the target by local steps."""
    inputs = dataset.inputs[dataset.train]
    size = 1 if len(np.unique(inputs)) <= 256 else BYTES_PER_WEIGHT  # a pixel, or float32
    raw = inputs.size * size / 1e6
    return Traffic(config, raw, *by_steps(config, dataset))


def megabytes(config: Config, dataset: Dataset, clients: int, name: str) -> float:
    """Return the traffic of a round, up and down, in MB."""
    shape = model.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes))
    vectors = 2 * SENDS.get(name, 1) * max(1, round(config.participation * clients))
    return vectors * sum(shape.sizes) * BYTES_PER_WEIGHT / 1e6


def by_steps(config: Config, dataset: Dataset) -> tuple[Sent, Sent]:
    """Return the MB that each strategy sends until every seed has reached the target.

    On validation data, to choose by, and on test data. None: not every seed did so. Rates stay as
    they were tuned for the configured local steps.
    """
    chosen: Sent = {}
    tested: Sent = {}
    for steps in LOCAL_STEPS:
        longer = replace(config, local_steps=steps, rounds=LONGER * config.rounds)
        drawn = [experiment.draw(longer, dataset, seed) for seed in config.seeds]
        scores, clients = experiment.federated(drawn), len(drawn[0].dealt.clients)
        each = {name: megabytes(config, dataset, clients, name) for name in scores}
        for table, split in ((chosen, "validation"), (tested, "test")):
            curves = {name: [getattr(score, split) for score in scores[name]] for name in each}
            table[str(steps)] = {
                name: _megabytes(each[name], [evaluate.rounds_to(c, config.target) for c in found])
                for name, found in curves.items()
            }
    return chosen, tested


def _megabytes(of_round: float, rounds: list[int | None]) -> float | None:
    reached = [count for count in rounds if count is not None]
    mean = of_round * float(np.mean(reached)) if len(reached) == len(rounds) else None
    return None if mean is None else float(f"{mean:.6g}")
