"""Rank correlations against their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import agreement

values = st.lists(st.integers(-3, 3), min_size=4, max_size=8)


@given(first=values, data=st.data())
def test_rank_correlation_is_the_correlation_of_ranks(
    first: list[int], data: st.DataObject
) -> None:
    """Where ranks do not vary there is none, and silence agrees with silence only."""
    size = len(first)
    second = data.draw(st.lists(st.integers(-3, 3), min_size=size, max_size=size))
    a, b = np.array([first], float), np.array([second], float)

    found = agreement.rank_correlation(a, b)[0]

    places = [agreement.ranks(values)[0] for values in (a, b)]
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert found == (len(set(first)) == 1 and len(set(second)) == 1)
    else:
        assert found == pytest.approx(np.corrcoef(*places)[0, 1])


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    """As Spearman's correlation needs it."""
    values = np.array([[3.0, 1.0, 3.0, 2.0], [5.0, 5.0, 5.0, 5.0]])

    assert agreement.ranks(values).tolist() == [[3.5, 1, 3.5, 2], [2.5, 2.5, 2.5, 2.5]]


def test_kendalls_tau_counts_pairs() -> None:
    """1 for the same order, -1 for the reverse, and one swapped pair of six costs a third."""
    scores = np.array([4.0, 3.0, 2.0, 1.0])

    assert agreement.kendall(scores, 10 * scores) == 1
    assert agreement.kendall(scores, -scores) == -1
    assert agreement.kendall(scores, np.array([3.0, 4.0, 2.0, 1.0])) == pytest.approx(2 / 3)
