"""The table of pages is the one that is known, codes and all."""

import numpy as np

from {{ cookiecutter.package }} import pages


def test_features_are_codes_of_few_levels() -> None:
    """So that the lattice of all pages can be written out."""
    table = pages.load()

    assert table.features.shape == (1_250, 9)
    sizes = [len(levels) for levels in table.levels]
    assert np.prod(sizes) == 8_748
    assert (table.features < sizes).all()
    assert (table.features >= 0).all()
    assert abs(table.labels.mean() - 0.438) < 0.001
