"""The hero: how much of a detector survives time, on the axis that counts."""

from collections.abc import Mapping
from typing import Protocol

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import drawing, models, rates
from .corpus import Floats, Ints
from .drawing import Theme
from .section import Entry, Setting

NAME = "roc"


class Scored(Protocol):
    """What is drawn of one detector on one split."""

    @property
    def scores(self) -> Floats:
        """(n,), log-odds."""

    @property
    def labels(self) -> Ints:
        """(n,), 1 where hostile."""


Curves = Mapping[str, Mapping[str, Scored]]  # by split, by detector


def draw(setting: Setting, table: Curves, strict: float) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, table, strict))
    said, kept = (
        100 * rates.tpr(of.scores, of.labels, strict)
        for of in (table[split][setting.subject] for split in ("random", "past"))
    )
    label = models.said(setting.subject)
    return drawing.entry(
        NAME,
        f"ROC curves with a logarithmic false positive rate. At a rate of {strict:g}, "
        f"{label} finds {said:.1f} % on a random split and {kept:.1f} % on a split by time",
        "The same detector, the same number of names: only the split differs. "
        "Left of the dotted line fewer than ten false positives remain.",
    )


def _plot(theme: Theme, setting: Setting, table: Curves, strict: float) -> Figure:
    figure = drawing.figure(right=0.975, bottom=0.135)
    axes = drawing.style(figure.add_subplot(), theme)
    styles = {"random": (theme.first, "random split"), "past": (theme.second, "split by time")}
    for split, (color, words) in styles.items():
        for name, width, dash in ((setting.subject, 2.4, "-"), (setting.rival, 1.3, (0, (4, 2)))):
            of = table[split][name]
            false, true = rates.roc(of.scores, of.labels)
            label = f"{models.LABELS[name]}, {words}"
            axes.step(false, true, where="post", color=color, lw=width, ls=dash, label=label)
    benign = int((table["past"][setting.subject].labels == 0).sum())
    left = 1 / benign
    axes.axvline(rates.FEWEST / benign, color=theme.text, lw=1, ls=":")
    axes.set(xscale="log", xlim=(left, 1), ylim=(0, 1.0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=theme.faint, lw=0.8)
    axes.legend(frameon=False, labelcolor=theme.text, loc="lower right", fontsize=9.5)
    axes.set_xlabel("False positive rate (logarithmic)")
    said, kept = (
        100 * rates.tpr(of.scores, of.labels, strict)
        for of in (table[split][setting.subject] for split in ("random", "past"))
    )
    claim = f"A random split promises {said:.0f} %; the future gives {kept:.0f} %"
    drawing.title(
        axes, theme, claim, f"Hostile names found; numbers at a false positive rate of {strict:g}"
    )
    return figure
