"""Mean, spread and interval of a sample, against printed tables."""

import statistics
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.carried import interval

#: The 97.5 % quantiles as Fisher and Yates print them; for 500 and more as R 4 does.
PRINTED = {
    1: 12.706,
    2: 4.303,
    3: 3.182,
    4: 2.776,
    5: 2.571,
    9: 2.262,
    10: 2.228,
    19: 2.093,
    29: 2.045,
    30: 2.042,
    60: 2.000,
    120: 1.980,
    500: 1.965,
    1000: 1.962,
    1001: 1.962,
    10**6: 1.960,
}


@pytest.mark.parametrize(("freedom", "printed"), PRINTED.items())
def test_the_quantile_of_t_is_the_printed_one(freedom: int, printed: float) -> None:
    assert round(interval.t95(freedom), 3) == printed


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.706204736174659), (2, 4.302652729749462), (4, 2.7764451051977934), (30, 2.042272456)],
)
def test_the_quantile_of_t_is_exact(freedom: int, quantile: float) -> None:
    assert interval.t95(freedom) == pytest.approx(quantile, rel=1e-9)


def test_series_and_expansion_meet() -> None:
    steps = [interval.t95(freedom) for freedom in range(995, 1008)]

    falls = [before - after for before, after in pairwise(steps)]
    assert all(2e-6 < fall < 3e-6 for fall in falls)


def test_an_interval_is_the_mean_with_t_standard_errors_on_both_sides() -> None:
    middle, spread, ends = interval.mean([1.0, 2.0, 3.0, 4.0, 5.0])

    assert (middle, spread) == (3.0, pytest.approx(2.5**0.5))
    assert ends == pytest.approx((3 - 2.776445 * 0.5**0.5, 3 + 2.776445 * 0.5**0.5), rel=1e-6)


def test_one_number_has_no_spread() -> None:
    assert interval.mean([2.5]) == (2.5, None, None)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_the_mean_lies_inside_its_interval(samples: list[float]) -> None:
    middle, spread, ends = interval.mean(samples)

    assert ends is not None
    assert ends[0] <= middle <= ends[1]
    assert spread == statistics.stdev(samples)
