"""Splits do not leak, and the one by time looks forward only."""

import numpy as np
from conftest import made
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.corpus import Corpus, Named, assemble


@given(st.integers(30, 80), st.integers(30, 80), st.integers(0, 5))
def test_every_name_is_in_one_part_of_each_split(hostile: int, benign: int, seed: int) -> None:
    """No registered domain is on both sides."""
    corpus = made(hostile, benign, seed)

    assert len(set(corpus.names)) == len(corpus.names)
    for split in (corpus.past, corpus.random):
        assert sorted(np.concatenate(split)) == list(range(len(corpus.names)))


def test_the_past_lies_before_the_future(corpus: Corpus) -> None:
    """Time rises along the rows, and from part to part."""
    assert (np.diff(corpus.time) >= 0).all()
    train, validation, test = corpus.past
    assert train.max() < validation.min() < validation.max() < test.min()


def test_both_splits_have_the_same_sizes(corpus: Corpus) -> None:
    """So that only the split differs."""
    assert [len(part) for part in corpus.past] == [len(part) for part in corpus.random]


def test_hostile_names_keep_their_order() -> None:
    """Whatever the spacing of their dates."""
    days = np.array([500.0, 3.0, 40.0, np.nan, np.nan])
    named = Named(["c.x", "a.x", "b.x", "n.x", "m.x"], np.array([1, 1, 1, 0, 0]), days)

    corpus = assemble(named, (0.2, 0.4), 0, hard=["a.x", "z.x"], sha256="0" * 64)

    assert [name for name in corpus.names if name in ("a.x", "b.x", "c.x")] == ["a.x", "b.x", "c.x"]
    assert corpus.hard_negatives == ("z.x",)


def test_a_name_that_is_there_twice_counts_once() -> None:
    """Where it stands first."""
    named = Named(["a.x", "b.x", "a.x"], np.array([1, 0, 0]), np.array([0.0, 1.0, 2.0]))

    corpus = assemble(named, (0.0, 0.5), 0, hard=[], sha256="0" * 64)

    assert corpus.names == ("a.x", "b.x")
    assert corpus.labels.tolist() == [1, 0]


def test_the_data_hold_both_classes_in_every_part() -> None:
    """And neither a hard negative nor a hostile name among the benign ones."""
    corpus = data.load(Config().smoke())

    for split in (corpus.past, corpus.random):
        assert all({0, 1} == set(corpus.labels[part].tolist()) for part in split)
    assert not set(corpus.hard_negatives) & set(corpus.names)


def test_a_seed_decides_the_random_split_and_nothing_of_the_order() -> None:
    """Hostile names come when they came."""
    one, two, other = (data.load(Config(most_names=4_000, split_seed=seed)) for seed in (0, 0, 1))

    assert one.names == two.names
    assert np.array_equal(one.random.test, two.random.test)
    assert not np.array_equal(one.random.test, other.random.test)
    assert one.pick(np.flatnonzero(one.labels)) == other.pick(np.flatnonzero(other.labels))
