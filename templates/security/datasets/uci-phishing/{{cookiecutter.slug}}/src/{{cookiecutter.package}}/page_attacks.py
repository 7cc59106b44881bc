"""Study: what a well-known attack finds on pages, beside the worst case that there is.

The attack is that of the Adversarial Robustness Toolbox, which the extra ``attacks`` installs.
"""

import importlib
from importlib.util import find_spec

import numpy as np

from . import lattice, page_models, pages, rates
from .corpus import Floats, Ints
from .metrics import listed
from .page_models import AXES
from .page_robustness import CHANGES, KINDS, RATE
from .section import Listing, Section, Setting

ATTACKED = 60  # phishing pages


def measure(setting: Setting) -> Section:
    """Attack each detector with HopSkipJump, and count what it misses."""
    if find_spec("art") is None:
        said = "HopSkipJump did not attack the pages; the extra 'attacks' installs it"
        return Section(limitations=(said,))
    known = pages.load()
    shape = tuple(map(len, known.levels))
    train, validation, test = page_models.split(known, setting.config.split_seed)
    hostile = test.points[test.labels == 1][:ATTACKED]
    # By name and here, because the library behind it takes seconds to import.
    attack = importlib.import_module(".hop_skip_jump", __package__).attack
    table: dict[str, tuple[Floats, Floats]] = {}
    for kind, said in KINDS.items():
        grid = page_models.fit(kind, train, shape)
        limit = rates.threshold(grid[tuple(validation.points[validation.labels == 0].T)], RATE)
        reached = lattice.worst(grid, AXES, CHANGES)[(slice(None), *hostile.T)]
        moved = attack(grid, limit, hostile, setting.config.seed)
        table[said] = (still_found(grid, limit, hostile, moved), (reached > limit).mean(axis=1))
    return Section(
        results={
            "page_attacks": {
                name: {"attack": listed(attacked), "exact": listed(exact)}
                for name, (attacked, exact) in table.items()
            }
        },
        listings=(_listing(table, len(hostile)),),
        limitations=(_overstated(table),),
    )


def _overstated(table: dict[str, tuple[Floats, Floats]]) -> str:
    """Say where the attack leaves most robustness that is not there."""
    gap, name, at = max(
        (float(attacked[at] - exact[at]), name, at)
        for name, (attacked, exact) in table.items()
        for at in range(CHANGES + 1)
    )
    if not gap:
        return "HopSkipJump finds the worst case of every detector of pages at every budget"
    left, least = (f"{100 * shares[at]:.0f} %" for shares in table[name])
    return (
        f"With {at} of a page's features changed HopSkipJump leaves {left} found, the worst case "
        f"{least} ({name.lower()}): attacks overstate robustness"
    )


def still_found(grid: Floats, limit: float, points: Ints, moved: Ints) -> Floats:
    """Return the share of pages that is found after 0, 1, ... changes, by an attack's results."""
    changes = (moved != points).sum(axis=1)
    before, after = grid[tuple(points.T)] > limit, grid[tuple(moved.T)] > limit
    return np.array([(before & (after | (changes > most))).mean() for most in range(CHANGES + 1)])


def _listing(table: dict[str, tuple[Floats, Floats]], pages_attacked: int) -> Listing:
    def cells(shares: Floats) -> tuple[str, ...]:
        return tuple(f"{100 * share:.1f} %" for share in shares)

    return Listing(
        "Pages: an attack beside the exact worst case",
        ("Detector", "Found by", *(f"Changes: {count}" for count in range(CHANGES + 1))),
        tuple(
            (name, search, *cells(shares))
            for name, pair in table.items()
            for search, shares in zip(("HopSkipJump", "enumeration"), pair, strict=True)
        ),
        f"Share of {pages_attacked:,} phishing pages still found. An attack that finds nothing "
        "proves nothing: the difference of the rows is robustness that is not there.",
    )
