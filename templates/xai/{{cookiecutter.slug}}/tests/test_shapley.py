"""The axioms of Shapley 1953 as theorems, and estimators against enumeration."""

import math
from collections.abc import Callable
from itertools import permutations as orders

import numpy as np
import pytest
from games import additive, pairwise, rows, threeway
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import kernel_shap, shapley, synthetic
from {{ cookiecutter.package }}.shapley import Game
from {{ cookiecutter.package }}.table import Floats

Estimator = Callable[[Game, Floats], Floats]
ESTIMATORS: dict[str, Estimator] = {
    "exact": shapley.exact,
    "permutations": lambda game, x: shapley.permutations(game, x, 2),
    "kernel, all coalitions": lambda game, x: kernel_shap.kernel(game, x, 1 << game.players),
}
every = pytest.mark.parametrize("estimate", ESTIMATORS.values(), ids=ESTIMATORS)
X, BACKGROUND = rows(4, 5, 1), rows(7, 5, 2)


def test_exact_values_are_means_over_all_orders() -> None:
    """Shapley's definition, written down: every order, every marginal contribution."""
    f = threeway(4)
    x, background = rows(2, 4, 1), rows(3, 4, 2)
    expected = np.zeros(x.shape)
    for order in orders(range(4)):
        mixed = np.repeat(background[None], len(x), axis=0)
        before = np.repeat(f(background).mean(), len(x))
        for player in order:
            mixed[:, :, player] = x[:, player, None]
            after = f(mixed.reshape(-1, 4)).reshape(len(x), -1).mean(axis=1)
            expected[:, player] += (after - before) / math.factorial(4)
            before = after

    values = shapley.exact(Game(f, background), x)

    np.testing.assert_allclose(values, expected, atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(count=st.integers(1, 60), seed=st.integers(0, 1000), rows_=st.integers(1, 9))
def test_sampled_values_add_up_whatever_the_sample_size(count: int, seed: int, rows_: int) -> None:
    """Efficiency: each background row serves equally often, so nothing is left over."""
    f, background = threeway(5, seed), rows(rows_, 5, seed)

    values = shapley.permutations(Game(f, background), X, count, seed)

    np.testing.assert_allclose(values.sum(axis=1), f(X) - f(background).mean(), atol=1e-9)


@every
def test_values_add_up(estimate: Estimator) -> None:
    """Efficiency."""
    f = threeway(5)

    values = estimate(Game(f, BACKGROUND), X)

    np.testing.assert_allclose(values.sum(axis=1), f(X) - f(BACKGROUND).mean(), atol=1e-9)


@every
def test_a_feature_without_part_gets_nothing(estimate: Estimator) -> None:
    """Dummy."""
    values = estimate(Game(lambda x: x[:, 0] * x[:, 1] * x[:, 2], BACKGROUND), X)

    np.testing.assert_allclose(values[:, 3:], 0, atol=1e-12)


@every
def test_explanations_of_a_sum_are_sums_of_explanations(estimate: Estimator) -> None:
    """Linearity."""
    f, g = threeway(5, 1), threeway(5, 2)

    both = estimate(Game(lambda x: f(x) + g(x), BACKGROUND), X)

    parts = estimate(Game(f, BACKGROUND), X) + estimate(Game(g, BACKGROUND), X)
    np.testing.assert_allclose(both, parts, atol=1e-9)


@pytest.mark.parametrize("name", ["exact", "kernel, all coalitions"])
def test_features_that_play_the_same_part_get_the_same(name: str) -> None:
    """Symmetry."""
    x, background = X.copy(), BACKGROUND.copy()
    x[:, 1], background[:, 1] = x[:, 0], background[:, 0]

    values = ESTIMATORS[name](Game(lambda x: x[:, 0] * x[:, 1] * x[:, 2] + x[:, 3], background), x)

    np.testing.assert_allclose(values[:, 0], values[:, 1], atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(features=st.integers(2, 9), seed=st.integers(0, 1000))
def test_one_pair_of_orders_is_exact_when_two_features_interact(features: int, seed: int) -> None:
    """An order and its reverse cancel what a feature finds before it in a pairwise game."""
    x, background = rows(2, features, seed), rows(3, features, seed + 1)
    game = Game(pairwise(features, seed), background)

    values = shapley.permutations(game, x, 1, seed)

    np.testing.assert_allclose(values, shapley.exact(game, x), atol=1e-9)


def test_one_pair_of_orders_is_not_exact_when_three_features_interact() -> None:
    """Or the theorem above would test nothing."""
    game = Game(threeway(5), BACKGROUND)

    values = shapley.permutations(game, X, 1)

    assert np.abs(values - shapley.exact(game, X)).max() > 0.01


def test_more_orders_are_nearer_to_the_truth() -> None:
    """Sixteen times the orders, a quarter of the error: 1 / sqrt(M), up to chance."""
    x, background = synthetic.sample(20, 1), synthetic.sample(10, 2)
    game, truth = Game(synthetic.log_odds, background), synthetic.shapley(x, background)

    few, many = (
        np.sqrt(np.square(shapley.permutations(game, x, count) - truth).mean())
        for count in (20, 320)
    )

    assert 2.5 < few / many < 6.5


def test_a_group_of_features_that_do_not_interact_gets_their_sum() -> None:
    """Groups play as one."""
    groups = np.array([0, 1, 0, 2, 1])
    single = shapley.exact(Game(additive(5), BACKGROUND), X)

    for estimate in ESTIMATORS.values():
        grouped = estimate(Game(additive(5), BACKGROUND, groups), X)
        expected = np.stack([single[:, groups == g].sum(axis=1) for g in range(3)], axis=1)
        np.testing.assert_allclose(grouped, expected, atol=1e-9)


def test_too_many_players_are_refused_before_they_fill_the_memory() -> None:
    """2^30 coalitions are not an answer."""
    with pytest.raises(ValueError, match="use permutations"):
        shapley.exact(Game(additive(30), rows(2, 30, 1)), rows(1, 30, 2))


def test_the_same_seed_gives_the_same_values_and_another_one_does_not() -> None:
    """To the last bit."""
    game = Game(threeway(5), BACKGROUND)
    values = shapley.permutations(game, X, 4, 1)

    assert np.array_equal(values, shapley.permutations(game, X, 4, 1))
    assert not np.array_equal(values, shapley.permutations(game, X, 4, 2))


@pytest.mark.parametrize("inputs", [1, 200, 50_000])
def test_a_row_is_explained_as_if_alone(inputs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows a call of the model holds: one, three and the one over, or all."""
    game = Game(threeway(5), BACKGROUND)
    alone = np.vstack([shapley.permutations(game, row[None], 4, 1) for row in X])

    monkeypatch.setattr(shapley, "INPUTS", inputs)

    np.testing.assert_allclose(shapley.permutations(game, X, 4, 1), alone, atol=1e-12)
