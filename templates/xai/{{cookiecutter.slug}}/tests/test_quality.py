"""Measures of explanations where their values are known, and what must not change them."""

import numpy as np
import pytest
from games import additive, rows, threeway
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import quality, shapley
from {{ cookiecutter.package }}.shapley import Game

X, BACKGROUND = rows(6, 5, 1), rows(8, 5, 2)
GAME = Game(additive(5), BACKGROUND)
EXACT = shapley.exact(GAME, X)
SETS = quality.subsets(40, 5, 0)
LOST = quality.losses(GAME, X, SETS)


def test_random_sets_are_neither_empty_nor_full_and_have_all_sizes() -> None:
    """An empty set loses nothing whatever is said about it."""
    sizes = quality.subsets(500, 6, 0).sum(axis=1)

    assert set(sizes) == {1, 2, 3, 4, 5}


def test_the_truth_about_an_additive_model_is_perfectly_faithful() -> None:
    """Sums of attributions are the losses."""
    np.testing.assert_allclose(LOST, EXACT @ SETS.T, atol=1e-9)
    np.testing.assert_allclose(quality.faithfulness_correlation(EXACT, SETS, LOST), 1)
    np.testing.assert_allclose(quality.infidelity(EXACT, SETS, LOST), 0, atol=1e-12)


def test_the_opposite_of_the_truth_is_perfectly_unfaithful() -> None:
    """Correlation -1; and being wrong by twice the loss costs four times what silence does."""
    np.testing.assert_allclose(quality.faithfulness_correlation(-EXACT, SETS, LOST), -1)
    np.testing.assert_allclose(quality.infidelity(-EXACT, SETS, LOST), 4)


def test_saying_nothing_has_correlation_0_and_infidelity_1() -> None:
    """And divides nothing by zero."""
    nothing = np.zeros(EXACT.shape)

    assert (quality.faithfulness_correlation(nothing, SETS, LOST) == 0).all()
    np.testing.assert_allclose(quality.infidelity(nothing, SETS, LOST), 1)


@settings(deadline=None, max_examples=20)
@given(factor=st.floats(0.01, 100))
def test_faithfulness_ignores_the_scale_and_infidelity_does_not(factor: float) -> None:
    """A correlation against an error."""
    told = rows(6, 5, 3)

    np.testing.assert_allclose(
        quality.faithfulness_correlation(factor * told, SETS, LOST),
        quality.faithfulness_correlation(told, SETS, LOST),
        atol=1e-9,
    )
    expected = np.square(factor * told @ SETS.T - LOST).mean(1) / np.square(LOST).mean(1)
    np.testing.assert_allclose(quality.infidelity(factor * told, SETS, LOST), expected)


def test_noise_is_not_faithful_on_average() -> None:
    """Within three standard errors of 0."""
    rng = np.random.default_rng(0)

    found = np.array(
        [
            quality.faithfulness_correlation(rng.normal(size=X.shape), SETS, LOST).mean()
            for _ in range(300)
        ]
    )

    assert abs(found.mean()) < 3 * found.std() / np.sqrt(len(found))


def test_losses_are_what_the_model_says_with_and_without() -> None:
    """One set, one row, by hand."""
    f = threeway(5)
    sets = np.array([[True, False, True, False, False]])

    lost = quality.losses(Game(f, BACKGROUND), X[:1], sets)

    without = np.repeat(X[:1], len(BACKGROUND), axis=0)
    without[:, [0, 2]] = BACKGROUND[:, [0, 2]]
    np.testing.assert_allclose(lost, [[f(X[:1])[0] - f(without).mean()]], atol=1e-12)


def test_sensitivity_is_the_largest_relative_move() -> None:
    """The explainer 2 x moves by twice the nudge; a constant one does not move."""
    nudges = np.array([[0.0, 0.3, 0.0, 0.0, 0.0], [0.1, 0.0, 0.0, 0.0, 0.0]])

    moves = quality.max_sensitivity(lambda x: 2 * x, X, 2 * X, nudges)
    still = quality.max_sensitivity(np.ones_like, X, np.ones_like(X), nudges)

    np.testing.assert_allclose(moves, 0.3 / np.linalg.norm(X, axis=1))
    assert (still == 0).all()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([1.0, 1.0, -1.0, 1.0], 0.0),
        ([0.0, 0.0, -5.0, 0.0], 0.75),
        ([1.0, 2.0, 3.0, 4.0], 0.25),
        ([0.0, 0.0, 0.0, 0.0], 0.0),
    ],
)
def test_gini_of_known_explanations(told: list[float], expected: float) -> None:
    """Equal sizes 0, a single one 1 - 1/d, and 1 2 3 4 by the formula of Hurley and Rickard."""
    assert quality.gini(np.array([told]))[0] == pytest.approx(expected)
