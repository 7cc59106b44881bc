"""What a run measured beside what was on record before, as a table for the commit's message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from portfolio_kit.showcase import manifest
from portfolio_kit.system import json_text

_ROWS = 12  # of what changed; of more it says how many
_NONE = "\u2014"

_Json = Mapping[str, Any]  # Any: a manifest, whose types its schema holds


def table(before: str | None, measured: _Json) -> str:
    """Return the metrics that are others now, as aligned text with an empty line at its end.

    Times are left out: they are others each time. Empty where nothing changed, and where
    ``before``, the manifest of the last commit, is none.
    """
    old, new = _lasting(_read(before)), _lasting(measured)
    said = [{name: metric["display"] for name, metric in side.items()} for side in (old, new)]
    names = [name for name in {**new, **old} if said[0].get(name) != said[1].get(name)]
    if not old or not names:
        return ""
    labels = Counter(metric["label"] for metric in new.values())
    rows = [("", "before", "after")]
    for name in names[:_ROWS]:
        label = (new.get(name) or old[name])["label"]
        called = label if labels[label] <= 1 else name
        rows.append((called, *(side.get(name, _NONE) for side in said)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if len(names) > _ROWS:
        lines.append(f"and {len(names) - _ROWS} more")
    return "\n".join(lines) + "\n\n"


def _read(before: str | None) -> _Json:
    """Return a manifest that follows its schema: any other could say anything in a message."""
    try:
        document = json_text.parsed(before or "")
    except ValueError:
        return {}
    known: _Json = {} if manifest.validate(document, manifest.NAME) else document
    return known


def _lasting(measured: _Json) -> dict[str, _Json]:
    """Return the metrics that measure no time, by their ids."""
    metrics = measured.get("metrics", ())
    return {metric["id"]: metric for metric in metrics if not metric.get("volatile")}
