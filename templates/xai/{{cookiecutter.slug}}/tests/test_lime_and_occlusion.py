"""LIME and occlusion where their values are known."""

import numpy as np
import pytest
from games import additive, pairwise, rows

from {{ cookiecutter.package }} import lime, occlusion, shapley
from {{ cookiecutter.package }}.shapley import Game

X, BACKGROUND = rows(4, 6, 1), rows(9, 6, 2)


def test_lime_without_its_penalty_finds_a_linear_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weighted least squares of a linear function is that function, wherever the row is."""
    monkeypatch.setattr(lime, "RIDGE", 0.0)
    f = additive(6)

    values = lime.lime(f, X, BACKGROUND)

    np.testing.assert_allclose(values, f.single * (X - BACKGROUND.mean(axis=0)), atol=1e-8)


def test_limes_penalty_only_shrinks() -> None:
    """Ridge pulls coefficients towards zero, and a constant has none."""
    f = additive(6)

    values = lime.lime(f, X, BACKGROUND)

    exact = f.single * (X - BACKGROUND.mean(axis=0))
    assert np.linalg.norm(values) < np.linalg.norm(exact)
    np.testing.assert_allclose(lime.lime(lambda x: np.ones(len(x)), X, BACKGROUND), 0, atol=1e-9)


def test_lime_looks_nearer_to_the_row_than_to_the_rest() -> None:
    """On |x0| the slope has the sign of the side that the row is on."""
    x = np.zeros((2, 6))
    x[:, 0] = -4, 4

    values = lime.lime(lambda v: np.abs(v[:, 0]), x, BACKGROUND)

    assert (values[:, 0] > 0).all()


def test_occlusion_is_exact_without_interactions_and_wrong_with_them() -> None:
    """In x0 x1 from zero each feature takes the whole product with it."""
    game = Game(additive(6), BACKGROUND)
    np.testing.assert_allclose(occlusion.occlusion(game, X), shapley.exact(game, X), atol=1e-9)

    product = Game(lambda x: x[:, 0] * x[:, 1], np.zeros((1, 6)))
    values = occlusion.occlusion(product, X)

    np.testing.assert_allclose(values[:, :2], np.repeat(X[:, :2].prod(1)[:, None], 2, 1))
    assert np.abs(values.sum(axis=1) - X[:, :2].prod(axis=1)).max() > 0.1
    mixed = Game(pairwise(6), BACKGROUND)
    assert np.abs(occlusion.occlusion(mixed, X) - shapley.exact(mixed, X)).max() > 0.1
