"""What all figures share: texts that can be read on a phone, and files that stay equal.

A figure is 518 pixels wide and its smallest text 16 pixels high, which leaves 11 in a phone's
column of 358. Colours and fonts of two themes stand in ``styles/``.
"""

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation, Text

from .showcase.part import Entry

SIZE = (5.4, 3.9)  # inches
SMALLEST = 12  # points, 16 pixels
Draw = Callable[[Figure], None]


class CrowdedWarning(UserWarning):
    """Texts lie upon one another, leave the page, or are too small; an error in tests and CI."""


class Words(NamedTuple):
    """What a figure says: the lines above it, which also describe it to whoever cannot see it."""

    claim: str
    subtitle: str
    caption: str


def save(folder: Path, stem: str, words: Words, draw: Draw, *, hero: bool = False) -> Entry:
    """Write ``STEM.svg`` and its dark twin; return the manifest's entry of the figure."""
    entry: Entry = {"path": f"figures/{stem}.svg", "dark": f"figures/{stem}-dark.svg"}
    heads = [(words.claim, 14, "bold"), (words.subtitle, SMALLEST, "normal")]
    for name, theme in zip(entry.values(), ("light", "dark"), strict=True):
        with _theme(theme):
            page, buffer = _page(SIZE, 0.08, heads, draw), io.StringIO()
            for wrong in crowded(page):
                warnings.warn_explicit(wrong, CrowdedWarning, name, 0)
            page.savefig(buffer, format="svg", metadata={"Date": None})
        (folder.parent / name).write_text(_compact(buffer.getvalue()), "utf-8", newline="\n")
    entry |= {"alt": f"{words.claim}. {words.subtitle}", "caption": words.caption}
    return entry | ({"hero": True} if hero else {})


def card(folder: Path, draw: Draw, title: str, sentence: str) -> Entry:
    """Write ``card.png``, which a link to the project shows: words, and below them a drawing."""
    with _theme("dark", {"font.size": 18}):
        heads = [(title, 20, "normal"), (sentence, 26, "bold")]
        page = _page((12.8, 6.4), 0.35, heads, draw)
        page.savefig(folder / "card.png", metadata={"Software": None})
    return {"path": "figures/card.png", "alt": f"{title}: {sentence}", "card": True}


def name_ends(plot: Axes, x: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name lines where they end: at ``x``, each at its height, in its colour, with its name."""
    how: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "label": "end"}
    for y, colour, name in ends:
        plot.annotate(name, (x, y), (8, 0), color=colour, weight="bold", va="center", **how)


def crowded(page: Figure) -> Iterator[str]:
    """Yield what keeps a text of a page that was drawn from being read."""
    beyond = set(_beyond(page))
    texts = [text for text in page.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = {text: text.get_window_extent() for text in texts if text not in beyond}
    inside = page.bbox.padded(0.5)
    for text, box in boxes.items():
        if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1)):
            yield f"{text.get_text()!r} leaves the page; shorten it, or give it more room"
        if float(text.get_fontsize()) < SMALLEST:
            yield f"{text.get_text()!r} is smaller than {SMALLEST} points; enlarge it"
    for (one, box), (other, place) in combinations(boxes.items(), 2):
        if box.padded(2, -3).overlaps(place.padded(2, -3)):  # letters are lower than their line
            yield f"{one.get_text()!r} and {other.get_text()!r} overlap; move or drop one"


def _beyond(page: Figure) -> Iterator[Text]:
    """Yield the labels of ticks beyond the ends of their axis, which are not drawn."""
    for axis in (axis for plot in page.axes for axis in (plot.xaxis, plot.yaxis)):
        low, high = sorted(axis.get_view_interval())
        yield from (t.label1 for t in axis.get_major_ticks() if not low <= t.get_loc() <= high)


def _theme(name: str, own: dict[str, Any] | None = None) -> AbstractContextManager[None]:
    """Return the context in which a figure is drawn, whatever a person's own settings are."""
    styles = Path(__file__).with_name("styles")
    sheets = [styles / f"{sheet}.mplstyle" for sheet in ("figure", name)]
    return style.context([*sheets, own or {}], after_reset=True)


def _page(
    size: tuple[float, float], margin: float, heads: Sequence[tuple[str, int, str]], draw: Draw
) -> Figure:
    """Return a page with ``heads`` above what ``draw`` draws."""
    page = Figure(figsize=size)
    top, height = size[1] - margin, size[1]
    for head in heads:
        text = _wrapped(page, margin, *head)
        text.set_y(top / height)
        top -= text.get_window_extent().height / page.dpi + 0.05
    layout = ConstrainedLayoutEngine(rect=(0, 0, 1, top / height), w_pad=margin, h_pad=margin)
    page.set_layout_engine(layout)
    draw(page)
    layout.execute(page)
    for plot in page.axes:
        _apart(plot)  # now that it is known how large the plot is
    layout.execute(page)
    page.set_layout_engine("none")  # what is written is what is looked at
    return page


def _wrapped(page: Figure, margin: float, text: str, size: int, weight: str) -> Text:
    """Write ``text`` in lines that fit between the margins, in inches."""
    left = margin / page.get_figwidth()
    said = page.text(left, 0, text, size=size, weight=weight, va="top", in_layout=False)
    for columns in range(min(len(text), 99), 0, -1):
        said.set_text(textwrap.fill(text, columns))
        if said.get_window_extent().width <= (1 - 2 * left) * page.bbox.width:
            break
    return said


def _apart(plot: Axes) -> None:
    """Move the names of lines so far up or down that each has its own line, in their order."""
    names = [text for text in plot.findobj(Annotation) if text.get_label() == "end"]
    order = sorted(names, key=lambda name: -name.xy[1])
    exact = [float(plot.transData.transform(name.xy)[1]) for name in order]
    gap = 2 + max((name.get_window_extent().height for name in order), default=0.0)
    lowest = [plot.bbox.y0 + gap * below for below in range(len(order))][::-1]  # not below the plot
    places = _spread([*map(max, exact, lowest)], gap)
    for name, at, place in zip(order, exact, places, strict=True):
        name.set_position((8, (place - at) * 72 / name.figure.dpi))


def _spread(places: Sequence[float], gap: float) -> list[float]:
    """Return places, from high to low, at least ``gap`` apart and near theirs."""
    down = accumulate(places, lambda above, place: min(place, above - gap))
    up = [*accumulate(places[::-1], lambda below, place: max(place, below + gap))][::-1]
    return [(low + high) / 2 for low, high in zip(down, up, strict=True)]


def _compact(svg: str) -> str:
    """Return the drawing with coordinates to a tenth of a point: half as large."""
    places = re.compile(r'\b(?:d|x|y)="[^"]*"|translate\([^)]*\)')
    needless = re.compile(r"(?<=\.\d)\d+| (?=[A-Zz])|(?<=[A-Zz]) ")
    svg = places.sub(lambda found: needless.sub("", " ".join(found[0].split())), svg)
    svg = re.sub(r'transform="translate\((\S+) 0\)"/>', r'x="\1"/>', svg)  # of letters
    return re.sub(r"\n\s*", "\n", svg.replace("DejaVuSans", "g"))
