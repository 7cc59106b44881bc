"""One seed from start to end: what it draws, every strategy, and two ways of not federating."""

from collections.abc import Mapping, Sequence
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
    weights: Weights | None = None  # of the last global model


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
    strategies: dict[str, Score]
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


def federated(drawn: Drawn) -> dict[str, Score]:
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


def best(seeds: Sequence[Mapping[str, Score]]) -> str:
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


def fine_tuned(drawn: Drawn, weights: Weights, rounds: int) -> Score:
    """Let each client train ``weights`` on, with its own data, for as long as ``rounds`` take."""
    said = _clients(drawn, weights, drawn.config.local_learning_rate, rounds)
    return score(drawn, said, of_clients=True)


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
    dataset = drawn.dataset
    validation, test = np.split(predictions, [len(dataset.validation)], axis=1)
    truth = dataset.labels[dataset.test]
    models = test if of_clients else test[-1]
    if drawn.config.partition == "natural" and dataset.groups is not None:
        sites = dataset.groups[dataset.test]
        at = [np.flatnonzero(sites == site) for site in range(len(dataset.sites))]
        own = evaluate.own_site_accuracy(models, truth, at)
    else:
        own = evaluate.own_mix_accuracy(models, truth, drawn.label_counts)
    return Score(
        evaluate.accuracy(validation, dataset.labels[dataset.validation]),
        evaluate.accuracy(test, truth),
        own,
    )
