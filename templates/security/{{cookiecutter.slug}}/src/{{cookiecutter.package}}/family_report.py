"""What happened on streams with a new family, put together."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .injection import SIGNALS
from .metrics import metric
from .section import Listing, Metric, Setting

WINDOW = 50  # names of the family over which detection is averaged
CONTROL = "none (control)"
Table = dict[str, dict[str, Any]]  # by family; Any: JSON


@dataclass(frozen=True)
class Outcome:
    """What happened on one stream, in events after the onset; None for never.

    Attributes:
        alarms: by signal; negative before the onset.
        recovery: of the online learner.
        static: share of the family that the detector finds without learning.
    """

    alarms: dict[str, int | None]
    recovery: int | None
    static: float


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """Return what all streams have in common; alarms before the onset are false."""
    document: dict[str, Any] = {
        "streams": len(outcomes),
        "found_without_learning": round(float(np.mean([each.static for each in outcomes])), 4),
        "recovery": middle([each.recovery for each in outcomes]),
    }
    for name in SIGNALS:
        at = [each.alarms[name] for each in outcomes]
        after = [None if event is None or event < 0 else event for event in at]
        document[name] = {
            "alarms": sum(event is not None for event in after),
            "too_early": sum(event is not None and event < 0 for event in at),
            "median_delay": middle(after),
        }
    return document


def middle(values: list[int | None]) -> int | None:
    """Return the median, where never is later than any event; None when that is never."""
    ordered = sorted(values, key=lambda value: (value is None, value))
    return ordered[len(ordered) // 2]


def metrics(table: Table) -> tuple[Metric, ...]:
    """Return how many streams with a family, and how many controls, raise an alarm."""
    families = [row for name, row in table.items() if name != CONTROL]

    def share(rows: list[dict[str, Any]]) -> float:
        raised = sum(row["page_hinkley_errors"]["alarms"] for row in rows)
        return float(100 * raised / sum(row["streams"] for row in rows))

    return (
        metric(
            "new_family_noticed",
            "Streams with a new family that Page-Hinkley notices",
            ("%", "higher", "test"),
            share(families),
            n=sum(row["streams"] for row in families),
            of="streams",
            baseline=("alarms on control streams", share([table[CONTROL]])),
        ),
    )


def missed(table: Table) -> tuple[str, ...]:
    """Say what was simulated, what only labels reveal, and what is never found again."""
    said = [
        "New families are simulated; real ones differ in their letters and their share of traffic"
    ]
    quiet = [
        name
        for name, row in table.items()
        if name != CONTROL
        and all(row[s]["median_delay"] is None for s in SIGNALS if not s.endswith("errors"))
    ]
    if quiet:
        said.append(f"Without labels nothing notices: {', '.join(quiet)}")
    lost = [name for name, row in table.items() if name != CONTROL and row["recovery"] is None]
    if lost:
        said.append(f"The online learner does not recover within the stream: {', '.join(lost)}")
    return tuple(said)


def listing(setting: Setting, table: Table) -> Listing:
    """Return the table of families by signal."""
    config = setting.config

    def cell(entry: dict[str, Any], streams: int) -> str:
        alarms = f"{entry['alarms']} of {streams}"
        early = f", {entry['too_early']} too early" if entry["too_early"] else ""
        return f"{alarms}{early}" + (
            "" if entry["median_delay"] is None else f", after {entry['median_delay']:,}"
        )

    def row(name: str, found: dict[str, Any]) -> tuple[str, ...]:
        back = "never" if found["recovery"] is None else f"{found['recovery']:,}"
        none = name == CONTROL
        return (
            name,
            *(cell(found[signal], found["streams"]) for signal in SIGNALS),
            "-" if none else f"{100 * found['found_without_learning']:.1f} %",
            "-" if none else back,
        )

    return Listing(
        "A new family: alarms and recovery",
        ("Family", *SIGNALS.values(), "Found without learning", "Recovered after"),
        tuple(row(name, found) for name, found in table.items()),
        f"{100 * config.family_share:.0f} % of traffic from event {config.onset:,} of "
        f"{config.events:,} on; labels {config.label_lag:,} events late. Alarms: streams of all, "
        "and the median delay in events. Recovered: the online learner finds "
        f"{100 * config.recovered:.0f} % of {WINDOW} names of the family again.",
    )
