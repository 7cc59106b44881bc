"""Agreement of rankings: its ends, its invariances, and cases that can be done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import ranking

RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(4, 6, 5))


def test_the_largest_size_has_rank_one_whatever_its_sign() -> None:
    """Ranks are of |value|."""
    assert ranking.ranks(np.array([0.1, -3.0, 2.0])).tolist() == [3, 1, 2]


def test_equal_refits_agree_fully_and_opposite_ones_not_at_all() -> None:
    """Both ends of Spearman's correlation."""
    same = np.repeat(VALUES[:1], 3, axis=0)
    sizes = np.array([[[1.0, 2, 3]], [[3.0, 2, 1]]])

    assert ranking.correlation(same) == pytest.approx(1)
    assert ranking.overlap(same, 2) == pytest.approx(1)
    assert ranking.correlation(sizes) == pytest.approx(-1)


@given(st.floats(0.01, 100))
def test_scaling_an_explanation_changes_no_agreement(factor: float) -> None:
    """Only ranks count."""
    scaled = VALUES.copy()
    scaled[0] *= -factor

    assert ranking.correlation(scaled) == pytest.approx(ranking.correlation(VALUES))
    assert ranking.overlap(scaled, 3) == pytest.approx(ranking.overlap(VALUES, 3))


def test_correlation_is_the_mean_over_pairs_and_cases() -> None:
    """The same as asking NumPy for each."""
    ranks = ranking.ranks(VALUES).astype(float)
    one_by_one = [
        np.corrcoef(ranks[a, i], ranks[b, i])[0, 1]
        for i in range(6)
        for a in range(4)
        for b in range(a)
    ]

    assert ranking.correlation(VALUES) == pytest.approx(np.mean(one_by_one))


def test_overlap_counts_what_two_refits_share() -> None:
    """One of two, by hand."""
    values = np.array([[[9.0, 8, 1, 0]], [[9.0, 0, 8, 1]]])

    assert ranking.overlap(values, 2) == 0.5


def test_adding_groups_up_keeps_the_sum() -> None:
    """Explanations that add up still do."""
    groups = {"a": [0, 3], "b": [1], "c": [2, 4]}

    found = ranking.grouped(VALUES, groups)

    assert found.shape == (4, 6, 3)
    assert found.sum(axis=-1) == pytest.approx(VALUES.sum(axis=-1))


def test_a_sign_is_held_by_the_refits_that_have_it() -> None:
    """Of what was told, whichever sign is commoner; a zero has neither."""
    values = np.array([[1.0, -1, 0, 0], [2.0, 1, 0, 0], [3.0, -1, 1, 0], [4.0, -1, 0, 0]])

    assert ranking.sign_share(np.array([1.0, 1, 1, 0]), values).tolist() == [1, 0.25, 0.25, 0]
