"""Reliability: of names that a detector gives a probability, how many are hostile."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import calibration, drawing, models
from .detector import probability
from .drawing import Theme
from .figure_roc import Scored
from .section import Entry, Setting

NAME = "reliability"


def draw(setting: Setting, table: Mapping[str, Mapping[str, Scored]]) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    curves = {
        split: calibration.curve(probability(of.scores), of.labels)
        for split, of in ((split, judged[setting.subject]) for split, judged in table.items())
    }
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, curves))
    worst = {
        split: 100 * float(np.abs(said - seen).max()) for split, (said, seen) in curves.items()
    }
    return drawing.entry(
        NAME,
        "Share of hostile names against predicted probability in ten equal bins. Largest gap: "
        f"{worst['random']:.1f} points on a random split, {worst['past']:.1f} on a split by time",
        "On the diagonal a probability means what it says. Each point is a tenth of the names.",
    )


def _plot(
    theme: Theme, setting: Setting, curves: dict[str, tuple[np.ndarray, np.ndarray]]
) -> Figure:
    figure = drawing.figure(left=0.09, bottom=0.14)
    axes = drawing.style(figure.add_subplot(), theme)
    axes.plot([0, 1], [0, 1], color=theme.text, lw=1, ls=(0, (5, 3)))
    styles = {
        "random": (theme.first, "s", "random split"),
        "past": (theme.second, "o", "split by time"),
    }
    for split, (said, seen) in curves.items():
        color, shape, label = styles[split]
        axes.plot(said, seen, color=color, lw=1.8, marker=shape, ms=5.5, label=label)
    axes.legend(frameon=False, labelcolor=theme.text, loc="upper left")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=theme.faint, lw=0.8)
    axes.set_xlabel("Predicted probability")
    subtitle = f"Share of hostile names, {models.said(setting.subject)}"
    drawing.title(axes, theme, "Do probabilities survive time?", subtitle)
    return figure
