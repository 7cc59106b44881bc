"""Operating points: thresholds that the past chooses, and what they cost."""

from typing import NamedTuple

import numpy as np

from . import rates
from .corpus import Floats, Ints
from .section import Setting


class Point(NamedTuple):
    """A threshold, and what it does on test names.

    Attributes:
        label: where it comes from.
        threshold: log-odds above which a name is flagged.
        found: share of hostile names that are flagged.
        wrong: share of benign names that are.
    """

    label: str
    threshold: float
    found: float
    wrong: float


def points(setting: Setting) -> tuple[Point, ...]:
    """Return thresholds that the past chooses: by rate, by cost, and the customary one half."""
    config, corpus = setting.config, setting.corpus
    limit = setting.threshold(setting.subject, config.rate)
    hostile, benign = split(setting, corpus.past.validation)
    costly = cheapest(hostile, benign, config.prior, config.miss_cost)
    test = split(setting, corpus.past.test)
    return tuple(
        Point(label, at, *(rates.flagged(scores, at) for scores in test))
        for label, at in (
            (f"False positive rate {config.rate:g} in the past", limit),
            (f"Cheapest in the past, a miss costs {config.miss_cost:g} false alarms", costly),
            ("Probability of one half", 0.0),
        )
    )


def precision(found: Floats | float, wrong: Floats | float, prior: float) -> Floats:
    """Return the share of alerts that are hostile: Bayes' rule with a base rate (Axelsson 2000)."""
    true, false = np.multiply(found, prior), np.multiply(wrong, 1 - prior)
    return np.asarray(true / np.maximum(true + false, 1e-300))


def cost(found: Floats, wrong: Floats, prior: float, miss: float) -> Floats:
    """Return the mean cost of a name, in false alarms."""
    return np.asarray(prior * miss * (1 - found) + (1 - prior) * wrong)


def cheapest(hostile: Floats, benign: Floats, prior: float, miss: float) -> float:
    """Return the threshold with the least cost on these scores; the highest of equal ones."""
    limits = np.unique(np.concatenate([hostile, benign]))[::-1]

    def above(scores: Floats) -> Floats:
        return 1 - np.searchsorted(np.sort(scores), limits, side="right") / len(scores)

    return float(limits[np.argmin(cost(above(hostile), above(benign), prior, miss))])


def split(setting: Setting, rows: Ints) -> tuple[Floats, Floats]:
    """Return the scores of hostile and of benign rows."""
    scores, corpus = setting.scores[setting.subject], setting.corpus
    return scores[corpus.hostile(rows)], scores[corpus.benign(rows)]
