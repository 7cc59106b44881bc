"""One seed from start to end: what it draws, every strategy, and two ways of not federating."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from . import evaluate, federate, oracle, partition, plan, strategies
from .config import Config
from .data import Dataset, Floats, Ints, Task
from .federate import Trained
from .oracle import Weights
from .partition import Partition
from .plan import Plan
from .strategies import Strategy


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
    return Outcome(
        seed=seed,
        strategies=federated(drawn),
        centralised=centralised(drawn),
        alone=alone(drawn),
        label_counts=drawn.label_counts,
        moved=drawn.dealt.moved,
    )


def draw(config: Config, dataset: Dataset, seed: int) -> Drawn:
    """Return partition, first weights and batches that ``seed`` draws."""
    dealt = partition.deal(config, dataset, seed)
    held_out = np.concatenate([dataset.validation, dataset.test])
    return Drawn(
        config=config,
        dataset=dataset,
        seed=seed,
        dealt=dealt,
        start=oracle.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed),
        work=plan.draw(
            dealt.clients,
            config.rounds,
            config.local_steps,
            config.batch_size,
            seed,
            config.participation,
        ),
        task=Task(dataset.inputs, dataset.labels, dataset.inputs[held_out]),
    )


def federated(drawn: Drawn) -> Scores:
    """Train with every strategy and return its score, by name."""
    found = {}
    for chosen in strategies.chosen(drawn.config):
        trained = train(drawn, chosen)
        scored = score(drawn, trained.predictions)
        found[chosen.name] = scored._replace(weights=trained.weights)
    return found


def train(drawn: Drawn, strategy: Strategy) -> Trained:
    """Federate over all rounds."""
    return federate.train(strategy, drawn.start, drawn.task, drawn.work, drawn.dealt.shares)


def best(seeds: Sequence[Scores]) -> str:
    """Return the strategy that is best on validation data at the end, the mean over the seeds."""

    def validation(name: str) -> float:
        return float(np.mean([evaluate.settled(scores[name].validation) for scores in seeds]))

    return max(seeds[0], key=validation)


def centralised(drawn: Drawn) -> Score:
    """Train where all data are in one place: FedAvg with one client that holds everything.

    It makes as many steps as the weights of a federation pass through.
    """
    config = drawn.config
    everything = (drawn.dataset.train,)
    work = plan.draw(everything, config.rounds, config.local_steps, config.batch_size, drawn.seed)
    sgd = Strategy("FedAvg", config.centralised_learning_rate)
    trained = federate.train(sgd, drawn.start, drawn.task, work, np.ones(1))
    return score(drawn, trained.predictions)


def alone(drawn: Drawn) -> Score:
    """Train each client without a server, on as many batches as it would spend in a federation."""
    config = drawn.config
    rounds = max(1, round(config.rounds * config.participation))
    said = _clients(drawn, drawn.start, config.local_learning_rate, rounds)
    return score(drawn, said, of_clients=True)


def fine_tuned(drawn: Drawn, weights: Weights, rounds: int, rate: float) -> Score:
    """Let each client train ``weights`` on, with its own data, for as long as ``rounds`` take."""
    return score(drawn, _clients(drawn, weights, rate, rounds), of_clients=True)


def _clients(drawn: Drawn, start: Weights, rate: float, rounds: int) -> Ints:
    config = drawn.config
    work = plan.draw(
        drawn.dealt.clients, 1, rounds * config.local_steps, config.batch_size, drawn.seed
    )
    return federate.train_alone(start, rate, drawn.task, work.rows[0])


def score(drawn: Drawn, predictions: Ints, *, of_clients: bool = False) -> Score:
    """Return what predictions of the probe are worth.

    Args:
        drawn: whose probe.
        predictions: of the global model after each round, (rounds, probes), or
        of_clients: of each client's own model, (clients, probes).
    """
    labels, rows = drawn.dataset.labels, (drawn.dataset.validation, drawn.dataset.test)
    parts = np.split(predictions, [len(rows[0])], axis=1)
    models = parts if of_clients else [part[-1] for part in parts]
    return Score(
        validation=evaluate.accuracy(parts[0], labels[rows[0]]),
        test=evaluate.accuracy(parts[1], labels[rows[1]]),
        own=_own(drawn, models[1], rows[1]),
        own_validation=_own(drawn, models[0], rows[0]),
    )


def _own(drawn: Drawn, predictions: Ints, rows: Ints) -> Floats:
    """Return each client's accuracy on those of ``rows`` that are like its own, (clients,)."""
    dataset, truth = drawn.dataset, drawn.dataset.labels[rows]
    if drawn.config.partition != "natural" or dataset.groups is None:
        return evaluate.own_mix_accuracy(predictions, truth, drawn.label_counts)
    sites = dataset.groups[rows]
    at = [np.flatnonzero(sites == site) for site in range(len(dataset.sites))]
    return evaluate.own_site_accuracy(predictions, truth, at)
