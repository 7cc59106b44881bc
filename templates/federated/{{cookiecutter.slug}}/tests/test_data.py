"""The split: nobody trains on what is tested, and every site and label gives its share."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import CONFIG

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.showcase.settings import SetupError


def test_no_row_is_in_two_splits_and_none_is_lost(dataset: data.Dataset) -> None:
    """Training, validation and test rows are every row, each once."""
    rows = np.concatenate([dataset.train, dataset.validation, dataset.test])

    assert np.array_equal(np.sort(rows), np.arange(len(dataset.labels)))


@settings(max_examples=50, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    test_share=st.floats(0.05, 0.4),
    validation_share=st.floats(0.05, 0.4),
    seed=st.integers(0, 2**31),
)
def test_every_cell_of_site_and_label_gives_its_share(
    sizes: list[int], test_share: float, validation_share: float, seed: int
) -> None:
    """Systematic sampling: less than one row off for testing, less than two for validation."""
    cells = np.repeat(np.arange(len(sizes)), sizes)
    labels, groups = cells % 3, cells // 3

    train, validation, test = data.split(labels, groups, test_share, validation_share, seed)

    every = np.sort(np.concatenate([train, validation, test]))
    assert np.array_equal(every, np.arange(len(labels)))
    for cell, size in enumerate(sizes):
        assert abs((cells[test] == cell).sum() - test_share * size) < 1
        assert abs((cells[validation] == cell).sum() - validation_share * size) < 2


def test_another_seed_splits_otherwise(dataset: data.Dataset) -> None:
    """The seed is used, and nothing else is random."""
    first, again, other = (
        data.split(dataset.labels, dataset.groups, 0.2, 0.2, seed)[2] for seed in (0, 0, 1)
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_inputs_are_float32_and_finite_and_labels_name_classes(dataset: data.Dataset) -> None:
    """One row of features and one label for each row of the data."""
    assert dataset.inputs.dtype == np.float32
    assert np.isfinite(dataset.inputs).all()
    assert dataset.inputs.shape[0] == len(dataset.labels) == dataset.entry["rows"]
    assert set(dataset.labels) == set(range(len(dataset.classes)))


def test_a_share_too_small_for_every_label_is_refused() -> None:
    """Its accuracy would be that of some labels only."""
    with pytest.raises(SetupError, match="test_share leaves a label or a site without samples"):
        data.load(replace(CONFIG, test_share=0.0005))
