"""The manifest of a run, ``showcase.json``: what the README shows, the headline first."""

from pathlib import Path
from typing import Any

from . import data, plain, provenance
from .corpus import Corpus
from .section import Entry, Metric, Section

HEADLINE = "future_detection"
HERO = "figures/roc.svg"
SENTENCES = 5  # highlights that a manifest holds at most

Document = dict[str, Any]  # Any: JSON


def made(root: Path, corpus: Corpus, section: Section, run: Document, origin: Document) -> Document:
    """Return the manifest of one run.

    Args:
        root: the project.
        corpus: what was read.
        section: what all parts measured.
        run: command, seconds, device and profile.
        origin: provenance, recorded before the run began.
    """
    return {
        **provenance.project(root),
        "headline": plain.headline(_metrics(section)[0]),
        "highlights": list(section.highlights[:SENTENCES]),
        "limitations": list(section.limitations),
        "run": run,
        "metrics": _metrics(section),
        "figures": _figures(section),
        "data": [_data(corpus)],
        "provenance": origin,
    }


def _metrics(section: Section) -> list[Metric]:
    """Return all metrics, the headline first."""
    first = [metric for metric in section.metrics if metric["id"] == HEADLINE]
    return first + [metric for metric in section.metrics if metric["id"] != HEADLINE]


def _figures(section: Section) -> list[Entry]:
    """Return all figures, the hero first."""
    first = [{**figure, "hero": True} for figure in section.figures if figure["path"] == HERO]
    return first + [figure for figure in section.figures if figure["path"] != HERO]


def _data(corpus: Corpus) -> Document:
    """Return the entry of the data."""
    entry = {
        "name": data.NAME,
        "license": data.LICENSE,
        "rows": len(corpus.names),
        "synthetic": data.SYNTHETIC,
        "sha256": f"sha256:{corpus.sha256}",
    }
    return {**entry, "url": data.URL} if data.URL else entry
