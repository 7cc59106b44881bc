"""Shapes of the glass box: its terms as they are, with what the boosting model does beside them."""

from collections.abc import Sequence
from textwrap import fill, shorten
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter, MaxNLocator

from . import data, drawing
from .drawing import Theme
from .section import Entry, Setting
from .table import Feature

if TYPE_CHECKING:
    from .effects import Effect

NAME = "shapes"
NAMED = 8  # levels of a category that are named


def draw(setting: Setting, found: "Sequence[Effect]") -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, found))
    features = setting.table.features
    said = "; ".join(
        f"{features[each.column].label} spans {np.ptp(each.glass):.2f}" for each in found
    )
    return drawing.entry(
        NAME,
        f"Terms of the glass box for its leading features, in log-odds: {said}"[:300],
        "The glass box adds up such curves and a few pairs; line and band are its own terms with "
        "their spread over bags. Dashes: the boosting model (accumulated local effects). Dots and "
        "circles: the same of categories (partial dependence). First to last percent of rows.",
    )


def _plot(theme: Theme, setting: Setting, found: "Sequence[Effect]") -> Figure:
    bottom = 0.34 if any(each.ale is None for each in found) else 0.22
    figure = drawing.figure((8.4, 3.6), left=0.075, right=0.985, top=0.76, bottom=bottom)
    shared = None
    for place, each in enumerate(found):
        axes = figure.add_subplot(1, len(found), place + 1, sharey=shared)
        shared = shared or axes
        drawing.style(axes, theme)
        feature = setting.table.features[each.column]
        if each.ale is None:
            _levels(axes, theme, feature, each)
        else:
            _curves(axes, theme, each)
        axes.axhline(0, color=theme.text, lw=0.6)
        axes.grid(axis="y", color=theme.faint, lw=0.8)
        label = f"{feature.label}, {feature.unit}" if feature.unit else feature.label
        axes.set_xlabel(fill(label, 20), size=9)
        axes.tick_params(labelleft=place == 0)
    subtitle = (
        f"Added log-odds of {data.EVENT} by value; line: the glass box's own terms, "
        "dashes: the boosting model's effects"
    )
    drawing.title(figure.axes[0], theme, "The glass box shows everything it does", subtitle)
    return figure


def _curves(axes: Axes, theme: Theme, each: "Effect") -> None:
    """Draw the effects of a number as lines."""
    low, high = each.glass - each.spread, each.glass + each.spread
    axes.fill_between(each.values, low, high, color=theme.third, alpha=0.25, lw=0)
    axes.plot(each.values, each.glass, color=theme.third, lw=2)
    axes.plot(each.values, each.boosting, color=theme.first, lw=1.5, ls=(0, (4, 2)))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_major_locator(MaxNLocator(4))


def _levels(axes: Axes, theme: Theme, feature: Feature, each: "Effect") -> None:
    """Draw the effects of a category as points with its levels' names: nothing lies between."""
    places = np.arange(len(each.values))
    axes.errorbar(places, each.glass, each.spread, color=theme.third, fmt="o", ms=6)
    axes.plot(places, each.boosting, "o", mfc="none", mec=theme.first, ms=9)
    names = [shorten(feature.say(float(value)), 16, placeholder="…") for value in each.values]
    few = places[:: -(-len(places) // NAMED)]  # as many as can be read
    axes.set_xticks(few, [names[place] for place in few], rotation=40, ha="right", size=7)
    axes.set_xlim(-0.5, len(places) - 0.5)
