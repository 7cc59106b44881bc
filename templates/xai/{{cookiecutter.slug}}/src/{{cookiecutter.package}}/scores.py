"""Every measure of every explainer of one model, on the same rows and with three baselines."""

import time
from dataclasses import dataclass

import numpy as np

from . import agreement, quality, removal
from .config import Config
from .explainers import CONTROL, Explainer
from .shapley import Game, LogOdds
from .table import Floats

PATIENCE = 0.2  # seconds
FILLERS = 20  # background rows that fill what is removed; more do not change a mean curve
MEASURES = {"faithfulness": 1, "removal": 1, "infidelity": -1}  # 1: more is better, -1: less is
BASELINES = ("other rows", "mean", "low")


@dataclass(frozen=True)
class Score:
    """What was measured of one explainer, a value for each row.

    Attributes:
        explainer: what was measured.
        seconds: to explain one row.
        by: (n,) for each measure and baseline.
        curves: of removal, filled from other rows.
        gini: (n,).
        sensitivity: (rows that were nudged,), or nothing.
    """

    explainer: Explainer
    seconds: float
    by: dict[tuple[str, str], Floats]
    curves: removal.Curves
    gini: Floats
    sensitivity: Floats | None = None

    def summary(self, measure: str, baseline: str = BASELINES[0]) -> float:
        """Return the mean over rows; of infidelity, which has no upper end, the median."""
        values = self.by[measure, baseline]
        return float(np.median(values) if measure == "infidelity" else values.mean())


def baselines(background: Floats) -> dict[str, Floats]:
    """Return the rows that stand for "unknown", by name: (b, d) each.

    A mean is a row that nobody may be like; a low one, the mean less a standard deviation, is as
    arbitrary as the zero that other tools take.
    """
    mean = background.mean(axis=0, keepdims=True)
    low = mean - background.std(axis=0, keepdims=True)
    return dict(zip(BASELINES, (background, mean, low), strict=True))


def judge(
    log_odds: LogOdds,
    explained: tuple[Explainer, ...],
    x: Floats,
    background: Floats,
    config: Config,
) -> tuple[Score, ...]:
    """Return the scores of explainers of the same function on the rows ``x``: (n, d)."""
    sets = quality.subsets(config.subsets, x.shape[1], config.seed)
    games = {name: Game(log_odds, rows) for name, rows in baselines(background).items()}
    lost = {name: quality.losses(game, x, sets) for name, game in games.items()}
    scores = []
    for explainer in explained:
        told, seconds = _timed(explainer, x)
        by: dict[tuple[str, str], Floats] = {}
        fading = {}
        for name, game in games.items():
            fading[name] = removal.curves(Game(log_odds, game.background[:FILLERS]), x, told)
            by["faithfulness", name] = quality.faithfulness_correlation(told, sets, lost[name])
            by["removal", name] = removal.gain(fading[name])
            by["infidelity", name] = quality.infidelity(told, sets, lost[name])
        scores.append(Score(explainer, seconds, by, fading[BASELINES[0]], quality.gini(told)))
    return tuple(scores)


def _timed(explainer: Explainer, x: Floats) -> tuple[Floats, float]:
    """Return the explanations, and the seconds of a row in the fastest of three calls.

    A slow explainer is asked once: there, what else the machine does weighs little.
    """
    took: list[float] = []
    while len(took) < 3 and sum(took) < PATIENCE:
        begun = time.perf_counter()
        told = explainer.explain(x)
        took.append(time.perf_counter() - begun)
    return told, min(took) / len(x)


def faithfulness(
    log_odds: LogOdds,
    explained: tuple[Explainer, ...],
    x: Floats,
    background: Floats,
    config: Config,
) -> dict[str, float]:
    """Return the mean faithfulness correlation of each explainer, filled from other rows."""
    sets = quality.subsets(config.subsets, x.shape[1], config.seed)
    lost = quality.losses(Game(log_odds, background), x, sets)
    told = {explainer.name: explainer.explain(x) for explainer in explained}
    return {
        name: float(quality.faithfulness_correlation(values, sets, lost).mean())
        for name, values in told.items()
    }


def sensitivity(explainer: Explainer, x: Floats, scale: Floats, config: Config) -> Floats:
    """Return the largest change of an explanation under nudges of at most ``radius``: (n,).

    Args:
        explainer: what explains.
        x: rows, (n, d).
        scale: standard deviation of each feature, (d,).
        config: number and size of nudges.
    """
    rng = np.random.default_rng([config.seed, 8])
    nudges = rng.uniform(-1, 1, (config.nudges, x.shape[1])) * config.radius * scale
    return quality.max_sensitivity(explainer.explain, x, explainer.explain(x), nudges)


def band(log_odds: LogOdds, x: Floats, background: Floats, draws: int) -> Floats:
    """Return mean removal curves, most relevant first, of random orders: (draws, d + 1)."""
    game = Game(log_odds, background[:FILLERS])
    rng = np.random.default_rng(9)
    orders = rng.normal(size=(draws, *x.shape))
    return np.stack([removal.curves(game, x, order).most_first.mean(axis=0) for order in orders])


def disagreement(scores: tuple[Score, ...]) -> Floats:
    """Return Kendall's tau between the rankings by each measure and baseline, (9, 9).

    The control is left out: whatever ranks it last would seem to agree with everything.
    """
    real = [score for score in scores if score.explainer.name != CONTROL]
    rankings = [
        np.array([sign * score.summary(name, baseline) for score in real])
        for name, sign in MEASURES.items()
        for baseline in BASELINES
    ]
    return np.array([[agreement.kendall(a, b) for a in rankings] for b in rankings])
