"""The two figures, each for a light and for a dark page."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .config import Config
from .experiment import Outcome

FEW = 20  # clients that can be numbered one by one
ROOM = 20  # points of accuracy between two lines that leave room for words


class Theme(NamedTuple):
    """Colours that are told apart with any colour vision (after Okabe and Ito, 2008)."""

    suffix: str
    page: str
    text: str
    faint: str
    federated: str
    centralised: str
    alone: str


# The plates are GitHub's page colours; a viewer with another page still shows readable text.
THEMES = (
    Theme("", "#ffffff", "#1f2328", "#d1d9e0", "#0072b2", "#00795a", "#b34700"),
    Theme("-dark", "#0d1117", "#e6edf3", "#30363d", "#56b4e9", "#2fbf95", "#f0883e"),
)


def draw(folder: Path, config: Config, outcomes: Sequence[Outcome]) -> None:
    """Write ``accuracy.svg`` and ``partition.svg``, and their dark twins, into ``folder``."""
    # A fixed salt, no date, and paths for text: the same bytes each time, on any font set-up.
    with mpl.rc_context({"svg.hashsalt": "federated", "svg.fonttype": "path", "font.size": 10.5}):
        for theme in THEMES:
            for name, figure in (
                ("accuracy", _accuracy(theme, config, outcomes)),
                ("partition", _partition(theme, outcomes[0])),
            ):
                buffer = io.StringIO()
                figure.savefig(buffer, format="svg", metadata={"Date": None}, facecolor=theme.page)
                path = folder / f"{name}{theme.suffix}.svg"
                path.write_text(_compact(buffer.getvalue()), encoding="utf-8", newline="\n")


def _compact(svg: str) -> str:
    """Return the drawing with coordinates to a hundredth of a point: half as large."""
    places = re.compile(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)')
    longer = re.compile(r"(\.\d\d)\d+")
    svg = places.sub(lambda found: longer.sub(r"\1", " ".join(found[0].split())), svg)
    return re.sub(r"\n\s*", "\n", svg.replace("DejaVuSans", "g"))


def _axes(theme: Theme, size: tuple[float, float], margins: dict[str, float]) -> Axes:
    figure = Figure(figsize=size)
    figure.subplots_adjust(**margins)
    axes = figure.add_subplot(facecolor=theme.page)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == "bottom")
        axes.spines[side].set_color(theme.faint)
    axes.tick_params(colors=theme.text, length=0, pad=6)
    axes.set_axisbelow(True)
    return axes


def _title(axes: Axes, theme: Theme, title: str, subtitle: str) -> None:
    """Put a claim and what is measured above the plot, flush with its left edge."""
    for text, height, size, weight in ((title, 27, 13, "bold"), (subtitle, 10, 10, "normal")):
        axes.annotate(
            text,
            xy=(0, 1),
            xycoords="axes fraction",
            xytext=(0, height),
            textcoords="offset points",
            size=size,
            weight=weight,
            color=theme.text,
        )


def _accuracy(theme: Theme, config: Config, outcomes: Sequence[Outcome]) -> Figure:
    axes = _axes(theme, (8.4, 4.3), {"left": 0.07, "right": 0.745, "top": 0.83, "bottom": 0.125})
    rounds = np.arange(1, config.rounds + 1)
    curves = np.stack([outcome.curve for outcome in outcomes])
    centralised = float(np.mean([outcome.centralised for outcome in outcomes]))
    alone = float(np.mean([outcome.alone.mean() for outcome in outcomes]))
    axes.fill_between(
        rounds, curves.min(axis=0), curves.max(axis=0), color=theme.federated, alpha=0.25, lw=0
    )
    axes.plot(rounds, curves.mean(axis=0), color=theme.federated, lw=2.2)
    for level, color in ((centralised, theme.centralised), (alone, theme.alone)):
        axes.axhline(level, color=color, lw=1.6, ls=(0, (5, 3)))
    ends = [
        (float(curves[:, -1].mean()), theme.federated, "FedAvg"),
        (centralised, theme.centralised, "Centralised"),
        (alone, theme.alone, "Local only"),
    ]
    _label(axes, config.rounds, ends)
    _gain(axes, theme, 0.5 * config.rounds, alone, ends[0][0])
    axes.set(xlim=(1, config.rounds), ylim=(0, 100))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    axes.grid(axis="y", color=theme.faint, lw=0.8)
    axes.set_xlabel("Communication round", color=theme.text, labelpad=6)
    subtitle = (
        f"Test accuracy in %, {config.clients} clients, label skew alpha = {config.alpha:g}; "
        f"mean of {len(outcomes)} seeds, band from lowest to highest"
    )
    title = f"{ends[0][0]:.1f} % together, {alone:.1f} % alone, and no image leaves its client"
    _title(axes, theme, title, subtitle)
    return axes.get_figure(root=True) or Figure()


def _label(axes: Axes, x: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name each line at its right end, far enough apart to be read."""
    gap = 6.5
    at = 100.0 + gap
    for value, color, name in sorted(ends, reverse=True):
        at = min(value, at - gap)
        axes.annotate(
            f"{name}  {value:.1f} %",
            (x, at),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            color=color,
            weight="bold",
            annotation_clip=False,
        )


def _gain(axes: Axes, theme: Theme, x: float, alone: float, together: float) -> None:
    """Span what federating adds, where there is room to write it."""
    if together - alone < ROOM:
        return
    arrow = {"arrowstyle": "<->", "color": theme.text, "lw": 1, "shrinkA": 3, "shrinkB": 3}
    axes.annotate("", (x, alone), xytext=(x, together), arrowprops=arrow)
    middle = (alone + together) / 2
    text = f"+{together - alone:.1f} points for the mean client"
    axes.annotate(text, (x, middle), xytext=(8, 0), textcoords="offset points", color=theme.text)


def _partition(theme: Theme, outcome: Outcome) -> Figure:
    axes = _axes(theme, (8.4, 4.3), {"left": 0.07, "right": 0.98, "top": 0.83, "bottom": 0.125})
    counts = outcome.label_counts
    sizes = counts.sum(axis=1)
    widest = 24 * min(1.0, 14 / len(counts))  # points: neighbours do not hide each other
    for held in np.unique(counts[counts > 0]):  # one marker for all of a size: a smaller file
        clients, labels = np.nonzero(counts == held)
        size = widest * np.sqrt(held / np.max(counts))
        axes.plot(clients, labels, "o", ms=size, color=theme.federated, mew=0, clip_on=False)
    if len(counts) <= FEW:
        for client, size in enumerate(sizes):
            axes.text(client, 9.85, f"{size}", ha="center", color=theme.text, size=9.5)
    axes.set(xlim=(-0.6, len(counts) - 0.4), ylim=(-0.7, 10.4), yticks=range(10))
    ticks = range(len(counts)) if len(counts) <= FEW else range(0, len(counts), 10)
    axes.set_xticks(list(ticks))
    axes.grid(axis="y", color=theme.faint, lw=0.6)
    axes.set_xlabel("Client", color=theme.text, labelpad=6)
    subtitle = (
        f"Training images of each digit by client, area = number; a client holds {np.min(sizes)} "
        f"to {np.max(sizes)} (seed {outcome.seed})"
    )
    _title(axes, theme, "Who holds which digits", subtitle)
    return axes.get_figure(root=True) or Figure()
