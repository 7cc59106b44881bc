"""The network and its engine: held to a NumPy reference, and that to finite differences."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from {{ cookiecutter.package }} import engine_{{ cookiecutter.framework }} as engine
from {{ cookiecutter.package }} import gradients, network
from {{ cookiecutter.package }}.accuracy import auc
from {{ cookiecutter.package }}.network import Fitting, Layer, Weights
from {{ cookiecutter.package }}.section import Setting

RNG = np.random.default_rng(0)
X = RNG.normal(2, 3, (300, 6)).astype(np.float32)
Y = (X[:, 0] * X[:, 1] > X[:, 2]).astype(np.int64)
WEIGHTS = network.initial(X, 8, 0)
FITTING = Fitting(hidden=8, epochs=4, batch_size=32, learning_rate=0.02)


def test_the_references_gradient_is_the_slope_of_its_function() -> None:
    """Central differences in float64."""
    x, step = X[:20].astype(np.float64), 1e-5
    for i, slope in enumerate(network.gradient(WEIGHTS, x).T):
        nudge = step * np.eye(6)[i]
        rise = network.log_odds(WEIGHTS, x + nudge) - network.log_odds(WEIGHTS, x - nudge)
        np.testing.assert_allclose(rise / (2 * step), slope, atol=1e-7)


def test_the_engine_is_the_reference() -> None:
    """Function and gradient, in float32."""
    made = engine.Network(WEIGHTS)

    np.testing.assert_allclose(made(X), network.log_odds(WEIGHTS, X), atol=1e-5)
    np.testing.assert_allclose(made.gradient(X), network.gradient(WEIGHTS, X), atol=1e-5)


def test_a_row_does_not_depend_on_how_many_others_are_asked() -> None:
    """Padding changes nothing."""
    made = engine.Network(WEIGHTS)

    for rows in (1, 63, 64, 65, 257):
        assert made(X[:rows]).shape == (rows,)
        np.testing.assert_allclose(made.gradient(X[:rows]), made.gradient(X)[:rows], atol=1e-6)


def test_training_learns_and_the_same_seed_learns_the_same() -> None:
    """Better than it began, by far, and reproducible bit by bit."""
    fitted, again = (engine.fit(X, Y, FITTING, 3) for _ in range(2))

    ones = np.ones(len(Y))
    before = float(auc(engine.Network(network.initial(X, 8, 3))(X), Y, ones))
    after = float(auc(fitted(X), Y, ones))
    assert after > max(0.75, before + 0.1)
    for first, second in zip(fitted.weights.layers, again.weights.layers, strict=True):
        assert np.array_equal(first.matrix, second.matrix)
        assert np.array_equal(first.bias, second.bias)
    other = engine.fit(X, Y, FITTING, 4).weights.layers[0].matrix
    assert not np.array_equal(fitted.weights.layers[0].matrix, other)


def test_every_epoch_is_a_new_order_of_all_rows() -> None:
    """Up to what does not fill a batch."""
    steps = network.batches(100, FITTING._replace(batch_size=20, epochs=2), 0)

    first, second = steps[:5].ravel(), steps[5:].ravel()
    assert sorted(first) == sorted(second) == list(range(100))
    assert not np.array_equal(first, second)
    assert network.batches(10, FITTING, 0).shape == (4, 10)


def test_a_network_survives_the_way_to_another_process() -> None:
    """Compiled parts stay behind."""
    made = engine.Network(WEIGHTS)
    scores = made(X)

    assert np.array_equal(pickle.loads(pickle.dumps(made))(X), scores)  # noqa: S301 - ours


def test_integrated_gradients_of_the_projects_network_add_up(setting: Setting) -> None:
    """Completeness to 1e-5 log-odds with the default nodes, and worse with few."""
    made, x = setting.models["neural"].fitted, setting.table.x[setting.rows]
    mean = setting.background.mean(axis=0)
    total = made(x) - made(mean[None])

    many, few = (
        np.abs(gradients.integrated(made.gradient, x, mean, nodes).sum(axis=1) - total).max()
        for nodes in (64, 2)
    )

    assert many < 1e-5
    assert few > 10 * many


def test_two_networks_that_are_one_function_are_explained_alike() -> None:
    """Implementation invariance: hidden units in another order."""
    order = RNG.permutation(8)
    (w1, b1), (w2, b2), last = WEIGHTS.layers
    shuffled = (Layer(w1[:, order], b1[order]), Layer(w2[order], b2), last)
    same = replace(WEIGHTS, layers=shuffled)

    told = [
        gradients.integrated(engine.Network(weights).gradient, X, X.mean(axis=0), 16)
        for weights in (WEIGHTS, same)
    ]

    np.testing.assert_allclose(told[0], told[1], atol=1e-5)


def test_a_constant_column_does_not_break_the_network() -> None:
    """Its scale is 1, its gradient finite."""
    x = X.copy()
    x[:, 2] = 7

    weights = network.initial(x, 8, 0)

    assert weights.scale[2] == 1
    assert np.isfinite(engine.Network(weights).gradient(x)).all()


@pytest.mark.parametrize("field", ["mean", "scale"])
def test_inputs_are_standardised_inside(field: str) -> None:
    """Explanations are about the table's own units."""
    other: Weights = replace(WEIGHTS, **{field: getattr(WEIGHTS, field) + 1})

    assert not np.allclose(engine.Network(other)(X), engine.Network(WEIGHTS)(X))
