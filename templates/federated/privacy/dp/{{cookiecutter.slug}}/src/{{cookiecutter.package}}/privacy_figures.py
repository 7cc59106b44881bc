"""Accuracy by epsilon, and by the number of clients that share one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import drawing
from .drawing import Theme

STEP = 20  # points of accuracy: the axis begins at a multiple of it, below everything drawn


@dataclass(frozen=True)
class Curve:
    """Accuracies in % of all seeds at each place, and a level to compare with, if there is one.

    The name is that of the training.
    """

    name: str
    places: Sequence[float]
    accuracies: Sequence[Sequence[float]]
    level: float | None

    @property
    def means(self) -> list[float]:
        """Return the mean over the seeds at each place."""
        return [float(np.mean(each)) for each in self.accuracies]


def by_epsilon(theme: Theme, curve: Curve) -> Figure:
    """Draw what privacy costs, beside the same training in the open."""
    plot = _plot(theme, curve, right=0.78)
    last = curve.means[-1]
    ends = [(last, theme.lines[0], curve.name, -9)]
    claim = f"{last:.1f} % at epsilon = {curve.places[-1]:g}"
    if curve.level is not None:
        plot.axhline(curve.level, color=theme.quiet, lw=1.6, ls=(0, (5, 3)))
        ends.append((curve.level, theme.quiet, "No privacy", 9))
        claim += f", {curve.level:.1f} % in the open"
    for value, color, name, offset in ends:
        plot.annotate(
            f"{name}  {value:.1f} %",
            (1, value),
            xycoords=("axes fraction", "data"),
            xytext=(6, offset),
            textcoords="offset points",
            va="center",
            color=color,
            weight="bold",
        )
    plot.set_xlabel("epsilon, towards every client", color=theme.text)
    drawing.title(plot, theme, claim, _about(curve))
    return drawing.page(plot)


def by_clients(theme: Theme, curve: Curve, epsilon: float) -> Figure:
    """Draw what one epsilon costs by the number of clients."""
    plot = _plot(theme, curve, right=0.97)
    for place, mean in zip(curve.places, curve.means, strict=True):
        plot.annotate(
            f"{mean:.1f} %",
            (place, mean),
            xytext=(0, 11),
            textcoords="offset points",
            ha="center",
            color=theme.text,
        )
    plot.set_xlabel("Clients that share the same data", color=theme.text)
    claim = f"{curve.name} at epsilon = {epsilon:g}, by number of clients"
    drawing.title(plot, theme, claim, _about(curve))
    return drawing.page(plot)


def _plot(theme: Theme, curve: Curve, right: float) -> Axes:
    """Return axes with the curve and its band; places double from one grid line to the next."""
    plot = drawing.axes(theme, right=right)
    lowest, highest = ([f(each) for each in curve.accuracies] for f in (min, max))
    plot.fill_between(curve.places, lowest, highest, color=theme.lines[0], alpha=0.25, lw=0)
    plot.plot(curve.places, curve.means, "o-", color=theme.lines[0], lw=2.2)
    plot.set_xscale("log", base=2)
    plot.set_xticks(curve.places, [f"{place:,g}" for place in curve.places])
    plot.minorticks_off()
    plot.set_ylim(STEP * (min(lowest) // STEP), 100)
    plot.grid(axis="y", color=theme.faint, lw=0.8)
    return plot


def _about(curve: Curve) -> str:
    seeds = len(curve.accuracies[0])
    return f"Test accuracy in %; mean of {seeds} seeds, band from lowest to highest"
