"""Disagreement: how alike explainers are ranked by each measure and baseline."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from . import drawing
from .drawing import Theme
from .scores import BASELINES, MEASURES
from .section import Entry, Setting
from .table import Floats

NAME = "disagreement"


def draw(setting: Setting, tau: Floats) -> Entry:
    """Draw the figure for Kendall's ``tau`` between rankings, (9, 9), and return its entry."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, tau))
    apart = tau[np.triu_indices(len(tau), 1)]
    return drawing.entry(
        NAME,
        f"Kendall's tau between {len(tau)} rankings of the explainers, by measure and baseline: "
        f"from {apart.min():.2f} to {apart.max():.2f}, median {np.median(apart):.2f}",
        "1: both rank the explainers alike; 0: they have nothing in common. The control is left "
        "out. Baseline: what stands for a removed feature; low is a standard deviation below the "
        "mean.",
    )


def influence(tau: Floats) -> tuple[float, float]:
    """Return the mean tau of one measure under two baselines, and of two measures under one."""
    rows, columns = np.triu_indices(len(tau), 1)
    same_measure = rows // len(BASELINES) == columns // len(BASELINES)
    same_baseline = rows % len(BASELINES) == columns % len(BASELINES)
    values = tau[rows, columns]
    return float(values[same_measure].mean()), float(values[same_baseline].mean())


def _plot(theme: Theme, tau: Floats) -> Figure:
    figure = drawing.figure((8.4, 6.2), left=0.245, right=0.985, top=0.875, bottom=0.215)
    axes = drawing.style(figure.add_subplot(), theme)
    colours = LinearSegmentedColormap.from_list("tau", [theme.second, theme.page, theme.first])
    axes.pcolormesh(tau[::-1], cmap=colours, vmin=-1.3, vmax=1.3, edgecolors=theme.page, lw=2)
    for (row, column), value in np.ndenumerate(tau[::-1]):
        text = f"{value:.2f}".replace("-", "\u2212")
        axes.text(
            column + 0.5, row + 0.5, text, ha="center", va="center", color=theme.text, size=9.5
        )
    names = [f"{measure}, {baseline}" for measure in MEASURES for baseline in BASELINES]
    places = np.arange(len(names)) + 0.5
    axes.set_yticks(places, names[::-1])
    axes.set_xticks(places, names, rotation=35, ha="right", rotation_mode="anchor")
    axes.spines["bottom"].set_visible(False)
    baseline, measure = influence(tau)
    more, less = ("baseline", "measure") if baseline < measure else ("measure", "baseline")
    subtitle = (
        f"Kendall's tau between rankings; mean {measure:.2f} between measures, "
        f"{baseline:.2f} between baselines"
    )
    drawing.title(
        axes, theme, f"Another {more} reorders explainers more than another {less}", subtitle
    )
    return figure
