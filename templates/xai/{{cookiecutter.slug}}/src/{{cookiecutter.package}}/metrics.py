"""One entry of the manifest's metrics."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

import numpy as np

from .section import Metric
from .showcase import display
from .table import Floats

LONGEST = 60  # characters of a label, by showcase.schema.json
Numbers = float | list[Any]  # Any: numbers in lists, as deep as the array


class More(TypedDict, total=False):
    """What a metric may have besides.

    Attributes:
        ci95: ends of its 95 % interval.
        n: how many were counted or averaged.
        of: what they are, if not rows.
        baseline: label and value of what it is compared with.
        volatile: it measures time.
    """

    ci95: Sequence[float]
    n: int
    of: str
    baseline: tuple[str, float]
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
        "label": fitting(label),
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
        entry["baseline"] = {"label": fitting(label), "value": rounded(against)}
    return entry


def fitting(*labels: str) -> str:
    """Return the first of ``labels`` that a manifest takes, or the last one, cut.

    Names of columns and groups come from data, and may be as long as they like.
    """
    cut = labels[-1][: LONGEST - 1].rstrip() + "…"
    return next((label for label in labels if len(label) <= LONGEST), cut)


def rounded(value: float, digits: int = 6) -> float:
    """Return ``value`` with so many significant digits."""
    return float(f"{value:.{digits}g}")


def listed(values: Floats, digits: int = 5) -> Numbers:
    """Return an array as JSON, with so many significant digits."""
    if np.ndim(values) == 0:
        return rounded(float(values), digits)
    return [listed(value, digits) for value in values]
