"""What one part of the run hands to the report: metrics, figures, results, and words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import plain
from .showcase import display

Metric = dict[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Section:
    """What a part measured; its figures are drawn already.

    Attributes:
        metrics: entries of the manifest, in the order of the README's table.
        figures: entries of the manifest.
        highlights: sentences that a reader should remember.
        limitations: sentences on what the numbers do not show.
        results: file stem to JSON that the same seeds measure again, byte for byte.
        times: what depends on the machine; it goes to ``timings.json``.
    """

    metrics: list[Metric] = field(default_factory=list)
    figures: list[Metric] = field(default_factory=list)
    highlights: list[str] = field(default_factory=list)
    limitations: list[str] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    times: dict[str, Any] = field(default_factory=dict)

    def __add__(self, other: "Section") -> "Section":
        """Return both, one after the other."""
        return Section(
            self.metrics + other.metrics,
            self.figures + other.figures,
            self.highlights + other.highlights,
            self.limitations + other.limitations,
            self.results | other.results,
            self.times | other.times,
        )


def metric(
    name: str,
    label: str,
    kind: tuple[str, str, str],
    values: Sequence[float],
    baseline: tuple[str, Sequence[float]] | None = None,
) -> Metric:
    """Return a metric of the manifest: mean and standard deviation over the seeds.

    Args:
        name: its identifier.
        label: what people read.
        kind: its unit, which direction is better, and the split it was measured on.
        values: one for each seed.
        baseline: label and values of what it is compared with.
    """
    unit, better, split = kind
    spread = _spread(values)
    shown = display.number(spread["value"], unit, sd=spread.get("sd"))
    short = display.short(spread["value"], unit, sd=spread.get("sd"))
    entry: Metric = {"id": name, "display": shown, "short": short, "label": plain.fitting(label)}
    entry["unit"] = unit
    entry |= {"better": better, "split": split, **spread}
    entry |= {"n": len(values), "of": "seeds"}
    if baseline:
        entry["baseline"] = {"label": baseline[0], **_spread(baseline[1])}
    return entry


def _spread(values: Sequence[float]) -> dict[str, float]:
    """Return mean and sample standard deviation, to six digits: the last ones are rounding."""
    found = {"value": float(f"{np.mean(values):.6g}")}
    return found | ({"sd": float(f"{np.std(values, ddof=1):.6g}")} if len(values) > 1 else {})
