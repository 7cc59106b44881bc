"""Part 7: what a rate means at a desk: precision and alerts a day, and a threshold by cost."""

import numpy as np

from . import models, operating, rates
from .corpus import Floats
from .metrics import listed, metric
from .operating import Point, cost, precision
from .section import Listing, Section, Setting

PRIORS = (0.01, 0.001, 0.0001)


def measure(setting: Setting) -> Section:
    """Turn operating points into what an analyst sees, for several base rates."""
    config, corpus = setting.config, setting.corpus
    points = operating.points(setting)
    desk = points[0]
    drawn = _shares(setting, *operating.split(setting, corpus.past.test), desk.threshold)
    said = float(precision(desk.found, desk.wrong, config.prior))
    entry = metric(
        "precision",
        f"Alerts that are right, if {100 * config.prior:g} % of traffic is hostile",
        ("%", "higher", "test"),
        100 * said,
        ci95=[100 * end for end in rates.interval(precision(*drawn, config.prior))],
        baseline=("no detector", 100 * config.prior),
    )
    return Section(
        metrics=(entry,),
        results={"alerts": {point.label: _document(point) for point in points}},
        listings=(_listing(setting, points),),
        highlights=(_verdict(setting, desk),),
        limitations=_moved(setting, desk),
    )


def _shares(
    setting: Setting, hostile: Floats, benign: Floats, limit: float
) -> tuple[Floats, Floats]:
    """Return bootstrap values of both rates at a fixed threshold: binomial, as resampling is."""
    rng = np.random.default_rng([setting.config.seed, 6])
    shares = ((len(scores), rates.flagged(scores, limit)) for scores in (hostile, benign))
    found, wrong = (rng.binomial(n, p, setting.config.resamples) / n for n, p in shares)
    return found, wrong


def _verdict(setting: Setting, desk: Point) -> str:
    config = setting.config
    a_day = config.traffic * (desk.found * config.prior + desk.wrong * (1 - config.prior))
    share = float(precision(desk.found, desk.wrong, config.prior))
    return (
        f"With {config.traffic:,} names a day, of which one in {1 / config.prior:,.0f} is hostile, "
        f"the threshold of the past raises {a_day:,.0f} alerts, {100 * share:.1f} % of them right"
    )


def _moved(setting: Setting, desk: Point) -> tuple[str, ...]:
    """Say what the past's threshold does on the future's benign names."""
    rate = setting.config.rate
    said = (
        f"The past's threshold for a false positive rate of {rate:g} gives {desk.wrong:.4f} later"
    )
    return (said,)


def _document(point: Point) -> dict[str, object]:
    return {
        "threshold": listed(np.asarray(point.threshold)),
        "found": listed(np.asarray(point.found)),
        "wrong": listed(np.asarray(point.wrong)),
        "precision": {f"{p:g}": listed(precision(point.found, point.wrong, p)) for p in PRIORS},
    }


def _listing(setting: Setting, points: tuple[Point, ...]) -> Listing:
    config = setting.config

    def row(point: Point, prior: float) -> tuple[str, ...]:
        a_day = config.traffic * (point.found * prior + point.wrong * (1 - prior))
        costs = cost(np.asarray(point.found), np.asarray(point.wrong), prior, config.miss_cost)
        return (
            point.label,
            f"{prior:g}",
            f"{100 * point.found:.1f} %",
            f"{100 * point.wrong:.2f} %",
            f"{100 * float(precision(point.found, point.wrong, prior)):.2f} %",
            f"{a_day:,.0f}",
            f"{1000 * float(costs):.1f}",
        )

    return Listing(
        "Base rates: precision, alerts a day, cost",
        (
            "Threshold",
            "Base rate",
            "Found ↑",
            "False positives ↓",
            "Precision ↑",
            "Alerts a day",
            "Cost ↓",
        ),
        tuple(row(point, prior) for point in points for prior in PRIORS),
        f"{models.LABELS[setting.subject]}; thresholds are chosen on the end of the past and "
        f"measured on the future. {config.traffic:,} names a day are assumed. Cost: 1,000 names, "
        f"in false alarms, when a miss costs {config.miss_cost:g} of them.",
    )
