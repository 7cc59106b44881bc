"""When each signal notices each new family, beside the streams without one."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from . import drawing
from .drawing import Theme
from .injection import SIGNALS
from .section import Entry, Setting

NAME = "families"
Table = dict[str, dict[str, Any]]  # by family; Any: JSON


def draw(setting: Setting, table: Table) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, table))
    said = "; ".join(
        f"{name}: {sum(row[signal]['alarms'] > 0 for signal in SIGNALS)}"
        for name, row in table.items()
    )
    return drawing.entry(
        NAME,
        f"Median events from a family's appearance to each alarm. Signals with alarms: {said}",
        f"Labels arrive {setting.config.label_lag:,} events late, which no signal that needs them "
        "can beat. On the control, where nothing appears, every alarm is false.",
    )


def _plot(theme: Theme, setting: Setting, table: Table) -> Figure:
    figure = drawing.figure(left=0.17, right=0.975, bottom=0.135)
    axes = drawing.style(figure.add_subplot(), theme)
    end = setting.config.events - setting.config.onset
    colors = (theme.first, theme.third, theme.second, theme.fourth)
    for row, found in enumerate(table.values()):
        for number, (signal, color) in enumerate(zip(SIGNALS, colors, strict=True)):
            place = row + (number - 1.5) * 0.17
            delay = found[signal]["median_delay"]
            label = SIGNALS[signal] if row == 0 else None
            width = 0 if delay is None else delay
            axes.barh(place, width, 0.14, color=color, label=label)
            words = "no alarm" if delay is None else f"{delay:,}"
            axes.text(width + end / 120, place, words, color=theme.text, size=8.5, va="center")
    axes.axvline(setting.config.label_lag, color=theme.text, lw=1, ls=":")
    axes.set(xlim=(0, 1.1 * end), ylim=(len(table) - 0.4, -0.6))
    axes.set_yticks(np.arange(len(table)), list(table))
    axes.legend(frameon=False, labelcolor=theme.text, loc="upper right", fontsize=9.5)
    axes.set_xlabel("Events after the family appears (dotted: the first label of the family)")
    subtitle = f"Median of {setting.config.streams} streams of {setting.config.events:,} events"
    drawing.title(axes, theme, "Who notices a new family, and when", subtitle)
    return figure
