"""Part 1: what a detector is worth on names of the future, beside what a random split promises."""

import numpy as np

from . import figure_reliability, figure_roc, models, rates
from .corpus import Floats
from .judged import SPLITS, Judged, Table, judge
from .metrics import listed, metric
from .section import Listing, Metric, Section, Setting


def measure(setting: Setting) -> Section:
    """Judge every detector on both splits, with paired bootstrap intervals."""
    table = judge(setting)
    strict = min(table["past"][setting.subject].tpr)
    return Section(
        metrics=_metrics(setting, table, strict),
        figures=(
            figure_roc.draw(setting, table, strict),
            figure_reliability.draw(setting, table),
        ),
        results={"generalisation": _document(table)},
        listings=(_listing(table),),
        highlights=(_gap(setting, table, strict),),
        limitations=_lost(setting, table),
    )


def _metrics(setting: Setting, table: Table, strict: float) -> tuple[Metric, ...]:
    subject = table["past"][setting.subject]
    promise, n = table["random"][setting.subject], len(subject.labels)
    loose = max(subject.tpr)
    found = [
        metric(
            name,
            f"Hostile names found at {rate:g} false positives, {SPLITS[split]}",
            ("%", "higher", "test"),
            100 * table[split][setting.subject].tpr[rate][0],
            ci95=[100 * end for end in rates.interval(table[split][setting.subject].tpr[rate][1])],
            n=n,
            baseline=_rival(setting, table[split], rate),
            gap=_apart(setting, table[split], rate),
        )
        for name, split, rate in (
            ("future_detection", "past", strict),
            ("future_detection_loose", "past", loose),
            ("random_detection", "random", strict),
        )
    ]
    kind, baseline = ("1", "lower", "test"), ("random split", promise.error)
    label = f"Calibration error, {SPLITS['past']}"
    worse = metric("calibration_error", label, kind, subject.error, n=n, baseline=baseline)
    return (*found, worse)


def _rival(setting: Setting, judged: dict[str, Judged], rate: float) -> tuple[str, float]:
    """Return label and value of the simpler detector."""
    return models.said(setting.rival), 100 * judged[setting.rival].tpr[rate][0]


def _apart(
    setting: Setting, judged: dict[str, Judged], rate: float
) -> tuple[float, tuple[float, float]]:
    """Return what the detector finds more than the simpler one, in points, and its interval."""
    ours, theirs = (judged[name].tpr[rate][0] for name in (setting.subject, setting.rival))
    return 100 * (ours - theirs), rates.interval(_gaps(setting, judged, rate))


def _gaps(setting: Setting, judged: dict[str, Judged], rate: float) -> Floats:
    """Return bootstrap values of what the detector finds more than the simpler one, in points."""
    ours, theirs = (judged[name].tpr[rate][1] for name in (setting.subject, setting.rival))
    return np.asarray(100 * (ours - theirs))


def _gap(setting: Setting, table: Table, strict: float) -> str:
    """Say what the random split promises, and what is left of it."""
    said, kept = (table[split][setting.subject].tpr[strict][0] for split in SPLITS)
    change = "the future keeps" if kept < said else "on the future it is"
    return (
        f"At a false positive rate of {strict:g} a random split promises {100 * said:.0f} % of "
        f"hostile names found; {change} {100 * kept:.0f} %"
    )


def _lost(setting: Setting, table: Table) -> tuple[str, ...]:
    """Say where the detector is not shown to beat the simpler one: paired intervals."""
    ours, theirs = (table["past"][name] for name in (setting.subject, setting.rival))
    label = models.said(setting.rival)
    said = []
    for rate in ours.tpr:
        gap = 100 * (ours.tpr[rate][0] - theirs.tpr[rate][0])
        low, high = rates.interval(_gaps(setting, table["past"], rate))
        if low <= 0:
            verdict = "is worse than" if high < 0 else "is not shown to be better than"
            said.append(
                f"At a false positive rate of {rate:g} {models.said(setting.subject)} "
                f"{verdict} {label}: {gap:+.1f} points (95 % CI {low:+.1f} to {high:+.1f})"
            )
    return tuple(said)


def _document(table: Table) -> dict[str, object]:
    return {
        SPLITS[split]: {
            name: {
                "auc": listed(np.asarray(each.auc)),
                "calibration_error": listed(np.asarray(each.error)),
                "tpr": {
                    f"{rate:g}": {
                        "value": listed(np.asarray(value)),
                        "ci95": listed(np.asarray(rates.interval(samples))),
                    }
                    for rate, (value, samples) in each.tpr.items()
                },
            }
            for name, each in judged.items()
        }
        for split, judged in table.items()
    }


def _listing(table: Table) -> Listing:
    measured = tuple(next(iter(table["past"].values())).tpr)

    def cell(each: Judged, rate: float) -> str:
        low, high = rates.interval(each.tpr[rate][1])
        return f"{100 * each.tpr[rate][0]:.1f} % ({100 * low:.1f} to {100 * high:.1f})"

    rows = tuple(
        (
            SPLITS[split].capitalize(),
            models.LABELS[name],
            *(cell(each, rate) for rate in measured),
            f"{each.auc:.3f}",
            f"{each.error:.3f}",
        )
        for split, judged in table.items()
        for name, each in judged.items()
    )
    names = len(table["past"]["linear"].labels)
    return Listing(
        "Random split and split by time",
        (
            "Split",
            "Detector",
            *(f"Found at {rate:g} ↑" for rate in measured),
            "AUC ↑",
            "Calibration error ↓",
        ),
        rows,
        f"{names:,} test names each; in brackets, 95 % bootstrap intervals. The threshold of each "
        "rate is that of the test names: a point of the ROC curve.",
    )
