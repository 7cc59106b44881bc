"""One decision as a waterfall, with what refitting the model would change."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from . import data, drawing
from .drawing import Theme
from .reasons import Reason
from .refits import MODEL
from .section import Entry, Setting
from .table import Floats

NAME = "decision"
MOST = 8  # reasons that are named


def draw(setting: Setting, attributions: Floats, shown: Sequence[Reason]) -> Entry:
    """Draw one person's ``shown`` reasons, the largest first, and return the figure's entry.

    ``attributions`` (refits, n, d) say what is common to all: how many refits there were.
    """
    count, noun = len(attributions), setting.models[MODEL].noun
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, shown, count, noun))
    kept = [reason for reason in shown[:MOST] if reason.holds]
    first = kept[0].say() if kept else "none"
    return drawing.entry(
        NAME,
        f"Waterfall of one {data.CASE}, {data.REFUSED} by {noun}: {len(kept)} of the first "
        f"{len(shown[:MOST])} reasons hold over refits, the largest is {first}"[:300],
        f"The {data.REFUSED} {data.CASE} in the middle of all. Bars are of {noun}, lines span its "
        f"{count} refits; the sign of hollow bars changes too often to be told to anybody.",
    )


def _plot(theme: Theme, shown: Sequence[Reason], refits: int, noun: str) -> Figure:
    figure = drawing.figure((8.4, 4.8), left=0.435, top=0.85, bottom=0.125)
    axes = drawing.style(figure.add_subplot(), theme)
    named, rest = shown[:MOST], shown[MOST:]
    labels = [reason.text for reason in named]
    begin = 0.0
    for place, reason in enumerate(named):
        colour = theme.high if reason.size > 0 else theme.low
        face = colour if reason.holds else theme.page
        axes.barh(place, reason.size, left=begin, color=face, edgecolor=colour, height=0.62, lw=1.5)
        ends = (begin + reason.low, begin + reason.high)
        axes.plot(ends, (place, place), color=theme.text, lw=1.3, solid_capstyle="butt")
        begin += reason.size
        axes.plot((begin, begin), (place, place + 1), color=theme.faint, lw=1)
    if rest:
        others = float(np.sum([reason.size for reason in rest]))
        axes.barh(len(named), others, left=begin, color=theme.faint, height=0.62)
        labels.append(f"{len(rest)} other features")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.7)
    axes.axvline(0, color=theme.text, lw=0.8)
    axes.grid(axis="x", color=theme.faint, lw=0.8)
    axes.set_xlabel(f"Log-odds of {data.EVENT}, added to those of the mean {data.CASE}")
    subtitle = (
        f"Bars: the model; lines: its {refits} refits; "
        f"orange makes {data.EVENT} more probable, blue less"
    )
    drawing.title(axes, theme, f"Why one {data.CASE} was {data.REFUSED} by {noun}", subtitle)
    return figure
