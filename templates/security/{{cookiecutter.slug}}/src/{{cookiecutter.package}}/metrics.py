"""One entry of the manifest's metrics."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

import numpy as np

from . import plain
from .corpus import Floats
from .section import Metric
from .showcase import display


class More(TypedDict, total=False):
    """What a metric may have besides.

    Attributes:
        ci95: ends of its 95 % interval.
        n: how many were counted or averaged.
        of: what they are, if not rows.
        baseline: label and value of what it is compared with.
        gap: value and interval of what it is more than its baseline, in pairs.
        volatile: it measures time.
    """

    ci95: Sequence[float]
    n: int
    of: str
    baseline: tuple[str, float]
    gap: tuple[float, Sequence[float]]
    volatile: bool


def metric(
    name: str, label: str, kind: tuple[str, str, str], value: float, **more: Unpack[More]
) -> Metric:
    """Return a metric; numbers keep six digits, because the last ones are rounding.

    Args:
        name: its identifier.
        label: what people read.
        kind: its unit, which direction is better, and the split it was measured on.
        value: in that unit.
        more: see ``More``.
    """
    unit, better, split = kind
    ends = [rounded(end) for end in more.get("ci95", ())]
    entry: Metric = {
        "id": name,
        "display": display.number(rounded(value), unit, ci95=ends),
        "short": display.short(rounded(value), unit, ci95=ends),
        "label": plain.fitting(label),
        "value": rounded(value),
        "unit": unit,
        "better": better,
        "split": split,
    }
    entry |= {"n": more["n"], "of": more.get("of", "rows")} if "n" in more else {}
    entry |= {"ci95": ends} if ends else {}
    entry |= {"volatile": True} if more.get("volatile") else {}
    if "baseline" in more:
        label, against = more["baseline"]
        entry["baseline"] = {"label": label, "value": rounded(against)}
    if "gap" in more:
        apart, pair = more["gap"]
        entry["gap"] = {"value": rounded(apart), "ci95": [rounded(end) for end in pair]}
    return entry


def rounded(value: float, digits: int = 6) -> float:
    """Return ``value`` with so many significant digits."""
    return float(f"{value:.{digits}g}")


def listed(values: Floats, digits: int = 5) -> object:
    """Return an array as JSON, with so many significant digits."""
    if np.ndim(values) == 0:
        return rounded(float(values), digits)
    return [listed(value, digits) for value in values]
