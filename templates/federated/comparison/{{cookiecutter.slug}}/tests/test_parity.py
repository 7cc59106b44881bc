"""Both engines do the same work: weights of one are weights of the other."""

import pytest
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

from {{ cookiecutter.package }} import engine_{{ [cookiecutter.framework, cookiecutter.compare_with]|sort|first }} as one
from {{ cookiecutter.package }} import engine_{{ [cookiecutter.framework, cookiecutter.compare_with]|sort|last }} as other
from {{ cookiecutter.package }} import federate, oracle, reference
from {{ cookiecutter.package }}.plan import Plan
from {{ cookiecutter.package }}.strategies import Strategy


@pytest.mark.parametrize("plan", [WHOLE, PARTIAL], ids=["all clients", "some clients"])
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_both_engines_train_the_same_weights(strategy: Strategy, plan: Plan) -> None:
    """Each other's and the reference's, and they say the same of probes after the last round."""
    first = federate.train(strategy, START, TASK, plan, SHARES, one)

    second = federate.train(strategy, START, TASK, plan, SHARES, other)

    assert distance(first.weights, second.weights) < 1e-5
    expected = reference.train(strategy, START, TASK, plan, SHARES)
    assert distance(second.weights, expected) < 1e-5
    assert same_classes(expected, first.predictions[-1], second.predictions[-1])


def test_both_engines_train_clients_alone_alike() -> None:
    """Each client's own model says the same of probes."""
    rows = WHOLE.rows.transpose(1, 0, 2, 3).reshape(len(SHARES), -1, 8)

    first, second = (
        federate.train_alone(START, 0.1, TASK, rows, engine) for engine in (one, other)
    )

    for k in range(len(SHARES)):
        own = reference.sgd(W, START.shape, TASK, 0.1, rows[k])
        assert same_classes(oracle.shaped(own, START.shape), first[k], second[k])
