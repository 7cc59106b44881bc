"""Rank intervals: how far a feature's place in the ranking moves over refits."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from . import drawing, ranking
from .drawing import Theme
from .section import Entry, Setting
from .table import Floats, Ints

NAME = "ranks"
MOST = 15  # features that can be read


def draw(setting: Setting, attributions: Floats) -> Entry:
    """Draw the figure for ``attributions`` (refits, n, d) and return its entry."""
    ranks = ranking.ranks(np.abs(attributions).mean(axis=1))
    order = np.argsort(ranks.mean(axis=0), kind="stable")[:MOST]
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, ranks, order))
    widest = int(order[np.argmax(np.ptp(ranks[:, order], axis=0))])
    first = setting.table.features[order[0]].label
    low, high = ranks[:, widest].min(), ranks[:, widest].max()
    return drawing.entry(
        NAME,
        f"Best to worst rank of each feature's importance over {len(ranks)} refits; {first} leads, "
        f"{setting.table.features[widest].label} moves between rank {low} and {high}",
        "Features whose intervals overlap cannot be put in an order by these data. "
        "Importance is the mean size of Shapley values of the boosting model.",
    )


def _plot(theme: Theme, setting: Setting, ranks: Ints, order: Ints) -> Figure:
    figure = drawing.figure((8.4, 5.2), left=0.315, top=0.86, bottom=0.115)
    axes = drawing.style(figure.add_subplot(), theme)
    places = np.arange(len(order))
    chosen = ranks[:, order]
    axes.hlines(places, chosen.min(axis=0), chosen.max(axis=0), color=theme.first, lw=5, alpha=0.35)
    axes.plot(np.median(chosen, axis=0), places, "o", color=theme.first, ms=7)
    axes.set_yticks(places, [setting.table.features[j].label for j in order])
    axes.set(xlim=(0.5, ranks.shape[1] + 0.5), ylim=(len(order) - 0.5, -0.6))
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    axes.grid(axis="x", color=theme.faint, lw=0.8)
    axes.set_xlabel("Rank of importance, 1 is the most important")
    subtitle = f"Median and range over {len(ranks)} models, each fitted on another bootstrap sample"
    drawing.title(axes, theme, "Which ranks would another sample confirm?", subtitle)
    return figure
