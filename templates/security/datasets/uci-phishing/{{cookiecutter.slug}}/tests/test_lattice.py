"""Robustness on a lattice: minima over arrays are what brute force finds."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import lattice, page_models, page_robustness, pages
from {{ cookiecutter.package }}.corpus import Floats
from {{ cookiecutter.package }}.page_models import AXES, FIXED
from {{ cookiecutter.package }}.pages import COLUMNS
from {{ cookiecutter.package }}.section import Setting

SHAPE = (2, 3, 3, 2)
POINTS = list(itertools.product(*map(range, SHAPE)))
SEEDS = st.integers(0, 999)
CHOSEN = st.lists(st.integers(0, len(SHAPE) - 1), unique=True)


def any_grid(seed: int) -> Floats:
    """Return scores that nobody fitted; some are equal."""
    return np.random.default_rng(seed).integers(-9, 9, SHAPE).astype(np.float64)


@given(SEEDS, CHOSEN, st.integers(0, 3))
def test_the_worst_case_is_that_of_brute_force(seed: int, axes: list[int], changes: int) -> None:
    """Over every point that differs in at most so many of the features."""
    grid = any_grid(seed)

    found = lattice.worst(grid, axes, changes)[-1]

    for point in POINTS:
        assert found[point] == min(grid[near] for near in _ball(point, axes, changes))


@given(SEEDS, CHOSEN, st.integers(0, 3))
def test_the_hardest_point_reaches_the_worst_case(seed: int, axes: list[int], changes: int) -> None:
    """Within the budget, and with the features that may be changed only."""
    grid, points = any_grid(seed), np.array(POINTS)

    moved = lattice.hardest(grid, axes, changes, points)

    fixed = [at for at in range(len(SHAPE)) if at not in axes]
    assert ((moved != points).sum(axis=1) <= changes).all()
    assert np.array_equal(moved[:, fixed], points[:, fixed])
    assert np.array_equal(grid[tuple(moved.T)], lattice.worst(grid, axes, changes)[-1].ravel())


def test_a_grid_holds_each_points_own_score() -> None:
    """In the place that its features name."""
    grid = lattice.scores(lambda points: points @ np.array([1, 10, 100, 1000]), SHAPE)

    assert grid.shape == SHAPE
    assert grid[1, 2, 0, 1] == 1021


def test_equal_pages_are_in_one_part() -> None:
    """Half of the rows are copies, which a split by rows would put on both sides."""
    known = pages.load()
    parts = page_models.split(known, 0)

    sets = [{tuple(point) for point in part.points.tolist()} for part in parts]

    assert sum(len(part.labels) for part in parts) == len(known.labels)
    assert all(not first & second for first, second in itertools.combinations(sets, 2))


@pytest.mark.parametrize("kind", page_robustness.KINDS)
def test_a_detector_of_pages_covers_the_lattice(kind: str) -> None:
    """All features but two are the attacker's."""
    known = pages.load()
    shape = tuple(map(len, known.levels))

    grid = page_models.fit(kind, page_models.split(known, 0)[0], shape)

    assert grid.shape == shape
    assert np.isfinite(grid).all()
    assert {COLUMNS[axis] for axis in AXES} == set(COLUMNS) - set(FIXED)


def test_more_changes_never_help_the_defender(setting: Setting) -> None:
    """In every row of what is reported."""
    for found in page_robustness.measure(setting).results["pages"].values():
        assert (np.diff(found) <= 0).all()


def _ball(point: tuple[int, ...], axes: list[int], most: int) -> list[tuple[int, ...]]:
    """Return the points that differ from one in at most so many features, all among ``axes``."""
    differ = {near: {at for at in range(len(SHAPE)) if near[at] != point[at]} for near in POINTS}
    return [near for near, at in differ.items() if len(at) <= most and at <= set(axes)]
