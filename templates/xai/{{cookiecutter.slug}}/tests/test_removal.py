"""Removal curves and their area: closed forms, invariances, and the best possible order."""

from itertools import permutations

import numpy as np
import pytest
from games import additive, rows, threeway

from {{ cookiecutter.package }} import removal, shapley
from {{ cookiecutter.package }}.shapley import Game

X, BACKGROUND = rows(6, 5, 1), rows(8, 5, 2)
GAME = Game(additive(5), BACKGROUND)
EXACT = shapley.exact(GAME, X)


def test_curves_go_from_the_row_to_the_background() -> None:
    """Both ends are values of the model, turned to the side of its decision."""
    game = Game(threeway(5), BACKGROUND)

    most, least = removal.curves(game, X, EXACT)

    ends = game.log_odds(X), np.repeat(game.log_odds(BACKGROUND).mean(), len(X))
    turn = np.sign(ends[0] - ends[1])
    for curve in (most, least):
        np.testing.assert_allclose(curve[:, 0], turn * ends[0], atol=1e-12)
        np.testing.assert_allclose(curve[:, -1], turn * ends[1], atol=1e-12)


def test_curves_of_an_additive_model_are_sums_of_what_is_left() -> None:
    """Removing a feature takes its attribution away."""
    most, _ = removal.curves(GAME, X, EXACT)

    turn = np.sign(EXACT.sum(axis=1))
    removed = np.cumsum(-np.sort(-turn[:, None] * EXACT, axis=1), axis=1)
    np.testing.assert_allclose(most[:, 1:], (turn * GAME.log_odds(X))[:, None] - removed, atol=1e-9)


def test_no_order_has_a_larger_gain_than_the_exact_one() -> None:
    """All 120 orders of an additive model."""
    best = removal.gain(removal.curves(GAME, X, EXACT))

    for order in permutations(range(5)):
        other = np.broadcast_to(np.array(order, dtype=float), X.shape)
        assert (removal.gain(removal.curves(GAME, X, other)) <= best + 1e-12).all()


def test_the_opposite_explanation_has_the_opposite_gain() -> None:
    """Both orders change places."""
    game = Game(threeway(5), BACKGROUND)

    gain = removal.gain(removal.curves(game, X, EXACT))

    np.testing.assert_allclose(removal.gain(removal.curves(game, X, -EXACT)), -gain, atol=1e-12)


@pytest.mark.parametrize("factor", [1e-3, 7.0])
def test_only_the_order_counts(factor: float) -> None:
    """Positive scaling changes nothing."""
    scaled = removal.gain(removal.curves(GAME, X, factor * EXACT))

    assert np.array_equal(scaled, removal.gain(removal.curves(GAME, X, EXACT)))


def test_random_orders_gain_nothing_on_average() -> None:
    """Within three standard errors of 0."""
    rng = np.random.default_rng(0)

    gains = np.array(
        [removal.gain(removal.curves(GAME, X, rng.normal(size=X.shape))).mean() for _ in range(200)]
    )

    assert abs(gains.mean()) < 3 * gains.std() / np.sqrt(len(gains))
