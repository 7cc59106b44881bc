"""What all figures share: two themes, axes without clutter, and files that are always the same."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure


class Theme(NamedTuple):
    """Colours that are told apart with any colour vision (after Okabe and Ito, 2008)."""

    suffix: str
    page: str
    text: str
    faint: str
    quiet: str  # baselines
    lines: tuple[str, str, str, str]  # what is compared; the first also where it is one thing


# The plates are GitHub's page colours; a viewer with another page still shows readable text.
THEMES = (
    Theme(
        suffix="",
        page="#ffffff",
        text="#1f2328",
        faint="#d1d9e0",
        quiet="#57606a",
        lines=("#0072b2", "#a3479b", "#b34700", "#00795a"),
    ),
    Theme(
        suffix="-dark",
        page="#0d1117",
        text="#e6edf3",
        faint="#30363d",
        quiet="#9aa4ae",
        lines=("#56b4e9", "#e08bd5", "#f0883e", "#2fbf95"),
    ),
)


def save(folder: Path, stem: str, draw: Callable[[Theme], Figure]) -> None:
    """Write ``STEM.svg`` and its dark twin, as ``draw`` returns them for each theme."""
    # A fixed salt, no date, and paths for text: the same bytes each time, on any font set-up.
    with mpl.rc_context({"svg.hashsalt": "federated", "svg.fonttype": "path", "font.size": 10.5}):
        for theme in THEMES:
            buffer = io.StringIO()
            made = draw(theme)
            made.savefig(buffer, format="svg", metadata={"Date": None}, facecolor=theme.page)
            path = folder / f"{stem}{theme.suffix}.svg"
            path.write_text(_compact(buffer.getvalue()), encoding="utf-8", newline="\n")


def _compact(svg: str) -> str:
    """Return the drawing with coordinates to a hundredth of a point: half as large."""
    places = re.compile(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)')
    longer = re.compile(r"(\.\d\d)\d+")
    svg = places.sub(lambda found: longer.sub(r"\1", " ".join(found[0].split())), svg)
    return re.sub(r"\n\s*", "\n", svg.replace("DejaVuSans", "g"))


def axes(theme: Theme, left: float = 0.08, right: float = 0.97, height: float = 4.3) -> Axes:
    """Return axes on a page of 8.4 inches, with room for a title; margins are shares of it."""
    page = Figure(figsize=(8.4, height))
    page.subplots_adjust(left=left, right=right, top=1 - 0.73 / height, bottom=0.54 / height)
    return bare(page.add_subplot(), theme)


def bare(plot: Axes, theme: Theme) -> Axes:
    """Return ``plot`` in the theme's colours, with nothing but a base line."""
    plot.set_facecolor(theme.page)
    for side in ("top", "right", "left", "bottom"):
        plot.spines[side].set_visible(side == "bottom")
        plot.spines[side].set_color(theme.faint)
    plot.tick_params(colors=theme.text, which="both", length=0, pad=6)
    plot.set_axisbelow(True)
    return plot


def page(plot: Axes) -> Figure:
    """Return the whole figure that ``plot`` stands on."""
    return plot.get_figure(root=True) or Figure()


def title(plot: Axes, theme: Theme, claim: str, subtitle: str) -> None:
    """Put a claim and what is measured above the plot, flush with its left edge."""
    for text, height, size, weight in ((claim, 27, 13, "bold"), (subtitle, 10, 10, "normal")):
        plot.annotate(
            text,
            xy=(0, 1),
            xycoords="axes fraction",
            xytext=(0, height),
            textcoords="offset points",
            size=size,
            weight=weight,
            color=theme.text,
        )
