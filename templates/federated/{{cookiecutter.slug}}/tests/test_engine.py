"""The engine: equal to the reference for every strategy, and each of its functions."""

import numpy as np
import pytest
import reference
from federation import (
    CLIENTS,
    ENGINE,
    PARTIAL,
    SHARES,
    START,
    STRATEGIES,
    TASK,
    W,
    distance,
    same_classes,
)

from {{ cookiecutter.package }} import model
from {{ cookiecutter.package }}.algorithms import federate
from {{ cookiecutter.package }}.algorithms.strategies import Strategy
from {{ cookiecutter.package }}.clients import plan
from {{ cookiecutter.package }}.data import Floats, Ints, Task

LONG = plan.draw(CLIENTS, 1, 8, 8, 0).rows[0]  # (5 clients, 8 steps, 8 samples)
SHORT = LONG[:, :2]
ZERO = np.zeros((len(LONG), len(W)))


def trained(rows: Ints, mu: float = 0.0, correction: Floats | None = None) -> Floats:
    """Return the clients' weights after SGD with step size 0.1 on ``rows``."""
    put = ENGINE.put
    y = ENGINE.local_updates(
        put(W),
        START.shape,
        Task(*map(put, TASK)),
        put(np.asarray(0.1)),
        put(rows),
        put(np.asarray(mu)),
        None if correction is None else put(correction),
    )
    return np.asarray(y)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda s: s.name)
def test_the_engine_equals_the_reference(strategy: Strategy) -> None:
    """Weight by weight after three rounds of three clients, and in what it says of probes."""
    found = federate.train(ENGINE, strategy, START, TASK, PARTIAL, SHARES)

    expected = reference.train(strategy, START, TASK, PARTIAL, SHARES)
    assert distance(found.weights, expected) < 1e-5
    said = model.logits(expected, TASK.probe).argmax(axis=1)
    assert same_classes(expected, found.predictions[-1], said)
    assert found.predictions.shape == (3, len(TASK.probe))


def test_every_client_takes_plain_sgd_steps_on_its_own_samples() -> None:
    """No client sees another's samples or weights."""
    found = trained(LONG)

    for k in range(len(LONG)):
        own = reference.sgd(W, START.shape, TASK, 0.1, LONG[k])
        assert found[k] == pytest.approx(own, abs=1e-6)


def test_the_proximal_gradient_is_mu_times_the_way_gone() -> None:
    """Two steps with mu and without it differ by rate mu (y_1 - w), y_1 being the first step's."""
    found = trained(SHORT, mu=0.5, correction=ZERO) - trained(SHORT, correction=ZERO)

    first = np.stack([reference.sgd(W, START.shape, TASK, 0.1, rows[:1]) for rows in SHORT])
    assert found == pytest.approx(-0.1 * 0.5 * (first - W), abs=1e-6)
    assert np.abs(found).max() > 1e-4


def test_a_correction_is_added_to_the_gradient_of_its_client() -> None:
    """In every step: it ends rate times the correction away from where the step alone would."""
    correction = np.random.default_rng(0).normal(size=ZERO.shape)

    found = trained(SHORT, correction=correction)

    for k in range(len(SHORT)):
        y = W
        for rows in SHORT[k]:
            y = reference.sgd(y, START.shape, TASK, 0.1, rows[None]) - 0.1 * correction[k]
        assert found[k] == pytest.approx(y, abs=1e-6)


def test_predictions_are_the_likeliest_class_by_each_model() -> None:
    """Of the first weights and of others."""
    models = [model.initial(*START.shape, seed) for seed in range(len(CLIENTS))]
    stacked = ENGINE.put(np.stack([model.flat(each) for each in models]))

    found = np.asarray(ENGINE.predict(stacked, START.shape, ENGINE.put(TASK.probe)))

    assert found.tolist() == [model.logits(m, TASK.probe).argmax(axis=1).tolist() for m in models]


def test_controls_of_clients_that_are_absent_stay() -> None:
    """Rows are taken and placed by number, and nothing else moves."""
    matrix, rows = np.arange(12.0).reshape(4, 3), np.full((2, 3), -1.0)
    ids = ENGINE.put(np.array([2, 0]))

    placed = np.asarray(ENGINE.place(ENGINE.put(matrix), ids, ENGINE.put(rows)))

    assert np.asarray(ENGINE.take(ENGINE.put(matrix), ids)).tolist() == matrix[[2, 0]].tolist()
    assert placed.tolist() == [[-1] * 3, [3, 4, 5], [-1] * 3, [9, 10, 11]]


def test_another_number_in_a_strategy_gives_other_weights() -> None:
    """What an engine compiled for one value is not used for another."""
    for strategy in STRATEGIES:
        doubled = strategy._replace(learning_rate=2 * strategy.learning_rate)
        found = federate.train(ENGINE, doubled, START, TASK, PARTIAL, SHARES)
        expected = reference.train(doubled, START, TASK, PARTIAL, SHARES)
        assert distance(found.weights, expected) < 1e-5
