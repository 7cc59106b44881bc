"""One seed from start to end: partition, FedAvg, and the two ways of not federating."""

from dataclasses import dataclass

import numpy as np

from . import evaluate, fedavg, oracle, partition, plan
from .config import Config
from .data import Digits, Floats, Ints, Task


@dataclass(frozen=True)
class Outcome:
    """What one seed measured. Accuracies are in percent, of held-out data.

    Attributes:
        curve: FedAvg after each round, (rounds,).
        centralised: one model trained on all data in one place.
        alone: each client's own model on everybody's data, (clients,).
        federated_own: the FedAvg model on each client's mix of labels, (clients,).
        alone_own: each client's own model on its own mix of labels, (clients,).
        label_counts: training samples by client and label, (clients, classes).
        moved: samples that the partition moved to fill small clients.
    """

    seed: int
    curve: Floats
    centralised: float
    alone: Floats
    federated_own: Floats
    alone_own: Floats
    label_counts: Ints
    moved: int


def deal(config: Config, digits: Digits, seed: int) -> partition.Partition:
    """Return the partition of the training rows that ``seed`` draws."""
    return partition.dirichlet(digits.train, digits.labels, config, seed)


def batches(config: Config, clients: tuple[Ints, ...], seed: int) -> Ints:
    """Return the plan of all rounds that ``seed`` draws for ``clients``."""
    return plan.batches(clients, config.rounds, config.local_steps, config.batch_size, seed)


def run(config: Config, digits: Digits, held_out: Ints, seed: int) -> Outcome:
    """Train with and without federation, and evaluate on the rows ``held_out``.

    All start from the same weights. Centralised training is FedAvg with one client that holds
    everything, so it makes as many steps as one client does; local training uses FedAvg's batches.
    """
    task = Task(digits.images, digits.labels, config.learning_rate, digits.images[held_out])
    truth = digits.labels[held_out]
    start = oracle.initial(digits.images.shape[1], config.hidden, seed)
    dealt = deal(config, digits, seed)
    work = batches(config, dealt.clients, seed)
    everything = batches(config, (digits.train,), seed)
    federated = fedavg.train(start, task, work, dealt.shares)
    central = fedavg.train(start, task, everything, np.ones(1))
    alone = fedavg.train_alone(start, task, work)
    counts = dealt.label_counts(digits.labels)
    return Outcome(
        seed=seed,
        curve=evaluate.accuracy(federated.predictions, truth),
        centralised=float(evaluate.accuracy(central.predictions[-1], truth)),
        alone=evaluate.accuracy(alone.predictions, truth),
        federated_own=evaluate.client_accuracy(federated.predictions[-1], truth, counts),
        alone_own=evaluate.client_accuracy(alone.predictions, truth, counts),
        label_counts=counts,
        moved=dealt.moved,
    )
