"""Counterfactuals: the fewest and smallest changes with which a model decides otherwise.

Wachter, Mittelstadt and Russell 2017 (https://arxiv.org/abs/1711.00399) ask for the closest point
on the other side; here it must also be sparse, made of values that training rows hold, untouched
where nothing can change, and as close to training rows as these are to each other (plausible, as
in FACE, Poyiadzi et al. 2020). The search over one feature is exhaustive, over more it is a beam.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from sklearn.neighbors import NearestNeighbors

from .table import Feature, Floats, Ints, Table

VALUES = 12  # values of a feature that are tried: quantiles of the training rows
BEAM = 10  # unfinished candidates that are kept
NEIGHBOURS = 5
PLAUSIBLE = 0.95  # of training rows count as plausible themselves
REFERENCE = 4000  # training rows that neighbours are sought among
NEAREST = 512  # cheapest valid candidates whose neighbours are looked up


class Found(NamedTuple):
    """One counterfactual of one row.

    Attributes:
        x: (d,) the changed row.
        changed: the columns that differ.
        cost: sum of |change| / median absolute deviation; a changed category costs 1.
        distance: mean distance to the nearest training rows, in standard deviations.
    """

    x: Floats
    changed: tuple[int, ...]
    cost: float
    distance: float


@dataclass(frozen=True)
class Space:
    """What may change, to which values, at which cost, and what is plausible.

    Attributes:
        features: the d columns.
        grids: the values to try of each column, of training rows.
        unit: (d,) what a change of 1 in cost is.
        scale: (d,) for distances.
        neighbours: search among training rows.
        limit: the largest plausible distance.
    """

    features: tuple[Feature, ...]
    grids: tuple[Floats, ...]
    unit: Floats
    scale: Floats
    neighbours: NearestNeighbors
    limit: float

    def distance(self, x: Floats) -> Floats:
        """Return the mean distance of rows (n, d) to their nearest training rows, (n,)."""
        return np.asarray(self.neighbours.kneighbors(x / self.scale)[0].mean(axis=1))

    def cost(self, x: Floats, to: Floats) -> Floats:
        """Return the cost of changing ``x`` (d,) into each row of ``to`` (n, d)."""
        category = np.array([feature.kind == "category" for feature in self.features])
        change = np.where(category, to != x, np.abs(to - x) / self.unit)
        return np.asarray(change.sum(axis=1))


def space(table: Table, seed: int) -> Space:
    """Return the space that the training rows of ``table`` span."""
    x = table.x[table.train]
    rng = np.random.default_rng([seed, 4])
    reference = x[rng.permutation(len(x))[:REFERENCE]] / table.scale
    neighbours = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(reference)
    own = neighbours.kneighbors()[0].mean(axis=1)  # without the row itself
    middle = np.median(np.abs(x - np.median(x, axis=0)), axis=0)
    return Space(
        features=table.features,
        grids=tuple(
            _grid(column, feature) for column, feature in zip(x.T, table.features, strict=True)
        ),
        unit=np.where(middle > 0, middle, table.scale),
        scale=table.scale,
        neighbours=neighbours,
        limit=float(np.quantile(own, PLAUSIBLE)),
    )


def _grid(values: Floats, feature: Feature) -> Floats:
    if feature.kind == "category" or len(np.unique(values)) <= VALUES:
        return np.unique(values)
    shares = np.linspace(0, 1, VALUES)
    return np.unique(np.quantile(values, shares, method="nearest"))


def allowed(features: tuple[Feature, ...], mutabilities: tuple[str, ...]) -> Ints:
    """Return the columns whose features have one of ``mutabilities``."""
    return np.flatnonzero([feature.mutability in mutabilities for feature in features])


def find(
    decide: Callable[[Floats], Floats], x: Floats, within: Space, columns: Ints, most: int
) -> Found | None:
    """Return the cheapest plausible counterfactual of ``x`` (d,) with the fewest changes.

    Args:
        decide: rows (n, d) to scores (n,); below 0 is the decision that is wanted.
        x: the row, for which ``decide`` is not below 0.
        within: grids, costs and plausibility.
        columns: that may change.
        most: features that may change at once.

    Returns:
        None when the search finds none.
    """
    beam = x[None]
    for _ in range(most):
        tried = np.concatenate([_neighbours(row, x, within, columns) for row in beam])
        if not len(tried):
            return None
        tried = np.unique(tried, axis=0)
        scores = decide(tried)
        valid = tried[scores < 0]
        if len(valid) and (found := _best(x, valid, within)):
            return found
        failed = scores >= 0
        beam = tried[failed][np.argsort(scores[failed], kind="stable")[:BEAM]]
    return None


def _neighbours(row: Floats, x: Floats, within: Space, columns: Ints) -> Floats:
    """Return all rows that differ from ``row`` in one more column than it does from ``x``."""
    made = []
    for j in columns:
        if row[j] != x[j]:
            continue
        direction = within.features[j].direction
        grid = within.grids[j]
        grid = grid[(grid != x[j]) & ((grid - x[j]) * direction >= 0)]
        rows = np.repeat(row[None], len(grid), axis=0)
        rows[:, j] = grid
        made.append(rows)
    return np.concatenate(made) if made else np.empty((0, len(x)), x.dtype)


def _best(x: Floats, valid: Floats, within: Space) -> Found | None:
    """Return the cheapest of ``valid`` (n, d) that is plausible; None when none is."""
    cost = within.cost(x, valid)
    cheapest = np.argsort(cost, kind="stable")[:NEAREST]
    distance = within.distance(valid[cheapest])
    # A person far from everybody need not come closer than they are.
    limit = max(within.limit, float(within.distance(x[None])[0]))
    for i, far in zip(cheapest, distance, strict=True):
        if far <= limit:
            changed = tuple(int(j) for j in np.flatnonzero(valid[i] != x))
            return Found(valid[i], changed, float(cost[i]), float(far))
    return None
