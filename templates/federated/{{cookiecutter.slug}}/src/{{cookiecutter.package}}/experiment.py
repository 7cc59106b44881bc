"""One seed from start to end: what it draws, every strategy, and two ways of not federating."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import NamedTuple

import numpy as np

from . import engines, evaluate, model
from .algorithms import federate, strategies
from .algorithms.strategies import Strategy
from .clients import partition, plan
from .clients.partition import Partition
from .clients.plan import Plan
from .config import Config
from .data import Dataset, Floats, Ints, Task
from .model import Weights


@dataclass(frozen=True)
class Drawn:
    """What a seed decides before anything is trained; all trainings of the seed share it.

    The probe of the task is what is held out: first the validation rows, then the test rows.
    """

    config: Config
    dataset: Dataset
    seed: int
    dealt: Partition
    start: Weights
    work: Plan
    task: Task

    @property
    def engine(self) -> ModuleType:
        """Return what trains the clients."""
        return engines.load(self.config.engine)

    @property
    def label_counts(self) -> Ints:
        """Return the training samples by client and label: (clients, classes)."""
        return self.dealt.label_counts(self.dataset.labels, len(self.dataset.classes))


class Score(NamedTuple):
    """What held-out data say of a training, in percent."""

    validation: Floats  # of each model, (models,): after each round, or of each client
    test: Floats  # of each model, (models,)
    own: Floats  # of the last model, or each client's, on test data like its own: (clients,)
    own_validation: Floats  # the same on validation data
    weights: Weights | None = None  # of the last global model


Scores = dict[str, Score]  # of each strategy, by name


@dataclass(frozen=True)
class Outcome:
    """What one seed measured.

    Attributes:
        seed: which.
        strategies: name to score of its global model after each round.
        centralised: one model trained on all data in one place, after each round.
        alone: each client's own model on everybody's data.
        label_counts: training samples by client and label, (clients, classes).
        moved: samples that the partition moved to fill small clients.
    """

    seed: int
    strategies: Scores
    centralised: Score
    alone: Score
    label_counts: Ints
    moved: int


def run(config: Config, dataset: Dataset, seed: int) -> Outcome:
    """Train with every strategy and without federation, from the same weights."""
    drawn = draw(config, dataset, seed)
    counts, moved = drawn.label_counts, drawn.dealt.moved
    return Outcome(seed, federated(drawn), centralised(drawn), alone(drawn), counts, moved)


def draw(config: Config, dataset: Dataset, seed: int) -> Drawn:
    """Return partition, first weights and batches that ``seed`` draws."""
    dealt = partition.deal(config, dataset, seed)
    start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
    size = (config.rounds, config.local_steps, config.batch_size)
    work = plan.draw(dealt.clients, *size, seed, config.participation)
    held_out = np.concatenate([dataset.validation, dataset.test])
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[held_out])
    return Drawn(config, dataset, seed, dealt, start, work, task)


def federated(drawn: Drawn) -> Scores:
    """Train with every strategy and return its score, by name."""
    return {chosen.name: train(drawn, chosen) for chosen in strategies.chosen(drawn.config)}


def train(drawn: Drawn, strategy: Strategy) -> Score:
    """Federate over all rounds."""
    shares = drawn.dealt.shares
    trained = federate.train(drawn.engine, strategy, drawn.start, drawn.task, drawn.work, shares)
    return score(drawn, trained.predictions)._replace(weights=trained.weights)


def best(seeds: Sequence[Scores]) -> str:
    """Return the strategy that is best on validation data at the end, the mean over the seeds."""

    def validation(name: str) -> float:
        return float(np.mean([evaluate.settled(scores[name].validation) for scores in seeds]))

    return max(seeds[0], key=validation)


def centralised(drawn: Drawn) -> Score:
    """Train where all data are in one place: FedAvg with one client that holds everything.

    It makes as many steps as the weights of a federation pass through.
    """
    config, everything = drawn.config, (drawn.dataset.train,)
    size = (config.rounds, config.local_steps, config.batch_size)
    work = plan.draw(everything, *size, drawn.seed)
    pooled = replace(drawn, dealt=Partition(everything), work=work)
    return train(pooled, Strategy("FedAvg", config.centralised_learning_rate))


def alone(drawn: Drawn) -> Score:
    """Train each client without a server, on as many batches as it would spend in a federation."""
    config = drawn.config
    rounds = max(1, round(config.rounds * config.participation))
    return apart(drawn, drawn.start, rounds, config.local_learning_rate)


def apart(drawn: Drawn, start: Weights, rounds: int, rate: float) -> Score:
    """Let each client train ``start`` on, with its own data, for as long as ``rounds`` take.

    From the first weights this is training alone, from a federation's fine-tuning.
    """
    config, clients = drawn.config, drawn.dealt.clients
    work = plan.draw(clients, 1, rounds * config.local_steps, config.batch_size, drawn.seed)
    said = federate.train_alone(drawn.engine, start, rate, drawn.task, work.rows[0])
    return score(drawn, said, of_clients=True)


def score(drawn: Drawn, predictions: Ints, *, of_clients: bool = False) -> Score:
    """Return what predictions of the probe are worth.

    Args:
        drawn: whose probe.
        predictions: of the global model after each round, (rounds, probes), or
        of_clients: of each client's own model, (clients, probes).
    """
    rows = (drawn.dataset.validation, drawn.dataset.test)
    parts = np.split(predictions, [len(rows[0])], axis=1)
    truths = [drawn.dataset.labels[which] for which in rows]
    validation, test = map(evaluate.accuracy, parts, truths)
    models = parts if of_clients else [part[-1] for part in parts]
    own_validation, own = (_own(drawn, *each) for each in zip(models, rows, strict=True))
    return Score(validation, test, own, own_validation)


def _own(drawn: Drawn, predictions: Ints, rows: Ints) -> Floats:
    """Return each client's accuracy on those of ``rows`` that are like its own, (clients,)."""
    dataset, truth = drawn.dataset, drawn.dataset.labels[rows]
    if drawn.config.partition != "natural" or dataset.groups is None:
        return evaluate.own_mix_accuracy(predictions, truth, drawn.label_counts)
    sites = dataset.groups[rows]
    at = [np.flatnonzero(sites == site) for site in range(len(dataset.sites))]
    return evaluate.own_site_accuracy(predictions, truth, at)
