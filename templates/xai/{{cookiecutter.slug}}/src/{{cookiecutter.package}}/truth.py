"""Part 3: explainers against functions whose exact explanation is known."""

import numpy as np

from . import agreement
from .explainers import CONTROL
from .known import ADDITIVE, GLASS, MADE, TOP, Known, Recovery, glass_boxes, made, recovered
from .metrics import metric, rounded
from .scores import faithfulness
from .section import Listing, Metric, Section, Setting

LIMIT = (
    "Exact values are Shapley values of the interventional game: an explainer that answers "
    "another question, as LIME does, is measured by how far it can stand in for them, and "
    "faithfulness agrees with them the easier because it removes features by the same game"
)


def measure(setting: Setting) -> Section:
    """Return how well each explainer recovers each known explanation."""
    known = {MADE: made(setting), **glass_boxes(setting)}
    found = {
        name: {e.name: recovered(case, e.explain(case.x)) for e in case.explained}
        for name, case in known.items()
    }
    tau = _agreement(setting, known[MADE], found[MADE])
    labels = {e.name: e.label for case in known.values() for e in case.explained}
    errors = {name: row.error for name, row in found[GLASS].items()}
    says = (
        f"Against the exact values of the glass box, relative error is {errors['shapley']:.2f} "
        f"for {labels['shapley']}, {errors['occlusion']:.2f} for {labels['occlusion']} and "
        f"{errors['lime']:.2f} for {labels['lime']}"
    )
    return Section(
        metrics=_metrics(found, tau, len(known[GLASS].x)),
        results={"truth": {case: _document(rows) for case, rows in found.items()}},
        listings=(_listing(found, labels),),
        highlights=(says,),
        limitations=(LIMIT,),
    )


def _agreement(setting: Setting, case: Known, found: dict[str, Recovery]) -> float:
    """Return Kendall's tau between rankings by faithfulness and by the true error.

    Without the control: whatever ranks it last would seem to agree with everything.
    """
    real = tuple(e for e in case.explained if e.name != CONTROL)
    cheap = faithfulness(case.log_odds, real, case.x, case.background, setting.config)
    errors = np.array([rounded(found[name].error, 3) for name in cheap])
    return agreement.kendall(np.round(list(cheap.values()), 3), -errors)


def _metrics(found: dict[str, dict[str, Recovery]], tau: float, rows: int) -> tuple[Metric, ...]:
    """Return the errors of permutation Shapley; below 1e-6 they are rounding."""
    return (
        metric(
            "truth_error",
            "Error against the glass box, permutation Shapley",
            ("1", "lower", "test"),
            round(found[GLASS]["shapley"].error, 6),
            n=rows,
            baseline=("Continuous LIME", found[GLASS]["lime"].error),
        ),
        metric(
            "synthetic_error",
            "Error against a three-way function, permutation Shapley",
            ("1", "lower", "none"),
            found[MADE]["shapley"].error,
            baseline=("integrated gradients", found[MADE]["integrated"].error),
        ),
        metric(
            "truth_agreement",
            f"Kendall's tau, faithfulness with true error, {len(found[MADE]) - 1} explainers",
            ("1", "higher", "none"),
            tau,
        ),
    )


def _listing(found: dict[str, dict[str, Recovery]], labels: dict[str, str]) -> Listing:
    """Return errors by explainer and known function."""

    def shown(case: str, name: str) -> tuple[str, str]:
        row = found[case].get(name)
        return ("", "") if row is None else (f"{row.error:.3f}", f"{100 * row.sign:.0f} %")

    rows = tuple(
        (
            label,
            *shown(MADE, name),
            f"{100 * found[MADE][name].idle:.1f} %",
            *shown(ADDITIVE, name),
            *shown(GLASS, name),
        )
        for name, label in labels.items()
    )
    head = ("Explainer", "Synthetic", "signs", "idle", "Additive glass box", "signs")
    return Listing(
        "Explanations against the truth",
        (*head, "Glass box with pairs", "signs"),
        rows,
        "Error relative to the size of the exact Shapley values: 0 is exact, 1 is what zeros would "
        f"have. Signs: share of the {TOP} largest features with the right sign. Idle: share "
        "attributed to features that play no part. The glass box has no gradient.",
    )


def _document(rows: dict[str, Recovery]) -> dict[str, dict[str, float]]:
    return {
        name: {key: round(value, 5) for key, value in row._asdict().items()}
        for name, row in rows.items()
    }
