"""The plan: who takes part, each client's own samples, and the same ones each time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }}.clients import plan

CLIENTS = (np.arange(10, 17), np.arange(20, 120), np.arange(200, 201))


def test_a_client_trains_on_its_own_samples_and_on_no_others() -> None:
    """Seven samples, a hundred and one, in steps of ten."""
    made = plan.draw(CLIENTS, 3, 10, 10, 0)

    for k, rows in enumerate(CLIENTS):
        for t in range(3):
            assert set(made.rows[t, k].ravel()) == set(rows)


def test_a_sample_returns_only_when_all_others_were_used() -> None:
    """Batches are epochs in a new order, not draws with replacement, across rounds too."""
    made = plan.draw(CLIENTS, 2, 5, 10, 0)

    counts = np.bincount(made.rows[:, 0].ravel())[10:17]
    assert counts.max() - counts.min() <= 1
    assert np.unique(made.rows[:, 1]).size == 100


def test_a_clients_batches_depend_on_seed_and_number_only() -> None:
    """More rounds or other clients do not change what is already planned."""
    made = plan.draw(CLIENTS, 2, 5, 4, 0).rows

    longer = plan.draw(CLIENTS, 3, 5, 4, 0).rows
    others = plan.draw((np.arange(3), *CLIENTS[1:]), 2, 5, 4, 0).rows
    assert np.array_equal(made, longer[:2])
    assert np.array_equal(made[:, 1], others[:, 1])
    assert not np.array_equal(made[0], made[1])
    assert not np.array_equal(made, plan.draw(CLIENTS, 2, 5, 4, 1).rows)


@settings(deadline=None)
@given(clients=st.integers(1, 60), fraction=st.floats(0.001, 1), seed=st.integers(0, 99))
def test_a_cohort_has_its_share_of_different_clients(
    clients: int, fraction: float, seed: int
) -> None:
    """Without replacement, in ascending order, at least one."""
    cohort = plan.cohort(clients, 0, seed, fraction)

    assert len(cohort) == max(1, round(fraction * clients))
    assert (np.diff(cohort) > 0).all()
    assert 0 <= cohort[0] <= cohort[-1] < clients


def test_everybody_takes_part_when_the_fraction_is_one() -> None:
    """In the order of the clients, in every round."""
    assert plan.draw(CLIENTS, 4, 1, 1, 0).cohorts.tolist() == [[0, 1, 2]] * 4


def test_clients_take_part_equally_often() -> None:
    """A fifth of ten clients in 4,000 rounds: within 5 standard deviations of a binomial."""
    counts = np.bincount(np.ravel([plan.cohort(10, t, 0, 0.2) for t in range(4000)]), minlength=10)

    assert counts == pytest.approx(np.full(10, 800), abs=5 * np.sqrt(4000 * 0.2 * 0.8))


def test_whoever_takes_part_does_its_own_work() -> None:
    """Place by place, the rows of a cohort belong to the clients that it names."""
    made = plan.draw(CLIENTS, 30, 2, 3, 0, fraction=0.5)

    assert made.rows.shape == (30, 2, 2, 3)
    for t, cohort in enumerate(made.cohorts):
        for place, k in enumerate(cohort):
            expected = plan.batches(CLIENTS[k], 30, 2, 3, 0, int(k))[t]
            assert np.array_equal(made.rows[t, place], expected)
