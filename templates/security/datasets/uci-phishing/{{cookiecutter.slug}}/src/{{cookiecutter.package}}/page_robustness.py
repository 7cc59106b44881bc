"""Part 5 on pages: robustness that is computed, because the lattice can be searched whole."""

import numpy as np

from . import lattice, page_models, pages, rates
from .corpus import Floats
from .metrics import listed, metric
from .page_models import AXES, FIXED, Table
from .section import Listing, Section, Setting

RATE = 0.1  # 207 benign pages choose the threshold; a stricter rate would rest on too few
CHANGES = 3
KINDS = {"linear": "Logistic regression", "trees": "Gradient-boosted trees"}
HARDENED = "Trees, adversarially trained"


def measure(setting: Setting) -> Section:
    """Compute what any attacker can reach by changing one, two or three features of a page."""
    known = pages.load()
    shape = tuple(map(len, known.levels))
    train, validation, test = page_models.split(known, setting.config.split_seed)
    grids = {said: page_models.fit(kind, train, shape) for kind, said in KINDS.items()}
    grids[HARDENED] = page_models.harden("trees", train, shape, setting.config.rounds)
    table = {name: judge(grid, validation, test) for name, grid in grids.items()}
    hostile = int(test.labels.sum())
    plain, hardened = table[KINDS["trees"]], table[HARDENED]
    return Section(
        metrics=(
            metric(
                "certified_pages",
                "Phishing pages found whatever one feature is set to, hardened trees",
                ("%", "higher", "test"),
                100 * float(hardened[1]),
                n=hostile,
                baseline=("not hardened", 100 * float(plain[1])),
            ),
        ),
        results={"pages": {name: listed(found) for name, found in table.items()}},
        listings=(_listing(table, hostile, int(np.prod(shape))),),
        limitations=(_few(known),),
    )


def _few(known: pages.Pages) -> str:
    different = len(np.unique(known.features, axis=0))
    return (
        f"The table of pages has {len(known.labels):,} rows, {different:,} of them different: "
        f"rates below {RATE:g} cannot be measured on it"
    )


def judge(grid: Floats, validation: Table, test: Table) -> Floats:
    """Return the share of test pages found after 0, 1, ... changes in the worst case."""
    benign = validation.points[validation.labels == 0]
    limit = rates.threshold(grid[tuple(benign.T)], RATE)
    hostile = test.points[test.labels == 1]
    reached = lattice.worst(grid, AXES, CHANGES)[(slice(None), *hostile.T)]
    return np.asarray((reached > limit).mean(axis=1))


def _listing(table: dict[str, Floats], hostile: int, points: int) -> Listing:
    fixed = " and ".join(f"`{name}`" for name in FIXED)
    return Listing(
        "Pages: exact share found in the worst case",
        ("Detector", *(f"Changes: {count} ↑" for count in range(CHANGES + 1))),
        tuple((n, *(f"{100 * share:.1f} %" for share in found)) for n, found in table.items()),
        f"{hostile:,} phishing pages of the test part, thresholds of a rate of {RATE:g} on the "
        f"validation part. All {points:,} points are scored; an attacker may change every "
        f"feature but {fixed}.",
    )
