"""The digits as scikit-learn carries them, and the blocks that stand for their writers."""

import numpy as np

from {{ cookiecutter.package }} import data, source


def test_pixels_lie_between_zero_and_one() -> None:
    """Images are scaled by the brightest possible pixel."""
    table = source.read()

    scaled = source.scaled(table.inputs, np.arange(9))

    assert (scaled.min(), scaled.max()) == (0, 1)
    assert scaled.shape == (1797, 64)


def test_blocks_are_consecutive_equal_and_hold_every_digit() -> None:
    """Thirteen of them, one for each of UCI's thirteen writers."""
    table = source.read()

    assert table.groups is not None
    assert (np.diff(table.groups) >= 0).all()
    sizes = np.bincount(table.groups)
    assert (len(sizes), int(np.ptp(sizes))) == (13, 1)
    for block in range(13):
        assert set(table.labels[table.groups == block]) == set(range(10))


def test_every_site_trains_validates_and_tests(dataset: data.Dataset) -> None:
    """Else its own accuracy could not be said."""
    assert dataset.groups is not None
    for rows in (dataset.train, dataset.validation, dataset.test):
        assert set(dataset.groups[rows]) == set(range(len(dataset.sites)))
