"""KernelSHAP against enumeration and against shap, and the default of shap that it avoids."""

import numpy as np
import pytest
import shap
from games import additive, pairwise, rows, threeway

from {{ cookiecutter.package }} import kernel_shap, shapley
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.shapley import Game

X, BACKGROUND = rows(3, 6, 1), rows(5, 6, 2)


def test_with_all_coalitions_the_regression_is_exact() -> None:
    """Theorem 2 of Lundberg and Lee."""
    game = Game(threeway(6), BACKGROUND)

    values = kernel_shap.kernel(game, X, 2**6)

    np.testing.assert_allclose(values, shapley.exact(game, X), atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_few_coalitions_add_up_and_are_exact_when_two_features_interact(seed: int) -> None:
    """A coalition and its complement cancel what a pairwise game adds to the linear part."""
    features = 12
    x, background = rows(2, features, seed), rows(3, features, seed + 1)
    game = Game(pairwise(features, seed), background)

    values = kernel_shap.kernel(game, x, 60, seed)

    expected = shapley.exact(game, x)
    np.testing.assert_allclose(values, expected, atol=1e-8)
    f = threeway(features, seed)
    others = kernel_shap.kernel(Game(f, background), x, 60, seed)
    np.testing.assert_allclose(others.sum(axis=1), f(x) - f(background).mean(), atol=1e-9)


def test_too_few_coalitions_are_refused_in_words() -> None:
    """Four coalitions cannot tell twelve features apart."""
    game = Game(additive(12), rows(2, 12, 1))

    with pytest.raises(SetupError, match="4 coalitions do not tell 12 features apart; take 96"):
        kernel_shap.kernel(game, rows(1, 12, 2), 4)


def test_shap_agrees_when_it_is_told_not_to_regularise() -> None:
    """The same game, two implementations."""
    f = threeway(6)

    theirs = shap.KernelExplainer(f, BACKGROUND).shap_values(X, nsamples=200, l1_reg=0, silent=True)

    np.testing.assert_allclose(theirs, kernel_shap.kernel(Game(f, BACKGROUND), X), atol=1e-6)


def test_shap_drops_most_features_by_default_and_this_does_not() -> None:
    """With 23 features and few samples its default keeps ten: additive effects become zeros."""
    f, x, background = additive(23), rows(1, 23, 1), rows(5, 23, 2)
    truth = f.single * (x - background.mean(axis=0))
    explainer = shap.KernelExplainer(f, background)

    default = explainer.shap_values(x, nsamples=200, silent=True, l1_reg="num_features(10)")
    plain = explainer.shap_values(x, nsamples=200, silent=True, l1_reg=0)
    ours = kernel_shap.kernel(Game(f, background), x, 200)

    assert (default == 0).sum() == 13
    assert np.count_nonzero(truth) == 23
    np.testing.assert_allclose(plain, truth, atol=1e-6)
    np.testing.assert_allclose(ours, truth, atol=1e-9)
