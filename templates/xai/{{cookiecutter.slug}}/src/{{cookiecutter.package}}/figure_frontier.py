"""Cost against faithfulness: which explainers nothing cheaper beats."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import Bbox

from . import drawing
from .drawing import Theme
from .explainers import CONTROL
from .scores import Score
from .section import Entry, Setting

NAME = "frontier"


def draw(setting: Setting, scores: tuple[Score, ...], chosen: str) -> Entry:
    """Draw the figure and return its entry; it is volatile, because it shows times.

    The title is about the explainer that validation rows have ``chosen``: test rows choose none.
    """
    best = next(score for score in scores if score.explainer.name == chosen)
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, scores, best))
    control = next(score for score in scores if score.explainer.name == CONTROL)
    entry = drawing.entry(
        NAME,
        f"Milliseconds to explain a row against faithfulness correlation for {len(scores) - 1} "
        f"explainers: {best.explainer.label} reaches {best.summary('faithfulness'):.2f}, "
        f"the random control {control.summary('faithfulness'):.2f}",
        f"Explainers of the {setting.subject.noun} on the same "
        f"{len(best.gini)} test rows. Nothing that is cheaper beats what lies on the line.",
    )
    return {**entry, "volatile": True}


def pareto(scores: tuple[Score, ...]) -> tuple[Score, ...]:
    """Return the scores that no cheaper explainer reaches, by rising cost, control left out."""
    front: list[Score] = []
    for score in sorted(scores, key=lambda score: score.seconds):
        beaten = front and score.summary("faithfulness") <= front[-1].summary("faithfulness")
        if score.explainer.name != CONTROL and not beaten:
            front.append(score)
    return tuple(front)


def _at(score: Score) -> tuple[float, float]:
    """Return where a score lies: milliseconds a row, and correlation."""
    return 1000 * score.seconds, score.summary("faithfulness")


def _plot(theme: Theme, setting: Setting, scores: tuple[Score, ...], best: Score) -> Figure:
    figure = drawing.figure(left=0.08, right=0.96, bottom=0.135)
    axes = drawing.style(figure.add_subplot(), theme)
    real = [score for score in scores if score.explainer.name != CONTROL]
    control = next(score for score in scores if score.explainer.name == CONTROL)
    front = pareto(scores)
    axes.set_xscale("log")
    axes.plot(*np.transpose([*map(_at, front)]), color=theme.first, lw=1.6, alpha=0.6)
    for score in real:
        color = theme.first if score in front else theme.second
        axes.plot(*_at(score), "o", color=color, ms=9)
    axes.axhline(control.summary("faithfulness"), color=theme.text, lw=1.2, ls=(0, (5, 3)))
    _names(figure, theme, scores, front)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.grid(color=theme.faint, lw=0.8)
    axes.set_xlabel("Time to explain a row, ms (log scale)")
    title = f"{best.explainer.label}: correlation {best.summary('faithfulness'):.2f} in "
    subtitle = (
        "Correlation of summed attributions with what the model loses; "
        f"{setting.subject.label}, {len(best.gini)} test rows"
    )
    drawing.title(axes, theme, f"{title}{1000 * best.seconds:.2g} ms a row", subtitle)
    return figure


def _names(
    figure: Figure, theme: Theme, scores: tuple[Score, ...], front: tuple[Score, ...]
) -> None:
    """Write each explainer's name beside its point, where it covers no point, name or line.

    Of the sides of a point the first with the fewest collisions is taken.
    """
    axes = figure.axes[0]
    real = [score for score in scores if score.explainer.name != CONTROL]
    control = next(score for score in scores if score.explainer.name == CONTROL)
    costs = np.array([1000 * score.seconds for score in real])
    axes.set_xlim(costs.min() / 2, costs.max() * 8)
    floor = axes.annotate(
        "random control",
        (1, control.summary("faithfulness")),
        xycoords=axes.get_yaxis_transform(),
        xytext=(-3, 4),
        textcoords="offset points",
        ha="right",
        color=theme.text,
    )
    figure.draw_without_rendering()
    line = Path(axes.transData.transform([*map(_at, front)]))
    points = axes.transData.transform([*map(_at, real)])
    taken = [Bbox.from_bounds(x - 8, y - 8, 16, 16) for x, y in points]
    taken.append(floor.get_window_extent())
    (left, right), level = axes.bbox.intervalx, axes.transData.transform(_at(control))[1]

    def collisions(place: Bbox) -> int:
        beyond = (place.x0 < left) + (place.x1 > right) + (place.y0 < level < place.y1)
        crossed = line.intersects_bbox(place.padded(2), filled=False)
        return int(beyond) + crossed + sum(place.overlaps(other) for other in taken)

    for score, (x, y) in zip(real, points, strict=True):
        text = axes.annotate(
            score.explainer.label,
            _at(score),
            xytext=(0, 0),
            textcoords="offset points",
            color=theme.first if score in front else theme.second,
        )
        width = text.get_window_extent().width
        sides = [(shift, up) for up in (-5, -22, 12) for shift in (10, -width / 2, -10 - width)]
        sides.remove((-width / 2, -5))  # upon the point itself
        places = [Bbox.from_bounds(x + shift, y + up, width, 12) for shift, up in sides]
        best = min(places, key=collisions)
        taken.append(best)
        text.xyann = ((best.x0 - x) * 72 / figure.dpi, (best.y0 - y) * 72 / figure.dpi)
