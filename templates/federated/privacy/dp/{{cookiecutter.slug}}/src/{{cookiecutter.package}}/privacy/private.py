"""Training with a privacy budget: its name, its mechanism and its accuracies."""

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from .. import engines, evaluate, model
from ..clients import partition
from ..config import Config
from ..data import Dataset, Ints, Task
from . import accountant, dp


def label(config: Config) -> str:
    """Return what McMahan et al. 2018 call the training: with one local step it is FedSGD."""
    return "DP-FedSGD" if config.dp_local_steps == 1 else "DP-FedAvg"


@dataclass(frozen=True)
class Point:
    """Accuracies at one epsilon: on held-out data in %, one for each seed, beside the mechanism."""

    epsilon: float
    mechanism: dp.Mechanism
    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Return the mean over the seeds."""
        return float(np.mean(self.accuracies))

    def as_json(self) -> dict[str, Any]:
        """Return everything but infinities, which JSON lacks; Any, because it is JSON."""
        values = {"epsilon": self.epsilon, **vars(self.mechanism), "accuracy": self.accuracies}
        known = {name: None if value == inf else value for name, value in values.items()}
        return known | {"accuracy": np.round(self.accuracies, 3).tolist()}


def point(config: Config, dataset: Dataset, held_out: Ints, epsilon: float) -> Point:
    """Train with ``epsilon`` for each seed; infinity is without clip and noise, at its own rate.

    The training rows are dealt evenly to ``dp_clients`` virtual clients, or one to each row.
    """
    clients = min(config.dp_clients, len(dataset.train))
    noise = accountant.calibrate(epsilon, config.dp_rate, config.rounds, config.dp_delta)
    clip = config.dp_clip if noise else inf
    mechanism = dp.Mechanism(clients, config.dp_rate, config.rounds, clip, noise)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    rate = config.dp_learning_rate if noise else config.dp_open_learning_rate
    steps, batch = config.dp_local_steps, config.dp_batch_size
    engine, accuracies = engines.load(config.engine), []
    for seed in config.seeds:
        work = dp.Work(rate, steps, batch, seed)
        dealt = partition.iid(dataset.train, clients, np.random.default_rng([seed, 0]))
        start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
        trained = model.shaped(dp.train(engine, mechanism, start, task, dealt, work), start.shape)
        said = model.logits(trained, dataset.inputs[held_out]).argmax(axis=1)
        accuracies.append(float(evaluate.accuracy(said, dataset.labels[held_out])))
    return Point(epsilon, mechanism, tuple(accuracies))
