"""The experiment: for each seed all strategies, and two ways of not federating, from one start."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np

from . import engines, evaluate, model
from .algorithms import federate, strategies
from .algorithms.strategies import Strategy
from .clients import partition, plan
from .clients.partition import Partition
from .clients.plan import Plan
from .config import Config
from .data import Dataset, Ints, Task
from .evaluate import Score
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


Scores = dict[str, list[Score]]  # of each strategy, one for each seed


@dataclass(frozen=True)
class Numbers:
    """What all seeds measured; every list has an entry for each.

    Attributes:
        config: the experiment.
        dataset: what it was made on.
        drawn: what a seed decided beforehand.
        strategies: the score of a strategy's global model after each round.
        centralised: that of one model trained on all data in one place.
        alone: that of each client's own model, on everybody's data.
    """

    config: Config
    dataset: Dataset
    drawn: list[Drawn]
    strategies: Scores
    centralised: list[Score]
    alone: list[Score]

    @property
    def best(self) -> str:
        """Return the strategy that is best on validation data."""
        return best(self.strategies)

    @property
    def own(self) -> str:
        """Return what a client is measured on."""
        return "own samples" if self.config.partition == "natural" else "own mix of labels"


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Numbers:
    """Train with every strategy and without federation, from the same weights."""
    drawn = [draw(config, dataset, seed) for seed in config.seeds]
    apart, together = [alone(one) for one in drawn], [centralised(one) for one in drawn]
    return Numbers(config, dataset, drawn, federated(drawn), together, apart)


def draw(config: Config, dataset: Dataset, seed: int) -> Drawn:
    """Return partition, first weights and batches that ``seed`` draws."""
    dealt = partition.deal(config, dataset, seed)
    start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
    size = (config.rounds, config.local_steps, config.batch_size)
    work = plan.draw(dealt.clients, *size, seed, config.participation)
    held_out = np.concatenate([dataset.validation, dataset.test])
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[held_out])
    return Drawn(config, dataset, seed, dealt, start, work, task)


def federated(drawn: Sequence[Drawn]) -> Scores:
    """Train with every strategy and return the scores of each, by name."""
    chosen = strategies.chosen(drawn[0].config)
    return {strategy.name: [train(one, strategy) for one in drawn] for strategy in chosen}


def train(drawn: Drawn, strategy: Strategy) -> Score:
    """Federate over all rounds."""
    shares = drawn.dealt.shares
    trained = federate.train(drawn.engine, strategy, drawn.start, drawn.task, drawn.work, shares)
    return _score(drawn, trained.predictions)._replace(weights=trained.weights)


def best(scores: Scores) -> str:
    """Return the strategy that is best on validation data at the end, the mean over the seeds."""
    ends = {name: [evaluate.settled(one.validation) for one in of] for name, of in scores.items()}
    return max(ends, key=lambda name: float(np.mean(ends[name])))


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
    rounds = max(1, round(drawn.config.rounds * drawn.config.participation))
    return apart(drawn, drawn.start, rounds, drawn.config.local_learning_rate)


def apart(drawn: Drawn, start: Weights, rounds: int, rate: float) -> Score:
    """Let each client train ``start`` on, with its own data, for as long as ``rounds`` take.

    From the first weights this is training alone, from a federation's fine-tuning.
    """
    config, clients = drawn.config, drawn.dealt.clients
    work = plan.draw(clients, 1, rounds * config.local_steps, config.batch_size, drawn.seed)
    said = federate.train_alone(drawn.engine, start, rate, drawn.task, work.rows[0])
    return _score(drawn, said, of_clients=True)


def _score(drawn: Drawn, predictions: Ints, *, of_clients: bool = False) -> Score:
    counts = None if drawn.config.partition == "natural" else drawn.label_counts
    return evaluate.score(predictions, drawn.dataset, counts, of_clients=of_clients)
