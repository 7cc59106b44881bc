"""Both engines do the same work: weights of one are weights of the other."""

import pytest
import reference
from federation import (
    PARTIAL,
    SHARES,
    START,
    STRATEGIES,
    TASK,
    WHOLE,
    W,
    distance,
    same_classes,
)

from {{ cookiecutter.package }} import engines, model
from {{ cookiecutter.package }}.algorithms import federate
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients.plan import Plan

ONE, OTHER = map(engines.load, engines.names())


@pytest.mark.parametrize("plan", [WHOLE, PARTIAL], ids=["all clients", "some clients"])
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_both_engines_train_the_same_weights(strategy: Strategy, plan: Plan) -> None:
    """Each other's and the reference's, and they say the same of probes after the last round."""
    first = federate.train(ONE, strategy, START, TASK, plan, SHARES)

    second = federate.train(OTHER, strategy, START, TASK, plan, SHARES)

    assert distance(first.weights, second.weights) < 1e-5
    expected = reference.train(strategy, START, TASK, plan, SHARES)
    assert distance(second.weights, expected) < 1e-5
    assert same_classes(expected, first.predictions[-1], second.predictions[-1])


def test_both_engines_train_clients_alone_alike() -> None:
    """Each client's own model says the same of probes."""
    rows = WHOLE.rows.transpose(1, 0, 2, 3).reshape(len(SHARES), -1, 8)

    first, second = (
        federate.train_alone(engine, START, 0.1, TASK, rows) for engine in (ONE, OTHER)
    )

    for k in range(len(SHARES)):
        own = reference.sgd(W, START.shape, TASK, 0.1, rows[k])
        assert same_classes(model.shaped(own, START.shape), first[k], second[k])
