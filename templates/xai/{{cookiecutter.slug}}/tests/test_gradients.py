"""Integrated and expected gradients: completeness, closed forms, and memory that does not grow."""

import numpy as np
import pytest
from games import rows

from {{ cookiecutter.package }} import gradients, synthetic

X, BASELINE = synthetic.sample(5, 1), synthetic.sample(1, 2)[0]


def test_integrated_gradients_add_up_to_what_the_model_gains_on_the_way() -> None:
    """Completeness, Sundararajan et al. 2017, proposition 1: the error falls with nodes."""
    total = synthetic.log_odds(X) - synthetic.log_odds(BASELINE[None])

    errors = [
        np.abs(
            gradients.integrated(synthetic.gradient, X, BASELINE, nodes).sum(axis=1) - total
        ).max()
        for nodes in (2, 4, 8, 16)
    ]

    assert errors[0] > errors[1] > errors[2]
    assert errors[3] < 1e-9


def test_on_a_linear_model_all_are_weight_times_distance() -> None:
    """One node is enough, and all three are the same."""
    weights, background = np.arange(10.0), synthetic.sample(7, 3)
    mean = background.mean(axis=0)

    def slope(x: np.ndarray) -> np.ndarray:
        return np.broadcast_to(weights, x.shape)

    expected = weights * (X - mean)
    np.testing.assert_allclose(gradients.integrated(slope, X, mean, 1), expected, atol=1e-12)
    np.testing.assert_allclose(gradients.times_input(slope, X, mean), expected, atol=1e-12)
    np.testing.assert_allclose(gradients.expected(slope, X, background, 1), expected, atol=1e-12)


def test_integrated_gradients_of_a_square_and_of_a_product_are_known() -> None:
    """x^2 is worth x^2 - b^2; in x y from zero both get half."""
    x = rows(4, 2, 1)
    zero = np.zeros(2)

    square = gradients.integrated(lambda v: 2 * v, x, np.ones(2), 1)
    product = gradients.integrated(lambda v: v[:, ::-1], x, zero, 1)

    np.testing.assert_allclose(square, x**2 - 1, atol=1e-12)
    np.testing.assert_allclose(product, np.repeat(x.prod(axis=1)[:, None] / 2, 2, 1), atol=1e-12)


def test_expected_gradients_are_means_of_integrated_gradients() -> None:
    """Each background row is a baseline, once."""
    background = synthetic.sample(3, 4)

    values = gradients.expected(synthetic.gradient, X, background, 6)

    each = [gradients.integrated(synthetic.gradient, X, b, 6) for b in background]
    np.testing.assert_allclose(values, np.mean(each, axis=0), atol=1e-12)


def test_rows_are_explained_in_pieces_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked at once does not grow with rows, and pieces change no value."""
    whole = gradients.integrated(synthetic.gradient, X, BASELINE, 8)
    asked: list[int] = []

    def counting(x: np.ndarray) -> np.ndarray:
        asked.append(len(x))
        return synthetic.gradient(x)

    monkeypatch.setattr(gradients, "POINTS", 16)
    pieces = gradients.integrated(counting, X, BASELINE, 8)

    assert np.array_equal(pieces, whole)
    assert asked == [16, 16, 8]
