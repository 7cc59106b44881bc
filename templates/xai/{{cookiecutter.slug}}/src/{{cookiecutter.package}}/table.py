"""A table of people or cases: features that know what they mean, and a fixed split."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from .config import SetupError

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]

Kind = Literal["integer", "real", "category"]
Mutability = Literal["immutable", "historical", "actionable"]

LEAST = 1  # row of each outcome in each part of the split: without one, nothing is measured
FEWEST = 20  # rows of each outcome that a sample keeps where there are so many


@dataclass(frozen=True)
class Feature:
    """One column.

    Attributes:
        name: the column, ``pay_1``.
        label: what people read, "Repayment status in September".
        group: features that say one thing together share it.
        unit: of the values; empty for codes.
        kind: integer, real, or category, which is a code without order.
        mutability: immutable cannot change; historical has happened, so that changing it answers
            "what if" only; actionable is what recourse may ask of a person.
        direction: of a change that helps a person: 1 only rising, -1 only falling, 0 either.
        levels: words of codes, of a category or of single values of a number.
    """

    name: str
    label: str
    group: str
    unit: str = ""
    kind: Kind = "integer"
    mutability: Mutability = "historical"
    direction: int = 0
    levels: tuple[tuple[int, str], ...] = ()

    def say(self, value: float) -> str:
        """Return a value as people read it, ``2 months late``."""
        known = dict(self.levels)
        if value in known:
            return known[int(value)]
        if self.kind == "category":
            return f"code {value:g}"
        number = f"{value:,.0f}" if self.kind == "integer" else f"{value:.4g}"
        return f"{number} {self.unit}".rstrip()


@dataclass(frozen=True)
class Sensitive:
    """A way to divide people: ``codes`` (rows,) index ``labels``; -1 belongs to none of them."""

    name: str
    labels: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True)
class Table:
    """Features, outcomes, and which rows train, validate and test.

    Attributes:
        x: (rows, d) float32, in the features' units. Cast once, here: shap compares float64
            inputs with float32 thresholds and is then silently wrong (shap issue 5116).
        y: (rows,) int64, 1 where the event happened.
        features: the d columns.
        train: rows that fit models, and nothing else.
        validation: rows that choose values, and nothing else.
        test: rows that are reported, and nothing else.
        sensitive: divisions for the analysis of fairness.
        sha256: checksum of the data as they were read, ``sha256:`` and 64 digits.
    """

    x: Floats
    y: Ints
    features: tuple[Feature, ...]
    train: Ints
    validation: Ints
    test: Ints
    sensitive: tuple[Sensitive, ...]
    sha256: str

    @property
    def names(self) -> list[str]:
        """Return the columns."""
        return [feature.name for feature in self.features]

    @property
    def scale(self) -> Floats:
        """Return the standard deviation of features over training rows, (d,); 1 for constants."""
        spread = self.x[self.train].std(axis=0, dtype=np.float64)
        return np.where(spread > 0, spread, 1.0)

    def groups(self) -> dict[str, list[int]]:
        """Return the columns of each group of features, in the order of the table."""
        found: dict[str, list[int]] = {}
        for column, feature in enumerate(self.features):
            found.setdefault(feature.group, []).append(column)
        return found


def split(
    y: Ints, test_share: float, validation_share: float, seed: int
) -> tuple[Ints, Ints, Ints]:
    """Return training, validation and test rows, sorted; each has the share of events of all.

    Raises:
        SetupError: a part would have fewer than ``LEAST`` rows of an outcome.
    """
    smallest = min(test_share, validation_share, 1 - test_share - validation_share)
    rarest = min(int(np.sum(y == outcome)) for outcome in (0, 1))
    if smallest * rarest < LEAST:
        raise SetupError(
            f"{rarest} rows of an outcome leave {smallest * rarest:.1f} to a part of the split; "
            "raise rows, or the smaller of test_share and validation_share"
        )
    rows = np.arange(len(y))
    rest, test = train_test_split(rows, test_size=test_share, stratify=y, random_state=seed)
    train, validation = train_test_split(
        rest, test_size=validation_share / (1 - test_share), stratify=y[rest], random_state=seed
    )
    return np.sort(train), np.sort(validation), np.sort(test)


def drawn(y: Ints, count: int, seed: int) -> Ints:
    """Return about ``count`` positions in ``y``, sorted; all, if there are no more.

    Each outcome has its share of them, and 20 where there are so many: the first rows of a sorted
    table would be of one kind.
    """
    if len(y) <= count:
        return np.arange(len(y))
    rng = np.random.default_rng([seed, 17])
    kept = []
    for outcome in np.unique(y):
        rows = np.flatnonzero(y == outcome)
        size = max(FEWEST, round(count * len(rows) / len(y)))
        kept.append(rng.choice(rows, min(size, len(rows)), replace=False))
    return np.sort(np.concatenate(kept))


def bands(values: Floats, edges: Sequence[float], labels: Sequence[str], name: str) -> Sensitive:
    """Return ``values`` (rows,) cut at ``edges``; a value on an edge is above it."""
    return Sensitive(name, tuple(labels), np.digitize(values, edges))
