"""Part 6: false reports that the overall score does not show, and the quarantine against them."""

from dataclasses import asdict
from typing import Any

import numpy as np

from . import feedback, figure_poisoning, quarantine, rates
from .feedback import Learned
from .metrics import listed, metric
from .section import Listing, Metric, Section, Setting

FEWEST = 10  # names of a campaign below which a share says nothing
CLEAN, AIMED, HELD = "No reports", "Reports on one campaign", "The same, with quarantine"
PINNED = "Chosen to pass, quarantine pinned"
MOVING = "Chosen to pass, quarantine follows"
ROUNDS = 3  # times that the patient attacker sends reports


def measure(setting: Setting) -> Section:
    """Have one campaign reported as benign, with quarantine and without, and against it."""
    names = len(feedback.campaign(setting))
    if names < FEWEST:
        word = setting.config.campaign
        said = f"The future holds {names} hostile names with {word!r}: no poisoning is measured"
        return Section(limitations=(f"{said}; choose another with --campaign",))
    table = scenarios(setting)
    waiting = honest(setting)
    return Section(
        metrics=_metrics(table, names),
        figures=(figure_poisoning.draw(setting, table, names),),
        results={"poisoning": _document(table, names, waiting)},
        listings=(_listing(setting, table, names),),
        highlights=(_verdict(table),),
        limitations=(_price(table, waiting),),
    )


def scenarios(setting: Setting) -> dict[str, Learned]:
    """Return what each kind of report does."""
    number = setting.config.poison
    made = feedback.look_alikes(setting)
    few, many = (feedback.called_benign(made[:size]) for size in (number // 3, number))
    return {
        CLEAN: feedback.judged(setting, setting.models["linear"], 0),
        "Random labels flipped": feedback.flipped(setting, number),
        f"{AIMED}, a third": feedback.learn(setting, few),
        AIMED: feedback.learn(setting, many),
        HELD: feedback.learn(setting, feedback.passing(setting, many)),
        PINNED: feedback.patient(setting, ROUNDS, pinned=True),
        MOVING: feedback.patient(setting, ROUNDS, pinned=False),
    }


def honest(setting: Setting) -> float:
    """Return the share of honest reports that wait: those on hard negatives; NaN without any."""
    hard = setting.corpus.hard_negatives
    limit = setting.threshold("linear", setting.config.rate)
    labels = np.zeros(len(hard), np.int64)
    waiting = quarantine.held(setting.models["linear"], limit, hard, labels)
    return float(waiting.mean()) if len(hard) else float("nan")


def _metrics(table: dict[str, Learned], names: int) -> tuple[Metric, ...]:
    def share(row: Learned) -> float:
        return 100 * row.campaign

    low, high = rates.wilson(round(table[HELD].campaign * names), names)
    return (
        metric(
            "quarantined_campaign",
            "Names of the reported campaign found, with quarantine",
            ("%", "higher", "test"),
            share(table[HELD]),
            ci95=[100 * low, 100 * high],
            n=names,
            baseline=("without quarantine", share(table[AIMED])),
        ),
    )


def _verdict(table: dict[str, Learned]) -> str:
    clean, aimed, saved = table[CLEAN], table[AIMED], table[HELD]
    return (
        f"{aimed.accepted:,} false reports lower one campaign from {100 * clean.campaign:.1f} % "
        f"to {100 * aimed.campaign:.1f} %, all names from {100 * clean.overall:.1f} % to "
        f"{100 * aimed.overall:.1f} %; quarantine keeps it at {100 * saved.campaign:.1f} %"
    )


def _price(table: dict[str, Learned], waiting: float) -> str:
    """Say what gets past the quarantine, and whom it makes wait."""
    pinned, moving = table[PINNED], table[MOVING]
    said = (
        "A patient attacker who sends only reports that pass the quarantine leaves the campaign at "
        f"{100 * pinned.campaign:.1f} % with {pinned.accepted:,} of them, and at "
        f"{100 * moving.campaign:.1f} % if the quarantine trusts what was learned from them"
    )
    if np.isnan(waiting):
        return said
    return f"{said}; of honest reports on look-alike benign names {100 * waiting:.0f} % wait"


def _document(table: dict[str, Learned], names: int, waiting: float) -> dict[str, Any]:
    return {
        "campaign_names": names,
        "honest_reports_that_wait": None if np.isnan(waiting) else listed(np.asarray(waiting)),
        "scenarios": {
            name: {key: listed(np.asarray(value)) for key, value in asdict(row).items()}
            for name, row in table.items()
        },
    }


def _listing(setting: Setting, table: dict[str, Learned], names: int) -> Listing:
    def cells(row: Learned) -> tuple[str, ...]:
        low, high = rates.wilson(round(row.campaign * names), names)
        return (
            f"{row.accepted:,}",
            f"{100 * row.campaign:.1f} % ({100 * low:.1f} to {100 * high:.1f})",
            f"{100 * row.overall:.1f} %",
            f"{100 * row.false:.2f} %",
        )

    past = len(setting.corpus.past.train)
    return Listing(
        "Poisoned feedback",
        ("Feedback", "Learned from", "Campaign found ↑", "All found ↑", "False positives ↓"),
        tuple((name, *cells(row)) for name, row in table.items()),
        f"Linear detector, fitted on {past:,} names and the reports, judged on the future; "
        f"{names:,} of its hostile names hold {setting.config.campaign!r}. In brackets, 95 % "
        "Wilson intervals.",
    )
