"""The partition: nothing lost, nobody empty, and as skewed as alpha says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import data, partition
from {{ cookiecutter.package }}.config import Config

LABELS = np.random.default_rng(0).integers(0, data.CLASSES, 1200)
ROWS = np.arange(100, 1200)


@settings(max_examples=40, deadline=None)
@given(
    clients=st.integers(1, 100),
    alpha=st.floats(0.01, 100),
    least=st.integers(1, 10),
    seed=st.integers(0, 2**31),
)
def test_every_sample_has_one_owner_and_no_client_is_empty(
    clients: int, alpha: float, least: int, seed: int
) -> None:
    """For every number of clients and every alpha that the template allows."""
    config = Config(clients=clients, alpha=alpha, min_samples=least)

    dealt = partition.dirichlet(ROWS, LABELS, config, seed)

    assert sorted(np.concatenate(dealt.clients)) == ROWS.tolist()
    assert len(dealt.clients) == clients
    assert dealt.sizes.min() >= least
    assert dealt.shares == pytest.approx(dealt.sizes / len(ROWS))


def test_too_few_samples_are_refused() -> None:
    """Nobody trains on nothing in silence."""
    with pytest.raises(ValueError, match="lower clients or min_samples"):
        partition.dirichlet(ROWS[:9], LABELS, Config(clients=10, min_samples=1), 0)


def test_another_seed_deals_otherwise() -> None:
    """The seed is used, and nothing else is random."""
    config = Config(clients=10, alpha=0.1)

    first, again, other = (partition.dirichlet(ROWS, LABELS, config, seed) for seed in (0, 0, 1))

    assert all(np.array_equal(a, b) for a, b in zip(first.clients, again.clients, strict=True))
    assert first.sizes.tolist() != other.sizes.tolist()


def test_a_small_alpha_skews_and_a_large_one_does_not() -> None:
    """The share of a client's commonest label falls from near 1 towards 1/10."""
    commonest = {}
    for alpha in (0.01, 100.0):
        dealt = partition.dirichlet(ROWS, LABELS, Config(clients=10, alpha=alpha), 0)
        counts = dealt.label_counts(LABELS)
        commonest[alpha] = (counts.max(axis=1) / counts.sum(axis=1)).mean()

    assert commonest[0.01] > 0.6
    assert commonest[100.0] < 0.2
