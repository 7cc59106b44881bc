"""Analysis 6: what would have to be different, and what of it a person can do."""

from collections import Counter
from typing import NamedTuple

import numpy as np

from . import counterfactual, data
from .counterfactual import Found, Space
from .metrics import metric, rounded
from .section import Listing, Metric, Section, Setting
from .table import Floats, Ints, Table

MODEL = "boosting"
ACTIONABLE = ("actionable",)
SHOWN = 5  # people in the listing


class Ways(NamedTuple):
    """Counterfactuals of one row: with all that is no immutable feature, and by own action."""

    row: int
    what_if: Found | None
    recourse: Found | None


def measure(setting: Setting) -> Section:
    """Search for refused test rows, once over what can differ and once over what can be done."""
    within = counterfactual.space(setting.table, setting.config.seed)
    ways = search(setting, within)
    found = [way.what_if for way in ways if way.what_if]
    actionable = counterfactual.allowed(setting.table.features, ACTIONABLE)
    acted = [way.recourse for way in ways if way.recourse] if len(actionable) else None
    people = {"people": _people(setting.table, ways)} if data.PUBLIC else {}
    return Section(
        metrics=_metrics(ways, found, acted),
        results={
            "counterfactuals": {
                "searched": len(ways),
                "what_if": _summary(found, setting.table),
                "recourse": _summary(acted or [], setting.table),
                "plausible_distance": rounded(within.limit),
                **people,
            }
        },
        listings=(_listing(setting.table, ways),) if data.PUBLIC else (),
        highlights=(_sentence(ways, acted),),
        limitations=(
            "Counterfactuals change a model's answer, not the world: they are no advice on causes",
        ),
    )


def search(setting: Setting, within: Space) -> list[Ways]:
    """Return the ways of the first refused test rows."""
    table, config, model = setting.table, setting.config, setting.models[MODEL]
    edge = float(np.log(config.threshold / (1 - config.threshold)))
    said = model.log_odds(table.x[table.test])
    rows = table.test[said >= edge][: config.queries]
    mutable = counterfactual.allowed(table.features, ("historical", *ACTIONABLE))
    actionable = counterfactual.allowed(table.features, ACTIONABLE)

    def decide(x: Floats) -> Floats:
        return model.log_odds(x) - edge

    def way(row: int, columns: Ints) -> Found | None:
        return counterfactual.find(decide, table.x[row], within, columns, config.most_changes)

    return [Ways(int(row), way(row, mutable), way(row, actionable)) for row in rows]


def _metrics(ways: list[Ways], found: list[Found], acted: list[Found] | None) -> tuple[Metric, ...]:
    kind, n = ("%", "higher", "test"), len(ways)
    if not ways:
        return ()
    who = f"{data.REFUSED.capitalize()} {data.CASES}"
    first = metric(
        "counterfactuals",
        f"{who} with a plausible counterfactual",
        kind,
        100 * len(found) / n,
        n=n,
    )
    if acted is None:
        return (first,)
    label = f"{who} with one by actionable features alone"
    return first, metric("recourse", label, kind, 100 * len(acted) / n, n=n)


def _summary(found: list[Found], table: Table) -> dict[str, object]:
    if not found:
        return {"found": 0}
    often = Counter(table.features[j].name for each in found for j in each.changed)
    return {
        "found": len(found),
        "features_changed_mean": rounded(float(np.mean([len(each.changed) for each in found]))),
        "cost_median": rounded(float(np.median([each.cost for each in found]))),
        "distance_median": rounded(float(np.median([each.distance for each in found]))),
        "changed_most": dict(sorted(often.items(), key=lambda item: (-item[1], item[0]))[:5]),
    }


def _sentence(ways: list[Ways], acted: list[Found] | None) -> str:
    if not ways:
        return f"No test row is {data.REFUSED} by the boosting model: there is nothing to search"
    found = [way.what_if for way in ways if way.what_if]
    few = np.mean([len(each.changed) for each in found]) if found else 0.0
    can = f"{len(acted or [])} have one by actionable features alone"
    can = "no feature is actionable" if acted is None else can
    return (
        f"{len(found)} of {len(ways)} {data.REFUSED} {data.CASES} have a plausible "
        f"counterfactual, with {few:.1f} changed features on average; {can}"
    )


def said(found: Found | None, x: Floats, table: Table) -> str:
    """Return the changes in words."""
    if found is None:
        return "none found"
    return "; ".join(
        f"{table.features[j].label}: {table.features[j].say(float(x[j]))} → "
        f"{table.features[j].say(float(found.x[j]))}"
        for j in found.changed
    )


def _people(table: Table, ways: list[Ways]) -> list[dict[str, object]]:
    return [
        {
            "row": way.row,
            "what_if": said(way.what_if, table.x[way.row], table),
            "recourse": said(way.recourse, table.x[way.row], table),
        }
        for way in ways[:SHOWN]
    ]


def _listing(table: Table, ways: list[Ways]) -> Listing:
    return Listing(
        "What would have to be different",
        (f"{data.CASE.capitalize()}", "If this had been otherwise", "By actionable features alone"),
        tuple(
            (
                f"row {way.row}",
                said(way.what_if, table.x[way.row], table),
                said(way.recourse, table.x[way.row], table),
            )
            for way in ways[:SHOWN]
        ),
        "The smallest changes found, never of what cannot change; history cannot be undone.",
    )
