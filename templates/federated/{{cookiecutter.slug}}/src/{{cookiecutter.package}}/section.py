"""What one part of the run hands to the report: metrics, figures, results, and words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._showcase import display

Metric = dict[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Section:
    """What a part measured; its figures are drawn already.

    Attributes:
        metrics: entries of the manifest, in the order of the README's table.
        figures: entries of the manifest.
        results: file stem to JSON that the same seeds measure again, byte for byte.
        times: what depends on the machine; it goes to ``timings.json``.
        highlights: sentences that a reader should remember.
        limitations: sentences on what the numbers do not show.
    """

    metrics: list[Metric] = field(default_factory=list)
    figures: list[Metric] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    times: dict[str, Any] = field(default_factory=dict)
    highlights: list[str] = field(default_factory=list)
    limitations: list[str] = field(default_factory=list)


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
    mean, sd = _spread(values)
    entry: Metric = {"id": name, "display": display(mean, unit, sd=sd), "label": label}
    entry |= {"value": mean, "unit": unit, "better": better, "split": split}
    if sd is not None:
        entry |= {"n": len(values), "sd": sd}
    if baseline:
        mean, sd = _spread(baseline[1])
        entry["baseline"] = {"label": baseline[0], "value": mean}
        entry["baseline"] |= {} if sd is None else {"sd": sd}
    return entry


def figure(stem: str, alt: str, caption: str, *, hero: bool = False) -> Metric:
    """Return the manifest's entry of a figure for light and for dark pages."""
    entry: Metric = {"path": f"figures/{stem}.svg", "dark": f"figures/{stem}-dark.svg"}
    return entry | {"alt": alt, "caption": caption} | ({"hero": True} if hero else {})


def _spread(values: Sequence[float]) -> tuple[float, float | None]:
    """Return mean and sample standard deviation, to six digits: the last ones are rounding."""
    sd = float(f"{np.std(values, ddof=1):.6g}") if len(values) > 1 else None
    return float(f"{np.mean(values):.6g}"), sd
