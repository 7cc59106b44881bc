"""What all figures share: two themes, axes without clutter, and files that are always the same."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .showcase.part import Entry

# Page, text, grid, then colours that are told apart with any colour vision (after Okabe and Ito,
# 2008): C0 to C3 for what is compared, C4 for what it is compared with. The pages are GitHub's.
THEMES = {
    "": "#ffffff #1f2328 #d1d9e0 #0072b2 #a3479b #b34700 #00795a #57606a",
    "-dark": "#0d1117 #e6edf3 #30363d #56b4e9 #e08bd5 #f0883e #2fbf95 #9aa4ae",
}
STYLE: dict[str, Any] = {
    "svg.hashsalt": "federated",  # with paths for text and no date: the same bytes each time
    "svg.fonttype": "path",
    "font.size": 10.5,
    "figure.figsize": (8.4, 4.3),
    "figure.subplot.left": 0.08,
    "figure.subplot.right": 0.97,
    "figure.subplot.top": 0.83,
    "figure.subplot.bottom": 0.13,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": 13,
    "axes.titlepad": 26,
    "axes.labelpad": 6,
    "axes.axisbelow": True,
    "grid.linewidth": 0.8,
    "legend.frameon": False,
    **{f"axes.spines.{side}": False for side in ("top", "right", "left")},
    **{f"{axis}tick.{kind}.size": 0 for axis in "xy" for kind in ("major", "minor")},
}


class Words(NamedTuple):
    """What a figure says: two lines above it, which also describe it to whoever cannot see it."""

    claim: str
    subtitle: str
    caption: str


def save(
    folder: Path, stem: str, words: Words, draw: Callable[[Figure], None], *, hero: bool = False
) -> Entry:
    """Write ``STEM.svg`` and its dark twin, and return the manifest's entry of the figure."""
    entry: Entry = {"path": f"figures/{stem}.svg", "dark": f"figures/{stem}-dark.svg"}
    for name, colours in zip(entry.values(), THEMES.values(), strict=True):
        with style.context([STYLE, _theme(*colours.split())]):
            page, buffer = Figure(), io.StringIO()
            draw(page)
            page.axes[0].set_title(words.claim)
            above = {"size": 10, "xycoords": "axes fraction"}
            note(page.axes[0], words.subtitle, (0, 1), (0, 10), above)
            page.savefig(buffer, format="svg", metadata={"Date": None})
        path = folder.parent / name
        path.write_text(_compact(buffer.getvalue()), encoding="utf-8", newline="\n")
    entry |= {"alt": f"{words.claim}. {words.subtitle}", "caption": words.caption}
    return entry | ({"hero": True} if hero else {})


def note(
    plot: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], how: dict[str, Any]
) -> None:
    """Write ``text`` some points away from a place; ``how`` holds matplotlib's own words."""
    plot.annotate(text, at, offset, textcoords="offset points", **how)


def _theme(page: str, text: str, faint: str, *lines: str) -> dict[str, Any]:
    """Return matplotlib's settings for a page and its colours."""
    texts = dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), text)
    pages = dict.fromkeys(("axes.facecolor", "savefig.facecolor"), page)
    cycle = {"axes.prop_cycle": f"cycler(color={list(lines)})"}
    return texts | pages | cycle | {"grid.color": faint, "axes.edgecolor": faint}


def _compact(svg: str) -> str:
    """Return the drawing with coordinates to a hundredth of a point: half as large."""
    places = re.compile(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)')
    longer = re.compile(r"(\.\d\d)\d+")
    svg = places.sub(lambda found: longer.sub(r"\1", " ".join(found[0].split())), svg)
    return re.sub(r"\n\s*", "\n", svg.replace("DejaVuSans", "g"))
