"""Federated training as a whole: what theory says of it, whatever the engine."""

import light
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
    """Two parts of a training, the second from the weights of the first, are the whole.

    The light engine trains the parts: the project's own would compile once more for each.
    """
    first, rest = (Plan(PARTIAL.cohorts[at], PARTIAL.rows[at]) for at in (slice(1), slice(1, 3)))
    begun = federate.train(light, strategy, START, TASK, first, SHARES)

    found = federate.train(light, strategy, begun.weights, TASK, rest, SHARES)

    for engine, error in ((light, 1e-6), (ENGINE, 1e-5)):
        whole = federate.train(engine, strategy, START, TASK, PARTIAL, SHARES)
        assert distance(found.weights, whole.weights) < error
        assert same_classes(begun.weights, whole.predictions[0], begun.predictions[-1])
        assert same_classes(whole.weights, whole.predictions[-1], found.predictions[-1])


def test_alone_and_fine_tuned_each_client_takes_plain_sgd_steps() -> None:
    """Without a server nothing is averaged; rounds are nothing but more steps."""
    rows = plan.draw(CLIENTS, 1, 8, 8, 0).rows[0]

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
