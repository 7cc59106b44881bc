"""What all figures share: two themes, one look, and files that are the same each time."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SIZE = (8.4, 4.3)  # inches
MARGINS = {"left": 0.08, "right": 0.97, "top": 0.83, "bottom": 0.125}


class Theme(NamedTuple):
    """Colours that are told apart with any colour vision (after Okabe and Ito, 2008).

    ``first`` to ``fourth`` are for kinds of things; ``low`` and ``high`` for values of a feature.
    """

    suffix: str
    page: str
    text: str
    faint: str
    first: str
    second: str
    third: str
    fourth: str
    low: str
    high: str


# The plates are GitHub's page colours; a viewer with another page still shows readable text.
THEMES = (
    Theme(
        "",
        *("#ffffff", "#1f2328", "#d1d9e0"),
        *("#0072b2", "#b34700", "#00795a", "#a8327a"),
        *("#0072b2", "#d55e00"),
    ),
    Theme(
        "-dark",
        *("#0d1117", "#e6edf3", "#30363d"),
        *("#56b4e9", "#f0883e", "#2fbf95", "#e58ac4"),
        *("#56b4e9", "#f0883e"),
    ),
)


def draw(folder: Path, name: str, plot: Callable[[Theme], Figure]) -> None:
    """Write ``NAME.svg`` and ``NAME-dark.svg`` into ``folder``."""
    # A fixed salt, no date, and paths for text: the same bytes each time, on any font set-up.
    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "path", "font.size": 10.5}):
        for theme in THEMES:
            buffer = io.StringIO()
            plot(theme).savefig(buffer, format="svg", metadata={"Date": None}, facecolor=theme.page)
            path = folder / f"{name}{theme.suffix}.svg"
            path.write_text(_compact(buffer.getvalue()), encoding="utf-8", newline="\n")


def entry(name: str, alt: str, caption: str) -> dict[str, object]:
    """Return the manifest's entry of the figure ``NAME.svg`` and its dark twin."""
    path = f"figures/{name}"
    return {"path": f"{path}.svg", "dark": f"{path}-dark.svg", "alt": alt, "caption": caption}


def _compact(svg: str) -> str:
    """Return the drawing with coordinates to a hundredth of a point: half as large."""
    places = re.compile(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)')
    longer = re.compile(r"(\.\d\d)\d+")
    svg = places.sub(lambda found: longer.sub(r"\1", " ".join(found[0].split())), svg)
    return re.sub(r"\n\s*", "\n", svg.replace("DejaVuSans", "g"))


def figure(size: tuple[float, float] = SIZE, **margins: float) -> Figure:
    """Return an empty figure; ``margins`` are left, right, top, bottom, as parts of its size."""
    made = Figure(figsize=size)
    made.subplots_adjust(**{**MARGINS, **margins})
    return made


def style(axes: Axes, theme: Theme) -> Axes:
    """Return ``axes`` in the look of all figures."""
    axes.set_facecolor(theme.page)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == "bottom")
        axes.spines[side].set_color(theme.faint)
    axes.tick_params(which="both", colors=theme.text, length=0, pad=6)
    axes.xaxis.label.set_color(theme.text)
    axes.yaxis.label.set_color(theme.text)
    axes.set_axisbelow(True)
    return axes


def title(axes: Axes, theme: Theme, claim: str, subtitle: str) -> None:
    """Put a claim and what is measured above the plot, flush with the figure's left edge."""
    for text, height, size, weight in ((claim, 27, 13, "bold"), (subtitle, 10, 10, "normal")):
        axes.annotate(
            text,
            xy=(0.02, 1),
            xycoords=("figure fraction", "axes fraction"),
            xytext=(0, height),
            textcoords="offset points",
            size=size,
            weight=weight,
            color=theme.text,
        )
