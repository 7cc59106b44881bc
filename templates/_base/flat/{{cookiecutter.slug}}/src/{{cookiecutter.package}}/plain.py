"""The sentence of a report that has none of its own: its first metric, against its baseline."""

import re
from typing import Any

from .showcase import display

LONGEST = 60  # characters of a label, by showcase.schema.json
MOST = (10, 5)  # words of the two labels, as many as a sentence of twenty has room for


def headline(metric: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest's headline before it is judged; Any, because both are JSON."""
    baseline = metric["baseline"]
    against = display.short(baseline["value"], metric["unit"], sd=baseline.get("sd"))
    label, other = _some(metric["label"], MOST[0]), _some(baseline["label"], MOST[1])
    value = "{" + metric["id"] + "}"  # in whose place the number will stand
    text = f"{label}: {value}, against {against} for {other}"
    return {"text": text, "metrics": [metric["id"]]}


def _some(label: str, most: int) -> str:
    """Return the first words of a label, without what would stand for a number."""
    words = re.sub(r"[{}]", "", label).split()
    return " ".join(words[:most])[:LONGEST].rstrip(",;: ")


def fitting(label: str) -> str:
    """Return a label that a manifest takes."""
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"
