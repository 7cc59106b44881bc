"""The engine: theorems about federated averaging, and equality with the oracle."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, fedavg, oracle, plan

CLIENTS = (np.arange(40), np.arange(40, 47), np.arange(47, 200))
SHARES = np.array([40, 7, 153]) / 200
START = oracle.initial(64, 16, 0)


def _distance(first: oracle.Weights, second: oracle.Weights) -> float:
    """Return the largest difference of a weight."""
    return max(float(np.abs(a - b).max()) for a, b in zip(first, second, strict=True))


@pytest.fixture(scope="module")
def work() -> data.Ints:
    """Return six rounds of four steps for three clients of unequal size."""
    return plan.batches(CLIENTS, 6, 4, 8, 0)


@pytest.fixture(scope="module")
def trained(task: data.Task, work: data.Ints) -> fedavg.Trained:
    """Return what the engine makes of it."""
    return fedavg.train(START, task, work, SHARES)


def test_the_engine_equals_the_oracle(
    task: data.Task, exact: data.Task, work: data.Ints, trained: fedavg.Trained
) -> None:
    """Weight by weight after six rounds, and in what it says of each test image."""
    reference = oracle.fedavg(START, exact, work, SHARES)

    assert _distance(trained.weights, reference) < 1e-5
    said = oracle.logits(reference, task.probe).argmax(axis=1)
    assert (trained.predictions[-1] == said).mean() > 0.99
    assert trained.predictions.shape == (6, len(task.probe))


def test_the_order_of_clients_does_not_matter(
    task: data.Task, work: data.Ints, trained: fedavg.Trained
) -> None:
    """A server must not care who answers first."""
    order = [2, 0, 1]

    shuffled = fedavg.train(START, task, work[:, order], SHARES[order])

    assert _distance(trained.weights, shuffled.weights) < 1e-6


def test_one_client_is_plain_sgd(task: data.Task, exact: data.Task) -> None:
    """With everything in one place FedAvg is centralised training."""
    work = plan.batches((np.arange(200),), 6, 4, 8, 0)

    federated = fedavg.train(START, task, work, np.ones(1))

    centralised = oracle.client_update(START, exact, work.reshape(-1, 8))
    assert _distance(federated.weights, centralised) < 1e-5


def test_fedsgd_is_a_centralised_gradient_step(task: data.Task, exact: data.Task) -> None:
    """Clients of 10, 20 and 40 samples repeat them to fill a batch: the same mean gradient."""
    clients = (np.arange(10), np.arange(10, 30), np.arange(30, 70))
    work = np.stack([np.resize(rows, 40) for rows in clients])[None, :, None]

    federated = fedavg.train(START, task, work, np.array([10, 20, 40]) / 70)

    centralised = oracle.client_update(START, exact, np.arange(70)[None])
    assert _distance(federated.weights, centralised) < 1e-6


def test_every_round_starts_from_the_average(
    task: data.Task, work: data.Ints, trained: fedavg.Trained
) -> None:
    """Two halves of a training, the second from the weights of the first, are the whole."""
    half = fedavg.train(START, task, work[:3], SHARES)

    whole = fedavg.train(half.weights, task, work[3:], SHARES)

    assert _distance(trained.weights, whole.weights) < 1e-6


def test_alone_each_client_is_plain_sgd_on_its_own_samples(
    task: data.Task, exact: data.Task, work: data.Ints
) -> None:
    """Without a server nothing is averaged, and every client starts from the same weights."""
    alone = fedavg.train_alone(START, task, work)

    for k in range(len(CLIENTS)):
        own = oracle.client_update(START, exact, work[:, k].reshape(-1, 8))
        assert _distance(oracle.Weights(*(w[k] for w in alone.weights)), own) < 1e-5
    assert alone.predictions.shape == (3, len(task.probe))


def test_the_same_work_gives_the_same_bytes(
    task: data.Task, work: data.Ints, trained: fedavg.Trained
) -> None:
    """Nothing is left to chance or to the order of threads."""
    again = fedavg.train(START, task, work, SHARES)

    assert all(
        a.tobytes() == b.tobytes() for a, b in zip(trained.weights, again.weights, strict=True)
    )
