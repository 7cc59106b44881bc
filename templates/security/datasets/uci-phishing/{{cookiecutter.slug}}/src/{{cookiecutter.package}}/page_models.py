"""Detectors of phishing pages, fitted on a part of the table that shares no row with the others."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from . import lattice
from .corpus import Floats, Ints
from .pages import COLUMNS, Pages

# Whoever makes a page controls everything but these: how known and how old its domain is.
FIXED = ("is_popular", "age_of_domain")
AXES = tuple(at for at, column in enumerate(COLUMNS) if column not in FIXED)
TRAINED_CHANGES = 1  # of a page that is trained on; on validation pages better than 2 or 3
SHARES = (0.4, 0.7)  # ends of training and validation rows


@dataclass(frozen=True)
class Table:
    """One part of the pages.

    Attributes:
        points: (rows, 9), indices of levels.
        labels: (rows,), 1 where a page phishes.
    """

    points: Ints
    labels: Ints


def split(pages: Pages, seed: int) -> tuple[Table, Table, Table]:
    """Return training, validation and test pages; equal pages are in the same part.

    Half of the table's rows are copies of others: a split by rows would leak.
    """
    _, same = np.unique(pages.features, axis=0, return_inverse=True)
    place = np.random.default_rng([seed, 30]).permutation(int(same.max()) + 1)[same.ravel()]
    part = np.digitize(place / (place.max() + 1), SHARES)
    rows = [np.flatnonzero(part == number) for number in range(3)]
    first, second, third = (Table(pages.features[each], pages.labels[each]) for each in rows)
    return first, second, third


def fit(kind: str, table: Table, shape: tuple[int, ...]) -> Floats:
    """Return a detector as the score of every point, an array of this shape."""
    if kind == "linear":
        linear = LogisticRegression(max_iter=1_000).fit(table.points, table.labels)
        return lattice.scores(linear.decision_function, shape)
    trees = HistGradientBoostingClassifier(
        max_iter=60, learning_rate=0.1, early_stopping=False, random_state=0
    )
    return lattice.scores(trees.fit(table.points, table.labels).decision_function, shape)


def harden(kind: str, table: Table, shape: tuple[int, ...], rounds: int) -> Floats:
    """Return a detector trained on the exact worst case of its training pages, round by round."""
    grid, grown = fit(kind, table, shape), table
    hostile = table.points[table.labels == 1]
    for _ in range(rounds):
        moved = lattice.hardest(grid, AXES, TRAINED_CHANGES, hostile)
        grown = Table(
            np.concatenate([grown.points, moved]),
            np.concatenate([grown.labels, np.ones(len(moved), grown.labels.dtype)]),
        )
        grid = fit(kind, grown, shape)
    return grid
