"""Part 8: benign names that look hostile and were once reported as such."""

import numpy as np

from . import models, rates
from .metrics import listed, metric
from .section import Listing, Section, Setting


def measure(setting: Setting) -> Section:
    """Count false positives on hard negatives, at the thresholds that the past gives."""
    hard, config = setting.corpus.hard_negatives, setting.config
    if not hard:
        return Section(limitations=("No hard negatives were given, so that none are judged",))
    found = {
        name: int((model.score(hard) > setting.threshold(name, config.rate)).sum())
        for name, model in setting.models.items()
    }
    subject, rival, n = found[setting.subject], found[setting.rival], len(hard)
    share = 100 * subject / n
    return Section(
        metrics=(
            metric(
                "hard_negatives",
                f"Look-alike names flagged by the past's threshold for {config.rate:g}",
                ("%", "lower", "test"),
                share,
                ci95=[100 * end for end in rates.wilson(subject, n)],
                n=n,
                baseline=(models.said(setting.rival), 100 * rival / n),
            ),
        ),
        results={
            "hard_negatives": {
                name: {"flagged": count, "ci95": listed(np.asarray(rates.wilson(count, n)))}
                for name, count in found.items()
            }
        },
        listings=(_listing(setting, found, n),),
        limitations=(_verdict(share, n),),
    )


def _verdict(share: float, n: int) -> str:
    return (
        f"Of {n:,} benign names that were once reported by mistake {share:.0f} % are flagged: "
        "a name alone does not decide"
    )


def _listing(setting: Setting, found: dict[str, int], n: int) -> Listing:
    def row(name: str, count: int) -> tuple[str, ...]:
        low, high = rates.wilson(count, n)
        share = f"{100 * count / n:.1f} % ({100 * low:.1f} to {100 * high:.1f})"
        return (models.LABELS[name], f"{count:,}", share)

    return Listing(
        "False positives on hard negatives",
        ("Detector", "Flagged", "Share ↓"),
        tuple(row(name, count) for name, count in found.items()),
        f"{n:,} benign names that were once reported as hostile by mistake; thresholds of a "
        f"false positive rate of {setting.config.rate:g} on the past. In brackets, 95 % Wilson "
        "intervals.",
    )
