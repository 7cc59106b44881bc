"""Removal curves: how fast a decision fades, against what random orders do."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from . import drawing
from .drawing import Theme
from .explainers import CONTROL
from .scores import Score, band
from .section import Entry, Setting
from .table import Floats

NAME = "removal"
DRAWS = 20  # random orders behind the band


def draw(setting: Setting, scores: tuple[Score, ...], x: Floats, chosen: str) -> Entry:
    """Draw the figure for the judged rows ``x`` and return its entry.

    The claim is about the explainer that validation rows have ``chosen``: test rows choose none.
    """
    real = [score for score in scores if score.explainer.name != CONTROL]
    best = next(score for score in real if score.explainer.name == chosen)
    others = sorted(
        (score for score in real if score is not best), key=lambda score: -score.summary("removal")
    )
    shown = [best, others[len(others) // 2], others[-1]]
    chance = band(setting.subject.log_odds, x, setting.background, DRAWS)
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, shown, chance))
    return drawing.entry(
        NAME,
        f"Score of the decision while features are removed: the area between both orders is "
        f"{shown[0].summary('removal'):.2f} log-odds for {shown[0].explainer.label}, "
        f"{shown[-1].summary('removal'):.2f} for {shown[-1].explainer.label}",
        f"The explainer that validation rows chose, the middle and the last of the {len(others)} "
        f"others, on {len(x)} test rows; what is removed is filled from other rows. The band holds "
        f"{DRAWS} random orders.",
    )


def _plot(theme: Theme, shown: list[Score], chance: Floats) -> Figure:
    figure = drawing.figure(left=0.08, right=0.655, bottom=0.135)
    axes = drawing.style(figure.add_subplot(), theme)
    removed = np.arange(chance.shape[1])
    low, high = chance.min(axis=0), chance.max(axis=0)
    axes.fill_between(removed, low, high, color=theme.text, alpha=0.18, lw=0)
    colors = (theme.first, theme.third, theme.second)
    for score, color in zip(shown, colors, strict=False):
        most, least = score.curves.most_first.mean(axis=0), score.curves.least_first.mean(axis=0)
        axes.plot(removed, most, color=color, lw=2)
        axes.plot(removed, least, color=color, lw=2, ls=(0, (5, 2)))
    keys = [
        *(
            (f"{score.explainer.label}  {score.summary('removal'):.2f}", color)
            for score, color in zip(shown, colors, strict=False)
        ),
        ("random orders", theme.text),
    ]
    for place, (text, color) in enumerate(keys):
        axes.text(
            1.03, 0.97 - 0.085 * place, text, transform=axes.transAxes, color=color, weight="bold"
        )
    for place, text in enumerate(("solid: most relevant first", "dashed: least relevant first")):
        axes.text(1.03, 0.5 - 0.085 * place, text, transform=axes.transAxes, color=theme.text)
    axes.set(xlim=(0, removed[-1]))
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.grid(axis="y", color=theme.faint, lw=0.8)
    axes.set_xlabel("Features removed")
    subtitle = "Mean log-odds in favour of the decision; numbers: area between both orders"
    best = shown[0]
    claim = f"{best.explainer.label}: {best.summary('removal'):.2f} log-odds between both orders"
    drawing.title(axes, theme, claim, subtitle)
    return figure
