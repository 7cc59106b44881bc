"""Reliability: of cases that a model gives a probability, how many come true."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import accuracy, drawing
from .drawing import Theme
from .models import probability
from .section import Entry, Setting
from .table import Floats

NAME = "reliability"


def draw(setting: Setting) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    curves = {name: curve(setting, name) for name in setting.models}
    n = len(setting.table.test)
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, curves))
    worst = {
        setting.models[name].label: float(np.abs(said - seen).max())
        for name, (said, seen) in curves.items()
    }
    said = ", ".join(f"{label} {100 * gap:.1f} points" for label, gap in worst.items())
    return drawing.entry(
        NAME,
        f"Share of events against predicted probability in ten equal bins. Largest gap: {said}",
        f"On the diagonal a model means what it says. Each point is a tenth of {n:,} test rows.",
    )


def curve(setting: Setting, name: str) -> tuple[Floats, Floats]:
    """Return mean probability and share of events in each of ten equal bins of test rows."""
    table = setting.table
    p = probability(setting.models[name].log_odds(table.x[table.test]))
    groups = accuracy.bins(p)
    said = np.array([p[rows].mean() for rows in groups])
    return said, np.array([table.y[table.test][rows].mean() for rows in groups])


def _plot(theme: Theme, setting: Setting, curves: dict[str, tuple[Floats, Floats]]) -> Figure:
    figure = drawing.figure(left=0.09, bottom=0.14)
    axes = drawing.style(figure.add_subplot(), theme)
    top = 1.08 * max(float(max(said.max(), seen.max())) for said, seen in curves.values())
    axes.plot([0, top], [0, top], color=theme.text, lw=1, ls=(0, (5, 3)))
    colors = (theme.third, theme.first, theme.second, theme.fourth)
    for (name, (said, seen)), color, shape in zip(curves.items(), colors, "sDo^", strict=False):
        label = setting.models[name].label
        axes.plot(said, seen, color=color, lw=1.8, marker=shape, ms=5.5, label=label)
    axes.legend(frameon=False, labelcolor=theme.text, loc="upper left")
    axes.set(xlim=(0, top), ylim=(0, top))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=theme.faint, lw=0.8)
    axes.set_xlabel("Predicted probability")
    subtitle = f"Share of events among test rows, by tenths of {len(setting.table.test):,}"
    drawing.title(axes, theme, "Do probabilities mean what they say?", subtitle)
    return figure
