"""Detection at a false positive rate, on a sample and on bootstrap samples of it.

A detector is judged at the rate of false alarms that somebody can look at, not by accuracy: benign
names outnumber hostile ones a thousand to one (Axelsson 2000).
"""

from typing import NamedTuple

import numpy as np

from .config import SetupError
from .corpus import Floats, Ints

FEWEST = 10  # false positives that a rate must allow before it says anything
RATES = (0.001, 0.01, 0.1)


def measurable(negatives: int) -> tuple[float, ...]:
    """Return the rates that so many benign names can measure, the strictest first.

    Raises:
        SetupError: there are too few for any.
    """
    found = tuple(rate for rate in RATES if negatives * rate >= FEWEST)
    if not found:
        require(negatives, RATES[-1])
    return found


def require(negatives: int, rate: float) -> None:
    """Refuse a rate that rests on fewer than ten false positives.

    Raises:
        SetupError: there are fewer benign names than 10 / ``rate``.
    """
    if negatives * rate < FEWEST:
        needed = round(FEWEST / rate)
        raise SetupError(
            f"{negatives} benign names cannot measure a false positive rate of {rate:g}; "
            f"give at least {needed:,} of them, or a higher rate"
        )


def threshold(negatives: Floats, rate: float) -> float:
    """Return the lowest score above which at most ``rate`` of ``negatives`` (n,) lie.

    A name is flagged when its score is *above* it, so that ties count for no one.

    Raises:
        SetupError: there are fewer benign names than 10 / ``rate``.
    """
    require(len(negatives), rate)
    return float(np.sort(negatives)[::-1][int(rate * len(negatives))])


def flagged(scores: Floats, limit: float) -> float:
    """Return the share of scores above ``limit``."""
    return float(np.mean(scores > limit))


def tpr(scores: Floats, labels: Ints, rate: float) -> float:
    """Return the share of hostile names that are found at this false positive rate."""
    return flagged(scores[labels == 1], threshold(scores[labels == 0], rate))


class Resamples(NamedTuple):
    """How often each row is in each bootstrap sample; both classes keep their size.

    Given to two detectors, their difference is paired.
    """

    hostile: Ints  # (samples, hostile rows)
    benign: Ints  # (samples, benign rows)


def resamples(labels: Ints, samples: int, seed: int) -> Resamples:
    """Return bootstrap samples of rows with these labels (Efron 1979), stratified by class."""
    rng = np.random.default_rng([seed, 2])
    sizes = (int((labels == 1).sum()), int((labels == 0).sum()))
    drawn = (rng.multinomial(n, np.full(n, 1 / n), size=samples) for n in sizes)
    return Resamples(*(counts.astype(np.int32) for counts in drawn))


def tpr_samples(scores: Floats, labels: Ints, rate: float, drawn: Resamples) -> Floats:
    """Return ``tpr`` of each bootstrap sample, (samples,); the threshold is found anew in each."""
    benign, hostile = np.sort(scores[labels == 0])[::-1], np.sort(scores[labels == 1])
    limits = benign[_places(scores[labels == 0], int(rate * len(benign)), drawn.benign)]
    by_score = drawn.hostile[:, np.argsort(scores[labels == 1], kind="stable")]
    below = np.concatenate([np.zeros((len(by_score), 1)), np.cumsum(by_score, axis=1)], axis=1)
    found = np.searchsorted(hostile, limits, side="right")
    return np.asarray(1 - below[np.arange(len(limits)), found] / len(hostile))


def _places(scores: Floats, allowed: int, counts: Ints) -> Ints:
    """Return where, in falling order, more than ``allowed`` draws have passed, (samples,)."""
    falling = np.argsort(-scores, kind="stable")
    first = 2 * allowed + 50  # nearly always enough, and far fewer than all
    while True:
        over = np.cumsum(counts[:, falling[:first]], axis=1) > allowed
        if first >= len(scores) or over[:, -1].all():
            return np.asarray(np.argmax(over, axis=1))
        first = len(scores)


def roc(scores: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """Return false and true positive rates at every threshold, both rising."""
    values = np.unique(scores)[::-1]
    counted = (
        len(side) - np.searchsorted(np.sort(side), values, side="left")
        for side in (scores[labels == 0], scores[labels == 1])
    )
    false, true = (found / max(found[-1], 1) for found in counted)
    return false, true


def auc(scores: Floats, labels: Ints) -> float:
    """Return P(hostile score > benign score); ties count half (Hanley and McNeil 1982)."""
    benign = np.sort(scores[labels == 0])
    hostile = scores[labels == 1]
    below = np.searchsorted(benign, hostile, side="left")
    upto = np.searchsorted(benign, hostile, side="right")
    return float((below + upto).mean() / 2 / len(benign))


def interval(values: Floats) -> tuple[float, float]:
    """Return the middle 95 % of bootstrap values: the percentile interval (Efron 1979)."""
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def wilson(found: int, n: int) -> tuple[float, float]:
    """Return a 95 % interval of a share, which holds for few cases too (Wilson 1927)."""
    z = 1.959964
    centre = (found + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(found * (n - found) / n + z * z / 4)
    return float(max(centre - half, 0.0)), float(min(centre + half, 1.0))
