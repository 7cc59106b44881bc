"""Attacks on pages: whatever they find, enumeration found it before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import lattice, page_attacks
from {{ cookiecutter.package }}.page_models import AXES
from {{ cookiecutter.package }}.page_robustness import CHANGES
from {{ cookiecutter.package }}.section import Setting

SHAPE = (3,) * 9


@given(st.integers(0, 999))
def test_the_exact_worst_case_bounds_any_attack(seed: int) -> None:
    """For any pages, any scores, and any features that an attacker may change."""
    rng = np.random.default_rng(seed)
    grid, points = rng.normal(size=SHAPE), rng.integers(0, 3, (20, 9))
    moved = points.copy()
    moved[:, AXES] = rng.integers(0, 3, (20, len(AXES)))

    found = page_attacks.still_found(grid, 0.0, points, moved)

    reached = lattice.worst(grid, AXES, CHANGES)[(slice(None), *points.T)]
    assert (found >= (reached > 0).mean(axis=1)).all()
    assert (np.diff(found) <= 0).all()


def test_what_is_still_found_is_counted_out() -> None:
    """One page needs one change, one needs two, one is flagged for ever, one never was."""
    grid = np.zeros(SHAPE)
    grid[0] = 1.0
    points = np.zeros((4, 9), np.int64)
    points[3, 0] = 1
    moved = points.copy()
    moved[0, 0] = moved[1, 0] = moved[1, 1] = 1

    found = page_attacks.still_found(grid, 0.5, points, moved)

    np.testing.assert_allclose(found, [0.75, 0.5, 0.25, 0.25])


def test_without_its_library_the_attack_is_said_to_be_missing(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no table stands there that looks like robustness."""
    monkeypatch.setattr(page_attacks, "find_spec", lambda _: None)

    section = page_attacks.measure(setting)

    assert not section.listings
    assert "the extra 'attacks' installs it" in section.limitations[0]


def test_what_an_attack_misses_is_said() -> None:
    """The largest gap to the worst case; none is said as well."""
    exact = np.array([0.9, 0.2, 0.0, 0.0])
    table = {"Trees": (np.array([0.9, 0.5, 0.1, 0.0]), exact), "Linear": (exact, exact)}

    said = page_attacks._overstated(table)
    assert "With 1 of a page's features changed HopSkipJump leaves 50 % found" in said
    assert "the worst case 20 % (trees)" in said
    assert "finds the worst case" in page_attacks._overstated({"Linear": (exact, exact)})
