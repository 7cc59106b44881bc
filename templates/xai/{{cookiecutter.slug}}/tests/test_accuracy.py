"""The measures of prediction, against scikit-learn's and against counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from {{ cookiecutter.package }} import accuracy

RNG = np.random.default_rng(0)
Y = np.tile([0, 1, 0], 40)
P = RNG.integers(1, 20, len(Y)) / 20  # with ties


def test_measures_are_scikit_learns() -> None:
    """Ties in the score count half."""
    ones = np.ones(len(Y))

    assert accuracy.auc(P, Y, ones) == pytest.approx(roc_auc_score(Y, P), abs=1e-12)
    assert accuracy.brier(P, Y, ones) == pytest.approx(brier_score_loss(Y, P), abs=1e-12)


@given(st.integers(0, 1000))
def test_a_weight_is_so_many_equal_rows(seed: int) -> None:
    """Counts of a bootstrap sample give the measure of that sample."""
    counts = accuracy.counts(len(Y), 1, seed)[0]
    rows = np.repeat(np.arange(len(Y)), counts)
    ones = np.ones(len(rows))

    assert accuracy.auc(P, Y, counts) == pytest.approx(accuracy.auc(P[rows], Y[rows], ones))
    assert accuracy.brier(P, Y, counts) == pytest.approx(accuracy.brier(P[rows], Y[rows], ones))


def test_auc_knows_only_the_order() -> None:
    """Increasing functions change nothing; turned round it is the rest to 1."""
    ones = np.ones(len(Y))

    assert accuracy.auc(np.log(P), Y, ones) == accuracy.auc(P, Y, ones)
    assert accuracy.auc(-P, Y, ones) == pytest.approx(1 - accuracy.auc(P, Y, ones))


def test_calibration_error_is_the_mean_gap_of_ten_bins() -> None:
    """By hand: in each bin 30 % are said and 10 % happen, in one of ten all do."""
    p = np.repeat(np.arange(10) / 1000 + 0.3, 10)
    y = np.tile(np.arange(10) == 0, 10).astype(int)
    y[-10:] = 1

    found = accuracy.calibration_error(p, y, np.ones(100))

    gaps = np.abs(np.arange(10) / 1000 + 0.3 - np.array([0.1] * 9 + [1.0]))
    assert found == pytest.approx(gaps.mean())


def test_bootstrap_samples_have_as_many_rows_as_the_sample() -> None:
    """Each of them; and another seed draws others."""
    first, other = (accuracy.counts(50, 20, seed) for seed in (0, 1))

    assert (first.sum(axis=1) == 50).all()
    assert not np.array_equal(first, other)


def test_the_interval_holds_the_middle_95_percent() -> None:
    """Of the numbers from 0 to 1000."""
    assert accuracy.interval(np.arange(1001.0)) == (25.0, 975.0)
