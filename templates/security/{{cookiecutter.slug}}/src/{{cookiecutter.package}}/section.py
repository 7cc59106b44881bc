"""What one part of the run hands back: numbers, figures, files, and what they say in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from . import rates
from .config import Config
from .corpus import Corpus, Floats
from .detector import Detector

Metric = dict[str, Any]  # an entry of the manifest's metrics; Any: JSON
Entry = dict[str, Any]  # an entry of the manifest's figures; Any: JSON


class Listing(NamedTuple):
    """A table for people, in ``results/README.md``."""

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
        models: by name: lexical, linear{% if cookiecutter.framework != "sklearn" %}, neural{% endif %}; fitted on the past, ``corpus.past.train``.
        figures: the folder to draw into.
    """

    config: Config
    corpus: Corpus
    models: dict[str, Detector]
    figures: Path

    @property
    def subject(self) -> str:
        """Return the name of the detector that the headline is about."""
        return "neural" if "neural" in self.models else "linear"

    @property
    def rival(self) -> str:
        """Return the name of the simpler detector that it has to beat."""
        return "linear" if "neural" in self.models else "lexical"

    @cached_property
    def scores(self) -> dict[str, Floats]:
        """Return the log-odds of every name of the corpus, by detector."""
        return {name: model.score(self.corpus.names) for name, model in self.models.items()}

    def threshold(self, name: str, rate: float) -> float:
        """Return the limit that benign names of the end of the past give, as a defender has it."""
        benign = self.corpus.benign(self.corpus.past.validation)
        return rates.threshold(self.scores[name][benign], rate)


Part = Callable[[Setting], Section]
