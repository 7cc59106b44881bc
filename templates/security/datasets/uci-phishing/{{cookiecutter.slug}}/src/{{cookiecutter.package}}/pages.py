"""A second table: 1,250 web pages, each with nine features of a few levels, from river's data.

So few levels span a lattice that can be searched whole: the worst case is computed, not attacked.
"""

from dataclasses import dataclass

import numpy as np
from river.datasets import Phishing

from .corpus import Ints

COLUMNS = (
    "empty_server_form_handler",
    "popup_window",
    "https",
    "request_from_other_domain",
    "anchor_from_other_domain",
    "is_popular",
    "long_url",
    "age_of_domain",
    "ip_in_url",
)


@dataclass(frozen=True)
class Pages:
    """Pages in the order of the table.

    Attributes:
        features: (rows, 9) int64, each column's values as indices into its ``levels``.
        labels: (rows,), 1 where a page phishes.
        columns: names of the features.
        levels: the values of each column, rising.
    """

    features: Ints
    labels: Ints
    columns: tuple[str, ...]
    levels: tuple[tuple[float, ...], ...]


def load() -> Pages:
    """Return river's table: Abdelhamid, Ayesh and Thabtah 2014 (UCI, CC BY 4.0)."""
    rows = list(Phishing())
    values = np.array([[float(x[column]) for column in COLUMNS] for x, _ in rows])
    levels = tuple(tuple(np.unique(column).tolist()) for column in values.T)
    coded = zip(levels, values.T, strict=True)
    features = [np.searchsorted(known, column) for known, column in coded]
    labels = np.array([int(y) for _, y in rows])
    return Pages(np.stack(features, axis=1), labels, COLUMNS, levels)
