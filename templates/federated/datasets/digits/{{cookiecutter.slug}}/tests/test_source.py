"""The digits as scikit-learn carries them, and the blocks that stand for their writers."""

import numpy as np

from {{ cookiecutter.package }} import source


def test_pixels_lie_between_zero_and_one() -> None:
    """Images are scaled by the brightest possible pixel."""
    table = source.read()

    assert (table.inputs.min(), table.inputs.max()) == (0, 1)
    assert table.inputs.shape == (1797, 64)


def test_blocks_are_consecutive_equal_and_hold_every_digit() -> None:
    """Thirteen of them, one for each of UCI's thirteen writers."""
    table = source.read()

    assert table.groups is not None
    assert (np.diff(table.groups) >= 0).all()
    sizes = np.bincount(table.groups)
    assert (len(sizes), int(np.ptp(sizes))) == (13, 1)
    for block in range(13):
        assert set(table.labels[table.groups == block]) == set(range(10))
