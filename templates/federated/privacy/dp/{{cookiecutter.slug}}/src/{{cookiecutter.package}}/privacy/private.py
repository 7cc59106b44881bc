"""Training with a privacy budget: its settings, its mechanism and its accuracies."""

from dataclasses import dataclass
from math import inf
from typing import Annotated, Any, NamedTuple

import numpy as np

from .. import engines, evaluate, model
from ..clients import partition
from ..config import Config
from ..data import Dataset, Ints, Task
from ..showcase.settings import About, SetupError
from . import accountant, dp


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the privacy of a training depends on besides the experiment's rounds."""

    clients: Annotated[int, About("who hold the data, evenly", "clients", "chosen")] = 1000
    rate: Annotated[float, About("chance to take part in a round", "1", "chosen")] = 0.1
    delta: Annotated[float, About("chance to exceed epsilon", "1", "0.1 / clients")] = 1e-4
    epsilons: Annotated[
        tuple[float, ...], About("privacy budgets of a training", "epsilon", "chosen")
    ]
    clip: Annotated[float, About("largest L2 norm of an update", "1", "see settings.toml")]
    learning_rate: Annotated[float, About("step of a client", "1", "see settings.toml")]
    open_learning_rate: Annotated[float, About("step without privacy", "1", "see settings.toml")]
    local_steps: Annotated[int, About("steps in a round", "steps", "chosen")] = 1
    batch_size: Annotated[int, About("samples in a step", "samples", "chosen")] = 4

    def __post_init__(self) -> None:
        """Refuse what is no budget and no mechanism."""
        if not self.epsilons or not all(0 < epsilon < inf for epsilon in self.epsilons):
            raise SetupError(f"dp epsilons are {self.epsilons}; give finite values above 0")
        for name, value in vars(self).items():
            if isinstance(value, int | float) and not 0 < value < inf:
                raise SetupError(f"dp {name} is {value}; give it a value above 0")
        for name in ("rate", "delta"):
            if getattr(self, name) > 1:
                raise SetupError(f"dp {name} is {getattr(self, name)}; give it a value up to 1")

    @property
    def label(self) -> str:
        """Return what McMahan et al. 2018 call the training: with one local step it is FedSGD."""
        return "DP-FedSGD" if self.local_steps == 1 else "DP-FedAvg"


class Budgets(NamedTuple):
    """What a training is worth at each epsilon, and in the open."""

    settings: Settings
    rounds: int
    rows: int  # to train on
    private: list["Point"]  # from the smallest epsilon to the largest
    open: "Point"


def measure(config: Config, dataset: Dataset, settings: Settings) -> Budgets:
    """Return the accuracy at each epsilon, beside the same training in the open.

    Raises:
        SetupError: an epsilon is out of reach.
    """
    epsilons = (*sorted(set(settings.epsilons)), inf)
    *private, open_ = [point(config, settings, dataset, dataset.test, each) for each in epsilons]
    return Budgets(settings, config.rounds, len(dataset.train), private, open_)


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


def point(
    config: Config, settings: Settings, dataset: Dataset, held_out: Ints, epsilon: float
) -> Point:
    """Train with ``epsilon`` for each seed; infinity is without clip and noise, at its own rate.

    The training rows are dealt evenly to ``clients`` virtual clients, or one to each row.
    """
    clients = min(settings.clients, len(dataset.train))
    noise = accountant.calibrate(epsilon, settings.rate, config.rounds, settings.delta)
    clip = settings.clip if noise else inf
    mechanism = dp.Mechanism(clients, settings.rate, config.rounds, clip, noise)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    rate = settings.learning_rate if noise else settings.open_learning_rate
    engine, accuracies = engines.load(config.engine), []
    for seed in config.seeds:
        work = dp.Work(rate, settings.local_steps, settings.batch_size, seed)
        dealt = partition.iid(dataset.train, clients, np.random.default_rng([seed, 0]))
        start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
        trained = model.shaped(dp.train(engine, mechanism, start, task, dealt, work), start.shape)
        said = model.logits(trained, dataset.inputs[held_out]).argmax(axis=1)
        accuracies.append(float(evaluate.accuracy(said, dataset.labels[held_out])))
    return Point(epsilon, mechanism, tuple(accuracies))
