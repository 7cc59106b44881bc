"""What only a study measures: convergence, and removal with a new fit."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import convergence, roar
from {{ cookiecutter.package }}.section import Setting


def test_the_slope_of_a_power_law_is_its_power() -> None:
    """Exact estimates, whose error is rounding, do not bend it."""
    counts = (10, 100, 1000, 10_000)

    assert convergence.slope(counts, [0.1, 0.01, 1e-3, 1e-4]) == pytest.approx(-1)
    assert convergence.slope(counts, [1, 10**-0.5, 0.1, 1e-16]) == pytest.approx(-0.5)


def test_sampled_shapley_values_converge_like_a_monte_carlo_mean(setting: Setting) -> None:
    """With the square root of the number of permutations, within what eight repeats can tell."""
    section = convergence.study(setting)

    assert section.metrics[0]["value"] == pytest.approx(-0.5, abs=0.15)
    kernel = section.results["convergence"]["KernelSHAP"]
    assert kernel == sorted(kernel, reverse=True)


def test_removed_columns_are_constant_and_know_training_rows_only() -> None:
    """The mean of test rows must not leak into what is fitted."""
    x = np.arange(12.0).reshape(4, 3)

    held = roar.without(x, np.array([0, 1]), np.array([1]))

    assert (held[:, 1] == 2.5).all()
    assert np.array_equal(held[:, [0, 2]], x[:, [0, 2]])
    assert x[0, 1] == 1


@pytest.mark.slow
def test_roar_compares_three_orders_from_the_same_start(setting: Setting) -> None:
    """Nothing removed is the same model for all of them."""
    section = roar.study(setting)

    document = section.results["roar"]
    starts = {areas[0] for name, areas in document.items() if name != "removed"}
    assert document["removed"][0] == 0
    assert len(starts) == 1
    assert len(section.listings[0].rows) == len(document["removed"])
