"""The biopsies: what is known about them."""

import numpy as np

from {{ cookiecutter.package }} import data
from {{ cookiecutter.package }}.config import Config


def test_the_event_is_malignancy() -> None:
    """212 of 569, as the UCI repository says; malignant nuclei are larger."""
    table = data.load(Config())

    radius = table.x[:, table.names.index("mean_radius")]
    assert table.x.shape == (569, 30)
    assert table.y.sum() == 212
    assert radius[table.y == 1].mean() > radius[table.y == 0].mean()


def test_each_measurement_belongs_to_its_three_statistics() -> None:
    """Mean, standard error and worst value of ten measurements of the nuclei."""
    groups = data.load(Config()).groups()

    assert len(groups) == 10
    assert {len(columns) for columns in groups.values()} == {3}


def test_nothing_that_a_biopsy_shows_is_somebodys_to_change() -> None:
    """There is no recourse from a diagnosis."""
    assert {feature.mutability for feature in data.load(Config()).features} == {"historical"}


def test_sizes_divide_the_biopsies_in_halves() -> None:
    """By the median radius."""
    (division,) = data.load(Config()).sensitive

    below, above = np.bincount(division.codes)
    assert abs(below - above) <= 3
