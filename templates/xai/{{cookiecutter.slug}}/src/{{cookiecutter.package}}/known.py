"""Functions whose exact explanations are known, and how far explanations are from them.

One function is made up and has a closed form. Two are on the real data: the glass box with and
without its pairs, whose exact Shapley values stand in its terms.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier

from . import explainers, synthetic, terms
from .explainers import Explainer
from .section import Setting
from .shapley import Game, LogOdds
from .table import Floats

TOP = 5  # features whose sign a reader would repeat
Exact = Callable[[ExplainableBoostingClassifier, Floats, Floats], Floats]

MADE, ADDITIVE, GLASS = "synthetic", "glass box without pairs", "glass box"


class Known(NamedTuple):
    """A function, rows and background, and the exact Shapley values of the rows."""

    log_odds: LogOdds
    explained: tuple[Explainer, ...]
    x: Floats
    background: Floats
    truth: Floats


class Recovery(NamedTuple):
    """How far explanations are from the truth.

    ``error`` is relative to the size of the truth, 0 is exact and 1 what zeros would have;
    ``sign`` is the share of the ``TOP`` features of each row that get their true sign; ``idle`` is
    the share of all attributed size that went to features without any part in the function.
    """

    error: float
    sign: float
    idle: float


def made(setting: Setting) -> Known:
    """Return the synthetic function, on as many rows as are judged elsewhere."""
    config = setting.config
    x = synthetic.sample(config.judged, config.seed)
    background = synthetic.sample(len(setting.background), config.seed + 1)
    explained = (
        *explainers.anywhere(Game(synthetic.log_odds, background), config),
        *explainers.along_paths(synthetic.gradient, background, config),
        explainers.RANDOM,
    )
    truth = synthetic.shapley(x, background)
    return Known(synthetic.log_odds, explained, x, background, truth)


def glass_boxes(setting: Setting) -> dict[str, Known]:
    """Return the fitted glass box with and without its pairs, on judged test rows."""
    model, background = setting.models["ebm"], setting.background
    x = setting.table.x[setting.rows[: setting.config.judged]]
    functions: dict[str, tuple[LogOdds, Exact]] = {
        ADDITIVE: (partial(terms.additive, model.fitted), terms.additive_shapley),
        GLASS: (model.log_odds, terms.shapley),
    }
    return {
        name: Known(
            log_odds,
            (
                *explainers.anywhere(Game(log_odds, background), setting.config),
                explainers.RANDOM,
            ),
            x,
            background,
            exact(model.fitted, x, background),
        )
        for name, (log_odds, exact) in functions.items()
    }


def recovered(case: Known, told: Floats) -> Recovery:
    """Return how far the attributions ``told`` (n, d) are from the truth of ``case``."""
    truth = case.truth
    error = np.sqrt(np.square(told - truth).mean() / np.square(truth).mean())
    top = np.argsort(-np.abs(truth), axis=1, kind="stable")[:, :TOP]
    same = np.take_along_axis(np.sign(told) == np.sign(truth), top, axis=1)
    matters = np.take_along_axis(truth, top, axis=1) != 0
    idle = np.abs(told)[:, np.all(truth == 0, axis=0)].sum() / np.abs(told).sum()
    return Recovery(float(error), float(same[matters].mean()), float(idle))
