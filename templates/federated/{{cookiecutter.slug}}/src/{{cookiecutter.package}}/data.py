"""The data as every part sees them: inputs, labels, sites, and a split that nobody moves."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import source
from .config import Config
from .showcase.settings import SetupError

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]


class Task(NamedTuple):
    """What every training here has in common."""

    inputs: Floats  # (rows, features), all of them
    labels: Ints  # (rows,)
    probe: Floats  # (probes, features), inputs to predict when trained


@dataclass(frozen=True)
class Dataset:
    """Inputs, labels, and which rows train, validate and test.

    Rows are named everywhere by their index in ``inputs``: an index list cannot silently change
    what it means when it travels from the partition to a batch.

    Attributes:
        inputs: (rows, features) float32.
        labels: (rows,) indices into ``classes``.
        classes: what a label is called.
        groups: the natural site of each row, (rows,) from 0; None when the data name none.
        sites: what a group is called.
        train: rows that clients may hold.
        validation: rows that choose hyper-parameters, and nothing else.
        test: rows that are reported, and nothing else.
        entry: the manifest's entry of the data. Any, because it is JSON.
    """

    inputs: Floats
    labels: Ints
    classes: tuple[str, ...]
    groups: Ints | None
    sites: tuple[str, ...]
    train: Ints
    validation: Ints
    test: Ints
    entry: dict[str, Any]

    def at_sites(self, rows: Ints) -> list[Ints]:
        """Return which of ``rows`` are each site's."""
        sites = np.zeros_like(rows) if self.groups is None else self.groups[rows]
        return [np.flatnonzero(sites == site) for site in range(len(self.sites))]


def load(config: Config) -> Dataset:
    """Return the data with their split.

    Raises:
        SetupError: the data cannot be used, or a share of them is too small.
    """
    table, shares = source.read(), (config.test_share, config.validation_share)
    train, validation, test = split(table.labels, table.groups, *shares, config.split_seed)
    for name, rows in (("validation_share", validation), ("test_share", test)):
        for each in (table.labels, table.labels if table.groups is None else table.groups):
            if len(np.unique(each[rows])) < len(np.unique(each)):
                raise SetupError(f"{name} leaves a label or a site without samples; raise it")
    known = {**table._asdict(), "inputs": source.scaled(table.inputs, train)}
    return Dataset(**known, train=train, validation=validation, test=test)


def split(
    labels: Ints, groups: Ints | None, test_share: float, validation_share: float, seed: int
) -> tuple[Ints, Ints, Ints]:
    """Return rows to train, validate and test on, each with its share of every site and label.

    Systematic sampling: the rows are shuffled, sorted by site and label, and taken at even steps.
    A site, and a label of a site, gives less than two rows more or fewer than its share.
    """
    rng = np.random.default_rng([seed, 4])
    order = rng.permutation(len(labels))
    sites = np.zeros_like(labels) if groups is None else groups
    order = order[np.lexsort((labels[order], sites[order]))]
    tested = _at_even_steps(len(order), test_share, rng)
    rest = order[~tested]
    validated = _at_even_steps(len(rest), validation_share / (1 - test_share), rng)
    return np.sort(rest[~validated]), np.sort(rest[validated]), np.sort(order[tested])


def _at_even_steps(count: int, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which of ``count`` are taken, ``share`` of any run of neighbours."""
    steps = np.floor(share * np.arange(count + 1) + rng.random())
    return np.asarray(np.diff(steps) > 0)
