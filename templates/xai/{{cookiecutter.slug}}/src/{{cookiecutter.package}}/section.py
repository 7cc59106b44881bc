"""What one part of the run hands back: numbers, figures, files, and what they say in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from .config import Config
from .models import Model
from .table import Floats, Ints, Table

Metric = dict[str, Any]  # an entry of the manifest's metrics; Any: JSON
Entry = dict[str, Any]  # an entry of the manifest's figures; Any: JSON


class Listing(NamedTuple):
    """A table for people: ``results/README.md`` and the report show it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """What one part measured.

    Attributes:
        metrics: for the manifest.
        figures: for the manifest; the files are drawn already.
        results: JSON documents, by the stem of their file in ``results/``.
        listings: tables for people.
        highlights: sentences that follow from the numbers.
        limitations: what the numbers do not show, and what went badly.
        times: seconds and the like, for ``results/timings.json``.
    """

    metrics: tuple[Metric, ...] = ()
    figures: tuple[Entry, ...] = ()
    results: dict[str, Any] = field(default_factory=dict)  # Any: JSON
    listings: tuple[Listing, ...] = ()
    highlights: tuple[str, ...] = ()
    limitations: tuple[str, ...] = ()
    times: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What every part of a run works on.

    Attributes:
        models: by name: logistic, ebm, boosting, and neural where there is an engine.
        background: (b, d) training rows that stand for "feature unknown".
        rows: test rows that are explained, (explained,).
        figures: the folder to draw into.
    """

    config: Config
    table: Table
    models: dict[str, Model]
    background: Floats
    rows: Ints
    figures: Path

    @property
    def subject(self) -> Model:
        """Return the model that the explainers are compared on."""
        return self.models.get("neural", self.models["boosting"])


Part = Callable[[Setting], Section]


def join(first: Section, second: Section) -> Section:
    """Return both sections as one."""
    return Section(
        first.metrics + second.metrics,
        first.figures + second.figures,
        first.results | second.results,
        first.listings + second.listings,
        first.highlights + second.highlights,
        first.limitations + second.limitations,
        first.times | second.times,
    )
