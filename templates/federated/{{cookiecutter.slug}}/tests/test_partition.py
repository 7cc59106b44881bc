"""The partitions: nothing lost, nothing dealt twice, nobody empty, and skewed as they promise."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.clients import partition
from {{ cookiecutter.package }}.config import Kind

CLASSES = 10
LABELS = np.random.default_rng(0).integers(0, CLASSES, 1200)
ROWS = np.arange(100, 1200)
SITES = np.random.default_rng(1).integers(0, 7, 1200)
DATA = data.Dataset(
    inputs=np.zeros((1200, 1), np.float32),
    labels=LABELS,
    classes=tuple("0123456789"),
    groups=SITES,
    sites=tuple("ABCDEFG"),
    train=ROWS,
    validation=ROWS[:0],
    test=ROWS[:0],
    entry={},
)
CONFIG = replace(tiny.CONFIG, partition="dirichlet", clients=10, min_samples=1)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(get_args(Kind)),
    clients=st.integers(1, 300),
    alpha=st.floats(0.01, 100),
    least=st.integers(1, 3),
    seed=st.integers(0, 2**31),
)
def test_every_sample_has_one_owner_and_no_client_is_empty(
    kind: Kind, clients: int, alpha: float, least: int, seed: int
) -> None:
    """For every partition, every number of clients, and every alpha."""
    config = replace(CONFIG, partition=kind, clients=clients, alpha=alpha, min_samples=least)

    dealt = partition.deal(config, DATA, seed)

    assert np.array_equal(np.sort(np.concatenate(dealt.clients)), ROWS)
    assert len(dealt.clients) == (7 if kind == "natural" else clients)
    assert dealt.sizes.min() >= least
    assert dealt.shares == pytest.approx(dealt.sizes / len(ROWS))
    counts = dealt.label_counts(LABELS, CLASSES)
    assert counts.sum(axis=0).tolist() == np.bincount(LABELS[ROWS]).tolist()


def test_too_few_samples_are_refused() -> None:
    """Nobody trains on nothing in silence."""
    with pytest.raises(ValueError, match="lower clients or min_samples"):
        partition.deal(replace(CONFIG, clients=600, min_samples=2), DATA, 0)


def test_data_without_sites_have_no_natural_partition() -> None:
    """It says what to do instead."""
    with pytest.raises(ValueError, match="name no sites; choose another"):
        partition.deal(replace(CONFIG, partition="natural"), replace(DATA, groups=None), 0)


@pytest.mark.parametrize("kind", ["dirichlet", "iid", "shards"])
def test_another_seed_deals_otherwise(kind: Kind) -> None:
    """The seed is used, and nothing else is random."""
    config = replace(CONFIG, partition=kind)

    first, again, other = (partition.deal(config, DATA, seed).clients for seed in (0, 0, 1))

    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_dealt_like_cards_sizes_differ_by_one_at_most() -> None:
    """And labels come in nearly their overall shares."""
    dealt = partition.deal(replace(CONFIG, partition="iid"), DATA, 0)

    assert np.ptp(dealt.sizes) <= 1
    assert dealt.label_counts(LABELS, CLASSES).min() > 0


def test_a_small_alpha_skews_and_a_large_one_does_not() -> None:
    """The share of a client's commonest label falls from near 1 towards 1/10."""
    commonest = {}
    for alpha in (0.01, 100.0):
        counts = partition.deal(replace(CONFIG, alpha=alpha), DATA, 0).label_counts(LABELS, CLASSES)
        commonest[alpha] = (counts.max(axis=1) / counts.sum(axis=1)).mean()

    assert commonest[0.01] > 0.6
    assert commonest[100.0] < 0.2


def test_two_shards_hold_at_most_four_labels() -> None:
    """A shard of sorted labels crosses one border at most, as labels are longer than shards."""
    dealt = partition.deal(replace(CONFIG, partition="shards", clients=20), DATA, 0)

    labels_held = (dealt.label_counts(LABELS, CLASSES) > 0).sum(axis=1)
    assert labels_held.max() <= 4
    assert np.ptp(dealt.sizes) <= 2


def test_a_natural_client_holds_exactly_its_sites_rows() -> None:
    """Whatever the number of clients says."""
    dealt = partition.deal(replace(CONFIG, partition="natural", clients=3), DATA, 0)

    for site, rows in enumerate(dealt.clients):
        assert np.array_equal(rows, ROWS[SITES[ROWS] == site])
    assert dealt.moved == 0


def test_small_clients_are_filled_with_what_others_give_away() -> None:
    """Samples move, none is copied, and those that moved are counted: no more than was lacking."""
    config = replace(CONFIG, alpha=0.01, clients=30)

    before, after = (
        partition.deal(replace(config, min_samples=least), DATA, 0) for least in (1, 5)
    )

    for dealt in (before, after):
        assert np.array_equal(np.sort(np.concatenate(dealt.clients)), ROWS)
    assert (before.sizes.min(), after.sizes.min()) == (1, 5)
    assert after.moved > before.moved > 0
