"""Federated training as a whole: what theory says of it, whatever the engine."""

import numpy as np
import pytest
import reference
from federation import (
    CLIENTS,
    ENGINE,
    FEDAVG,
    FEDPROX,
    PARTIAL,
    SCAFFOLD,
    SHARES,
    START,
    STRATEGIES,
    TASK,
    WHOLE,
    distance,
    same_classes,
)

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms import federate
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients import plan
from {{ cookiecutter.package }}.clients.plan import Plan


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_neither_order_nor_names_of_clients_matter(strategy: Strategy) -> None:
    """A server must not care who answers first, or who is called the first."""
    names = np.array([2, 0, 4, 1, 3])
    shuffled = Plan(names[PARTIAL.cohorts[:, ::-1]], PARTIAL.rows[:, ::-1])

    found = federate.train(ENGINE, strategy, START, TASK, shuffled, SHARES[np.argsort(names)])

    expected = federate.train(ENGINE, strategy, START, TASK, PARTIAL, SHARES)
    assert distance(found.weights, expected.weights) < 1e-5


def test_fedprox_without_its_term_is_fedavg_to_the_last_bit() -> None:
    """With mu = 0 the difference is exactly 0."""
    found = federate.train(ENGINE, FEDPROX._replace(mu=0.0), START, TASK, PARTIAL, SHARES)

    plain = federate.train(ENGINE, FEDAVG, START, TASK, PARTIAL, SHARES)
    assert distance(found.weights, plain.weights) == 0


def test_scaffolds_first_round_is_fedavgs_and_later_ones_are_not() -> None:
    """Controls begin at zero, and are used once they are not."""
    strategy = SCAFFOLD._replace(server_rate=1.0)

    found = federate.train(ENGINE, strategy, START, TASK, PARTIAL, SHARES)

    plain = federate.train(ENGINE, FEDAVG, START, TASK, PARTIAL, SHARES)
    assert np.array_equal(found.predictions[0], plain.predictions[0])
    assert distance(found.weights, plain.weights) > 1e-3


@pytest.mark.parametrize("strategy", [FEDAVG, FEDPROX], ids=lambda s: s.name)
def test_every_round_starts_from_the_average(strategy: Strategy) -> None:
    """Two halves of a training, the second from the weights of the first, are the whole."""
    twice = plan.draw(CLIENTS, 6, 4, 8, 0, fraction=0.6)
    rest = Plan(twice.cohorts[3:], twice.rows[3:])
    half = federate.train(ENGINE, strategy, START, TASK, PARTIAL, SHARES)

    found = federate.train(ENGINE, strategy, half.weights, TASK, rest, SHARES)

    whole = federate.train(ENGINE, strategy, START, TASK, twice, SHARES)
    assert distance(found.weights, whole.weights) < 1e-6
    assert same_classes(half.weights, whole.predictions[2], half.predictions[-1])
    assert same_classes(whole.weights, whole.predictions[-1], found.predictions[-1])


def test_alone_and_fine_tuned_each_client_takes_plain_sgd_steps() -> None:
    """Without a server nothing is averaged; rounds are nothing but more steps."""
    rows = WHOLE.rows[0, :, :2]

    for start in (START, federate.train(ENGINE, FEDAVG, START, TASK, PARTIAL, SHARES).weights):
        found = federate.train_alone(ENGINE, start, 0.1, TASK, rows)

        for k in range(len(CLIENTS)):
            own = reference.sgd(model.flat(start), START.shape, TASK, 0.1, rows[k])
            ended = model.shaped(own, START.shape)
            assert same_classes(ended, found[k], model.logits(ended, TASK.probe).argmax(axis=1))


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_the_same_work_gives_the_same_bytes(strategy: Strategy) -> None:
    """Nothing is left to chance or to the order of threads."""
    work = (ENGINE, strategy, START, TASK, PARTIAL, SHARES)

    first, again = (federate.train(*work) for _ in range(2))

    assert model.flat(first.weights).tobytes() == model.flat(again.weights).tobytes()
    assert first.predictions.tobytes() == again.predictions.tobytes()
