"""Beeswarm: what each feature adds to each person's log-odds, coloured by its value."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from . import data, drawing
from .drawing import Theme
from .section import Entry, Setting
from .table import Floats, Ints

NAME = "beeswarm"
MOST = 12  # features that can be read
SHADES = 7
GREY = "#8b949e"  # seen on both pages
BINS = 60  # across the width; points in one bin stand above each other


def draw(setting: Setting, attributions: Floats) -> Entry:
    """Draw the figure for ``attributions`` (refits, n, d), their mean, and return its entry."""
    mean = attributions.mean(axis=0)
    order = np.argsort(-np.abs(mean).mean(axis=0), kind="stable")[:MOST]
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, mean, order))
    names = [setting.table.features[j].label for j in order[:3]]
    sizes = np.abs(mean).mean(axis=0)[order[:3]]
    said = ", ".join(f"{name} ({size:.2f})" for name, size in zip(names, sizes, strict=True))
    return drawing.entry(
        NAME,
        f"Shapley values of {len(mean)} {data.CASES} by feature, in log-odds; "
        f"the largest on average: {said}",
        "Each point is one person: right of the line the feature raises the probability of "
        f"{data.EVENT}, colour is the feature's rank among these people.",
    )


def _plot(theme: Theme, setting: Setting, mean: Floats, order: Ints) -> Figure:
    figure = drawing.figure((8.4, 5.2), left=0.315, right=0.985, top=0.86, bottom=0.115)
    axes = drawing.style(figure.add_subplot(), theme)
    shades = [_mixed(theme, share) for share in np.linspace(0, 1, SHADES)]
    width = float(np.abs(mean).max())
    for place, j in enumerate(order):
        values = setting.table.x[setting.rows, j]
        level = (values[:, None] > values).mean(axis=1) + (values[:, None] == values).mean(
            axis=1
        ) / 2
        shade = np.minimum((level * SHADES).astype(int), SHADES - 1)
        above = place + swarm(mean[:, j], width)
        for number, colour in enumerate(shades):  # one marker for all of a shade: a smaller file
            points = shade == number
            axes.plot(mean[points, j], above[points], "o", color=colour, ms=4, mew=0)
    axes.axvline(0, color=theme.text, lw=0.8)
    axes.set_yticks(range(len(order)), [setting.table.features[j].label for j in order])
    axes.set_ylim(len(order) - 0.4, -0.7)
    axes.grid(axis="y", color=theme.faint, lw=0.6)
    axes.set_xlabel(f"Added log-odds of {data.EVENT}; low values of the feature blue, high orange")
    subtitle = f"Boosting model, {len(mean)} test rows, mean over the refits"
    drawing.title(axes, theme, "What moves decisions, person by person", subtitle)
    return figure


def _mixed(theme: Theme, share: float) -> tuple[float, ...]:
    """Return the colour between low, grey and high."""
    low, middle, high = (np.array(to_rgb(name)) for name in (theme.low, GREY, theme.high))
    ends = (low, middle) if share < 0.5 else (middle, high)
    part = 2 * share if share < 0.5 else 2 * share - 1
    return tuple(float(value) for value in (1 - part) * ends[0] + part * ends[1])


def swarm(values: Floats, width: float) -> Floats:
    """Return how far each point is moved up or down, so that points in a bin do not hide."""
    found = np.round((values + width) / (2 * width) * BINS).astype(int)
    above = np.zeros(len(values))
    for bin_ in np.unique(found):
        inside = np.flatnonzero(found == bin_)
        steps = (np.arange(len(inside)) + 1) // 2 * np.where(np.arange(len(inside)) % 2, 1, -1)
        above[inside] = steps * min(0.09, 0.8 / max(len(inside), 1))
    return above
