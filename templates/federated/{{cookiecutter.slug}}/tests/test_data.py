"""The split."""

import numpy as np

from {{ cookiecutter.package }} import data


def test_no_row_is_in_two_splits_and_none_is_lost(digits: data.Digits) -> None:
    """Training, validation and test rows are every row, each once."""
    rows = np.concatenate([digits.train, digits.validation, digits.test])

    assert sorted(rows) == list(range(len(digits.labels)))


def test_each_split_has_the_shares_of_labels_of_all(digits: data.Digits) -> None:
    """Stratified: no label is more than one percent point off."""
    overall = np.bincount(digits.labels) / len(digits.labels)

    for rows in (digits.train, digits.validation, digits.test):
        share = np.bincount(digits.labels[rows]) / len(rows)
        assert np.abs(share - overall).max() < 0.01


def test_pixels_lie_between_zero_and_one(digits: data.Digits) -> None:
    """Images are scaled by the brightest possible pixel."""
    assert digits.images.min() == 0
    assert digits.images.max() == 1
