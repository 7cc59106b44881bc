"""Names with labels and their place in time, split in two ways."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]
Flags = NDArray[np.bool_]


class Split(NamedTuple):
    """Rows that fit models, rows that choose thresholds, rows that are reported."""

    train: Ints
    validation: Ints
    test: Ints


class Named(NamedTuple):
    """What a source hands over, in any order.

    ``time`` is NaN where a name has no place in time: such names get a random one, because a
    detector meets them at any time.
    """

    names: list[str]
    labels: Ints
    time: Floats


@dataclass(frozen=True)
class Corpus:
    """Registered domain names, each once, so that no name is in two parts of a split.

    Attributes:
        names: in the order of time.
        labels: (rows,), 1 where a name is hostile.
        time: (rows,), rising, from 0 to 1.
        past: the split by time: the past trains, its end chooses, the future tests.
        random: a split of the same sizes that ignores time.
        hard_negatives: benign names that were once reported as hostile; in no split.
        sha256: checksum of the data as they were read.
    """

    names: tuple[str, ...]
    labels: Ints
    time: Floats
    past: Split
    random: Split
    hard_negatives: tuple[str, ...]
    sha256: str

    def pick(self, rows: Iterable[int]) -> tuple[str, ...]:
        """Return the names of ``rows``."""
        return tuple(self.names[row] for row in rows)

    def hostile(self, rows: Ints) -> Ints:
        """Return those of ``rows`` that are hostile."""
        return np.asarray(rows[self.labels[rows] == 1])

    def benign(self, rows: Ints) -> Ints:
        """Return those of ``rows`` that are benign."""
        return np.asarray(rows[self.labels[rows] == 0])


def assemble(
    named: Named, shares: tuple[float, float], seed: int, *, hard: Iterable[str], sha256: str
) -> Corpus:
    """Return the corpus in the order of time, with both splits.

    Args:
        named: the names; a name that is there twice counts where it stands first.
        shares: of validation and test rows.
        seed: draws times for names without one, and the random split.
        hard: hard negatives; those that are among the names are left out.
        sha256: checksum of the data.
    """
    rng = np.random.default_rng([seed, 0])
    first = list({name: row for row, name in reversed([*enumerate(named.names)])}.values())
    rows = np.array(sorted(first))
    timed, labels = named.time[rows], named.labels[rows]
    known = ~np.isnan(timed)
    time = np.empty(len(rows))
    # Ranks, not dates: an era then holds as many reports as any other.
    time[known] = _ranks(timed[known]) / max(known.sum(), 1)
    time[~known] = rng.random((~known).sum())
    order = np.argsort(time, kind="stable")
    names = tuple(named.names[row] for row in rows[order])
    there = set(names)
    return Corpus(
        names,
        labels[order],
        time[order],
        _cut(np.arange(len(rows)), shares),
        _cut(rng.permutation(len(rows)), shares),
        tuple(name for name in dict.fromkeys(hard) if name not in there),
        sha256,
    )


def _ranks(values: Floats) -> Floats:
    """Return the place of each value among all; equal ones keep their order."""
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)


def _cut(rows: Ints, shares: tuple[float, float]) -> Split:
    """Return ``rows`` cut in this order, each part sorted."""
    validation, test = (round(share * len(rows)) for share in shares)
    parts = np.split(rows, [len(rows) - validation - test, len(rows) - test])
    return Split(*map(np.sort, parts))
