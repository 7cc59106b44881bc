"""Federated training as a whole: what theory says of it, whatever the engine."""

from dataclasses import replace

import numpy as np
import pytest
from federation import (
    CLIENTS,
    FEDAVG,
    FEDPROX,
    SCAFFOLD,
    SHARES,
    START,
    STRATEGIES,
    TASK,
    WHOLE,
    W,
    distance,
)

from {{ cookiecutter.package }} import federate, oracle, plan, reference
from {{ cookiecutter.package }}.plan import Plan
from {{ cookiecutter.package }}.strategies import Strategy


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_the_order_of_clients_does_not_matter(strategy: Strategy) -> None:
    """A server must not care who answers first."""
    order = [2, 0, 1]
    shuffled = Plan(WHOLE.cohorts, WHOLE.rows[:, order])

    found = federate.train(strategy, START, TASK, shuffled, SHARES[order])

    expected = federate.train(strategy, START, TASK, WHOLE, SHARES)
    assert distance(found.weights, expected.weights) < 1e-5


def test_one_client_is_centralised_training() -> None:
    """With everything in one place there is nothing to average, and no drift to correct."""
    strategy = replace(SCAFFOLD, server_rate=1.0)
    work = plan.draw((np.arange(200),), 6, 4, 8, 0)

    found = federate.train(strategy, START, TASK, work, np.ones(1))

    steps = work.rows.reshape(-1, 8)
    central = reference.sgd(W, START.shape, TASK, strategy.learning_rate, steps)
    assert distance(found.weights, oracle.shaped(central, START.shape)) < 1e-5


def test_weighted_fedsgd_is_a_centralised_gradient_step() -> None:
    """Clients of 10, 20 and 40 samples repeat them to fill a batch: the same mean gradient."""
    clients = (np.arange(10), np.arange(10, 30), np.arange(30, 70))
    rows = np.stack([np.resize(own, 40) for own in clients])[None, :, None]

    found = federate.train(
        FEDAVG, START, TASK, Plan(np.arange(3)[None], rows), np.array([10, 20, 40]) / 70
    )

    central = reference.sgd(W, START.shape, TASK, FEDAVG.learning_rate, np.arange(70)[None])
    assert distance(found.weights, oracle.shaped(central, START.shape)) < 1e-6


def test_fedprox_without_its_term_is_fedavg_to_the_last_bit() -> None:
    """With mu = 0 the difference is exactly 0."""
    found = federate.train(replace(FEDPROX, mu=0.0), START, TASK, WHOLE, SHARES)

    assert distance(found.weights, federate.train(FEDAVG, START, TASK, WHOLE, SHARES).weights) == 0


def test_scaffolds_first_round_is_fedavgs_and_later_ones_are_not() -> None:
    """Controls begin at zero, and are used once they are not."""
    strategy = replace(SCAFFOLD, server_rate=1.0)

    found = federate.train(strategy, START, TASK, WHOLE, SHARES)

    plain = federate.train(FEDAVG, START, TASK, WHOLE, SHARES)
    assert np.array_equal(found.predictions[0], plain.predictions[0])
    assert distance(found.weights, plain.weights) > 1e-3


@pytest.mark.parametrize("strategy", [FEDAVG, FEDPROX], ids=lambda s: s.name)
def test_every_round_starts_from_the_average(strategy: Strategy) -> None:
    """Two halves of a training, the second from the weights of the first, are the whole."""
    first, second = (Plan(WHOLE.cohorts[part], WHOLE.rows[part]) for part in (np.s_[:3], np.s_[3:]))
    half = federate.train(strategy, START, TASK, first, SHARES)

    found = federate.train(strategy, half.weights, TASK, second, SHARES)

    whole = federate.train(strategy, START, TASK, WHOLE, SHARES)
    assert distance(found.weights, whole.weights) < 1e-6
    assert np.array_equal(whole.predictions, [*half.predictions, *found.predictions])


def test_alone_and_fine_tuned_each_client_takes_plain_sgd_steps() -> None:
    """Without a server nothing is averaged; rounds are nothing but more steps."""
    rows = WHOLE.rows.transpose(1, 0, 2, 3).reshape(3, -1, 8)

    for start in (START, federate.train(FEDAVG, START, TASK, WHOLE, SHARES).weights):
        found = federate.train_alone(start, 0.1, TASK, rows)

        for k in range(len(CLIENTS)):
            own = reference.sgd(oracle.flat(start), START.shape, TASK, 0.1, rows[k])
            said = oracle.logits(oracle.shaped(own, START.shape), TASK.probe).argmax(axis=1)
            assert np.array_equal(found[k], said)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_the_same_work_gives_the_same_bytes(strategy: Strategy) -> None:
    """Nothing is left to chance or to the order of threads."""
    first, again = (federate.train(strategy, START, TASK, WHOLE, SHARES) for _ in range(2))

    assert oracle.flat(first.weights).tobytes() == oracle.flat(again.weights).tobytes()
    assert first.predictions.tobytes() == again.predictions.tobytes()
