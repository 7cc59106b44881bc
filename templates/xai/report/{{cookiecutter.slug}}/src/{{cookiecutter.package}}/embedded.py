"""What the page needs to be the glass box: its tables, the features, people to start from."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import data, reasons
from .glassbox import Axis, Term, shapley, terms
from .models import Model
from .people import Person, choose, name
from .section import Setting
from .table import Feature, Floats, Ints

JSON = dict[str, Any]  # Any: JSON
UNIT = 1e-7  # of scores, which are whole numbers: 40 terms err by 2e-6 at worst, in log-odds
STEPS = 40  # of a slider
PEOPLE = 24


def document(setting: Setting) -> JSON:
    """Return the page's data.

    Training rows are the background of the Shapley values and give the sliders their values.
    """
    model, table, threshold = setting.models["ebm"], setting.table, setting.config.threshold
    background = table.x[table.train]
    parts = terms(model.fitted, background)
    limit = float(np.log(threshold / (1 - threshold)))
    example = int(setting.rows[reasons.example(setting)])
    people = choose(table, model.log_odds(table.x[table.test]), limit, PEOPLE, example)
    shown = np.array([person.values for person in people])
    return {
        "words": {"case": data.CASE, "event": data.EVENT, "refused": data.REFUSED},
        "threshold": threshold,
        "unit": UNIT,
        "intercept": float(np.ravel(model.fitted.intercept_)[0]),
        "features": [
            _feature(feature, background[:, column], shown[:, column])
            for column, feature in enumerate(table.features)
        ],
        "terms": [_term(part) for part in parts],
        "people": _people(people, model, parts),
        "opens": _opens(people, name(example), int((model.log_odds(shown) >= limit).sum())),
    }


def _opens(people: Sequence[Person], example: str, refused: int) -> int:
    """Return whom to open with: the run's example, or of those refused the middle one."""
    names = [person.name for person in people]
    return names.index(example) if example in names else refused // 2


def _people(people: Sequence[Person], model: Model, parts: Sequence[Term]) -> list[JSON]:
    """Return each person with what Python says of it: the page compares itself with that."""
    x = np.array([person.values for person in people])
    return [
        {
            "name": person.name,
            "values": [written(value) for value in person.values],
            "logOdds": round(float(log_odds), 9),
            "shapley": [round(float(value), 9) for value in values],
        }
        for person, log_odds, values in zip(
            people, model.log_odds(x), shapley(parts, x), strict=True
        )
    ]


def _feature(feature: Feature, usual: Floats, shown: Floats) -> JSON:
    """Return a feature with the values that its control offers: all codes, or quantiles."""
    known = usual[~np.isnan(usual)]
    if feature.kind != "category":
        known = np.quantile(known, np.linspace(0.01, 0.99, STEPS + 1), method="nearest")
    offered = np.unique(np.concatenate([known, shown[~np.isnan(shown)]]))
    return {
        "label": feature.label,
        "group": feature.group,
        "unit": feature.unit,
        "kind": feature.kind,
        "mutability": feature.mutability,
        "direction": feature.direction,
        "values": [written(value) for value in offered],
        "words": {str(code): word for code, word in feature.levels},
    }


def written(value: np.floating) -> float | int | None:
    """Return the shortest number that is this float32 again, None for a missing one."""
    if np.isnan(value):
        return None
    short = float(str(value))
    return int(short) if short.is_integer() else short


def _term(term: Term) -> JSON:
    axes, scores = term.axes, _whole(term.scores)
    entry: JSON = {"features": list(term.features), "mean": term.mean / UNIT}
    if len(axes) == 1:
        axis, scores = merged(axes[0], scores)
        axes = (axis,)
    else:
        entry["alone"] = [_whole(alone).tolist() for alone in term.alone]
    return {**entry, "axes": [written_axis(axis) for axis in axes], "scores": scores.tolist()}


def _whole(scores: Floats) -> Ints:
    return np.asarray(np.rint(scores / UNIT), dtype=np.int64)


def merged(axis: Axis, scores: Ints) -> tuple[Axis, Ints]:
    """Return the same step function without the borders at which nothing changes."""
    if axis.cuts is None:
        return axis, scores
    inner = scores[1:-1]  # without missing and never seen
    kept = np.flatnonzero(np.diff(inner))
    steps = inner[np.append(kept, len(inner) - 1)]
    return Axis(axis.cuts[kept], None), np.concatenate([scores[:1], steps, scores[-1:]])


def written_axis(axis: Axis) -> JSON:
    """Return the borders as float32, rounded up: no float32 value then changes its side."""
    if axis.cuts is None:
        return {"levels": dict(axis.levels or {})}
    near = axis.cuts.astype(np.float32)
    above = np.where(near < axis.cuts, np.nextafter(near, np.float32(np.inf)), near)
    return {"cuts": [written(cut) for cut in above]}
