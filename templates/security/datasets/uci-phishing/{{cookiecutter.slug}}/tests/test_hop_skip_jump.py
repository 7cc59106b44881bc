"""HopSkipJump on pages: what it hands back is a page that an attacker could make."""

import numpy as np

from {{ cookiecutter.package }} import hop_skip_jump, page_models, pages
from {{ cookiecutter.package }}.page_models import AXES


def test_hop_skip_jump_keeps_the_rules() -> None:
    """It changes what an attacker controls only, stays on the lattice, and is repeatable."""
    known = pages.load()
    shape = tuple(map(len, known.levels))
    train = page_models.split(known, 0)[0]
    grid = page_models.fit("linear", train, shape)
    points = train.points[train.labels == 1][:4]

    moved = hop_skip_jump.attack(grid, 0.0, points, 0)

    fixed = [at for at in range(9) if at not in AXES]
    assert np.array_equal(moved[:, fixed], points[:, fixed])
    assert (moved >= 0).all()
    assert (moved < shape).all()
    assert np.array_equal(moved, hop_skip_jump.attack(grid, 0.0, points, 0))


def test_it_starts_where_a_page_passes() -> None:
    """Or at the page itself, where none does."""
    grid, points = np.ones((3,) * 9), np.zeros((2, 9), np.int64)

    assert np.array_equal(hop_skip_jump.starts(grid, 0.5, points, 0), points)
    grid[2] = 0.0
    assert (hop_skip_jump.starts(grid, 0.5, points, 0)[:, 0] == 2).all()
