"""Whose decisions the report opens with: real rows of a public table, made-up ones otherwise."""

from typing import NamedTuple

import numpy as np

from . import data
from .table import Floats, Ints, Table

FEWEST = 5  # rows behind a made-up person, so that it says little about any one of them


class Person(NamedTuple):
    """One row to start from: a name for the list, and the values of its features, (d,)."""

    name: str
    values: Floats


def choose(
    table: Table, log_odds: Floats, limit: float, count: int, example: int
) -> tuple[Person, ...]:
    """Return some ``count`` people, from the highest risk down.

    Args:
        table: of which the test rows are taken.
        log_odds: of the test rows, (rows,).
        limit: log-odds from which on a case is refused. Half of the people lie on either side, as
            far as there are any.
        count: how many.
        example: a test row that is always among them.
    """
    order = np.argsort(-log_odds, kind="stable")
    refused = int((log_odds >= limit).sum())
    fewest = 1 if data.PUBLIC else FEWEST
    groups = [
        group
        for side, most in ((order[:refused], count // 2), (order[refused:], count - count // 2))
        for group in bands(side, min(most, len(side) // fewest))
        if len(group) >= fewest
    ]
    if data.PUBLIC:
        middles = {int(group[len(group) // 2]) for group in groups}
        chosen = middles | set(np.flatnonzero(table.test == example).tolist())
        rows = [table.test[place] for place in order if place in chosen]
        return tuple(Person(name(row), table.x[row]) for row in rows)
    # Rows of a private table stay out of a page that may be published: bands have medians.
    return tuple(
        Person(f"Typical of {len(group)} rows", typical(table, table.test[group]))
        for group in groups
    )


def name(row: int) -> str:
    """Return what a row of a public table is called."""
    return f"{data.CASE.capitalize()} {row}"


def bands(rows: Ints, count: int) -> list[Ints]:
    """Return ``rows`` in ``count`` neighbouring bands of nearly equal size, empty ones left out."""
    return [band for band in np.array_split(rows, max(count, 1)) if len(band)]


def typical(table: Table, rows: Ints) -> Floats:
    """Return the most frequent code of each category and the lower median of the rest, (d,)."""
    values = np.empty(len(table.features), dtype=table.x.dtype)
    for column, feature in enumerate(table.features):
        found, counts = np.unique(table.x[rows, column], return_counts=True)
        middle = int(np.searchsorted(np.cumsum(counts), len(rows) / 2))
        values[column] = found[counts.argmax() if feature.kind == "category" else middle]
    return values
