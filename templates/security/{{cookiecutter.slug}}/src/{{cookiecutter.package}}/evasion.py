"""Parts 4 and 5: edited names, greedily and exactly, before and after adversarial training."""

import math
from typing import Any

import numpy as np

from . import enumeration, figure_evasion, hardening, models, rates
from .corpus import Floats
from .hardening import Guarded
from .metrics import listed, metric
from .section import Listing, Metric, Section, Setting

EXACT_EDITS = 2  # a name has some thousand neighbours at two edits, a hundred times that at three


def measure(setting: Setting) -> Section:
    """Attack every detector, harden the linear one, and attack it again after each round."""
    fit = hardening.linear(setting)
    rounds = hardening.harden(setting, fit, setting.models["linear"], setting.config.rounds)
    rows = {models.LABELS["linear"]: rounds[0]}
    if setting.subject != "linear":
        subject = hardening.guarded(setting, setting.models[setting.subject])
        rows = {models.LABELS[setting.subject]: subject, **rows}
    rows |= {f"Linear, hardened {at + 1}x": each for at, each in enumerate(rounds[1:])}
    ends = (models.LABELS["linear"], [*rows][-1])
    exact = {name: exactly(setting, rows[name]) for name in ends}
    return Section(
        metrics=_metrics(rounds),
        figures=(figure_evasion.draw(setting, rows),),
        results={"evasion": {name: document(each) for name, each in rows.items()} | _exact(exact)},
        listings=(_listing(setting, rows), _cost(setting, rows), _compared(setting, exact)),
        highlights=(_verdict(setting, rounds),),
        limitations=(
            "Edits are those of one list, and no person judged whether the edited names still lure",
        ),
    )


def exactly(setting: Setting, row: Guarded) -> tuple[Floats, Floats]:
    """Return the share found in the greedy and in the exact worst case, on the same names."""
    names = row.attacked.names[0][: setting.config.enumerated]
    budget = min(EXACT_EDITS, setting.config.edits)
    least = enumeration.worst(row.detector.score, names, budget)
    greedily = row.attacked.scores[: budget + 1, : len(names)] > row.threshold
    return greedily.mean(axis=1), np.asarray((least > row.threshold).mean(axis=1))


def document(row: Guarded) -> dict[str, Any]:
    """Return one detector's row as JSON, which Any stands for; no name is in it."""
    queries = row.attacked.asked(row.threshold)
    return {
        "names": len(row.attacked.names[0]),
        "found_by_edits": listed(row.found),
        "median_queries": None if math.isnan(queries) else queries,
        "found_without_attack": listed(np.asarray(row.clean)),
        "false_positive_rate": listed(np.asarray(row.false)),
    }


def _exact(exact: dict[str, tuple[Floats, Floats]]) -> dict[str, Any]:
    return {
        f"{name}, exact": {"greedy_by_edits": listed(least), "exact_by_edits": listed(bound)}
        for name, (least, bound) in exact.items()
    }


def _metrics(rounds: list[Guarded]) -> tuple[Metric, ...]:
    """Return what is found after all edits, hardened against not, and what hardening costs."""
    plain, last = rounds[0], rounds[-1]
    n = len(last.attacked.names[0])
    found, edits = float(last.found[-1]), len(last.found) - 1
    return (
        metric(
            "attacked_detection",
            f"Found after {edits} edits aimed at it, hardened linear",
            ("%", "higher", "test"),
            100 * found,
            ci95=[100 * end for end in rates.wilson(round(found * n), n)],
            n=n,
            baseline=("not hardened", 100 * float(plain.found[-1])),
        ),
        metric(
            "hardened_detection",
            "Found when nobody attacks, hardened linear",
            ("%", "higher", "test"),
            100 * last.clean,
            baseline=("not hardened", 100 * plain.clean),
        ),
    )


def _verdict(setting: Setting, rounds: list[Guarded]) -> str:
    plain, last = rounds[0].found, rounds[-1].found
    return (
        f"{setting.config.edits} edits lower the linear detector from {100 * plain[0]:.1f} % to "
        f"{100 * plain[-1]:.1f} %; hardened, and attacked anew, from {100 * last[0]:.1f} % to "
        f"{100 * last[-1]:.1f} %"
    )


def _listing(setting: Setting, rows: dict[str, Guarded]) -> Listing:
    edits = setting.config.edits

    def cells(row: Guarded) -> tuple[str, ...]:
        queries = row.attacked.asked(row.threshold)
        shown = "none got away" if math.isnan(queries) else f"{queries:,.0f}"
        return (*(f"{100 * share:.1f} %" for share in row.found), shown)

    return Listing(
        "Evasion: found after so many edits",
        ("Detector", *(f"{count} ↑" for count in range(edits + 1)), "Queries of an evasion ↑"),
        tuple((name, *cells(row)) for name, row in rows.items()),
        f"{setting.config.attacked:,} hostile names of the future at most. The attacker sees "
        "scores and takes the best edit each time; each row was attacked for itself. Queries: "
        "median of the names that got away.",
    )


def _cost(setting: Setting, rows: dict[str, Guarded]) -> Listing:
    def share(value: float) -> str:
        return "not measured" if math.isnan(value) else f"{100 * value:.1f} %"

    return Listing(
        "What adversarial training costs when nobody attacks",
        ("Detector", "Found ↑", "False positives ↓", "Hard negatives flagged ↓"),
        tuple((n, *map(share, (r.clean, r.false, r.mistaken))) for n, r in rows.items()),
        f"Names of the future; thresholds of a false positive rate of {setting.config.rate:g} on "
        f"the past. A round adds {setting.config.seeds:,} attacked training names at most.",
    )


def _compared(setting: Setting, exact: dict[str, tuple[Floats, Floats]]) -> Listing:
    def cells(shares: Floats) -> tuple[str, ...]:
        return tuple(f"{100 * share:.1f} %" for share in shares)

    counts = range(min(EXACT_EDITS, setting.config.edits) + 1)
    return Listing(
        "Exact worst case: every name within the budget is scored",
        ("Detector", "Search", *(f"Edits: {count} ↑" for count in counts)),
        tuple(
            (name, search, *cells(shares))
            for name, pair in exact.items()
            for search, shares in zip(("greedy", "exact"), pair, strict=True)
        ),
        f"The first {setting.config.enumerated:,} attacked names. No attack with these edits can "
        "go below the exact row; where greedy is above it, greedy overstates robustness.",
    )
