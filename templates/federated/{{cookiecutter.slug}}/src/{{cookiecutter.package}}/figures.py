"""The figure of the experiment: test accuracy by round, between two ways of not federating."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from . import drawing, findings
from .drawing import Words
from .experiment import Numbers
from .showcase.part import Entry, Table


def accuracy(folder: Path, numbers: Numbers, found: Table, said: str) -> Entry:
    """Write ``accuracy``, the hero, with what is said of it; return its entry of the manifest."""
    best, config = numbers.best, numbers.config
    levels = {row: cell.value for row, cell in findings.values(found, "accuracy").items()}
    apart, central = levels["alone"], levels["centralised"]
    curves = {n: np.stack([score.test for score in of]) for n, of in numbers.strategies.items()}
    ends = [(central, "C4", "Centralised"), (apart, "C4", "Local only")]
    ends += [(levels[name.lower()], f"C{k}", name) for k, name in enumerate(curves)]
    rounds = np.arange(1, config.rounds + 1)

    def lines(page: Figure) -> None:
        page.subplots_adjust(right=0.745)  # names stand beside their lines
        plot = page.add_subplot(xlabel="Communication round", xlim=(1, max(config.rounds, 2)))
        for k, (name, curve) in enumerate(curves.items()):
            plot.fill_between(rounds, curve.min(0), curve.max(0), color=f"C{k}", alpha=0.15, lw=0)
            dashes = (0, (2, 1.5)) if name == "FedProx" else "-"  # it often lies upon FedAvg
            plot.plot(rounds, curve.mean(0), f"C{k}", lw=2.4 if name == best else 1.7, ls=dashes)
        for level in (central, apart):
            plot.axhline(level, color="C4", lw=1.4, ls=(0, (5, 3)))
        _scale(plot, [level for level, _, _ in ends])
        _label(plot, config.rounds, ends)
        plot.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
        plot.grid(axis="y")

    clients = len(numbers.alone[0].test)
    skew = f"label skew alpha = {config.alpha:g}" if config.partition == "dirichlet" else ""
    words = Words(
        f"{best}: {levels[best.lower()]:.1f} % together, {apart:.1f} % alone",
        f"Test accuracy in %, {clients} clients, {skew or config.partition}; "
        f"mean and range of {len(numbers.drawn)} seeds",
        f"{said}. Test samples chose nothing.",
    )
    return drawing.save(folder, "accuracy", words, lines, hero=True)


def _scale(plot: Axes, levels: Sequence[float]) -> None:
    """Widen the scale towards 100 %, where strategies differ: it is logarithmic in the error."""
    floor = 100.5  # so that no error is too small to draw
    ways = (lambda a: -np.log10(floor - np.minimum(a, 100)), lambda height: floor - 10.0**-height)
    plot.set_yscale("function", functions=ways)
    top = min(100.0, max(levels) + 0.3 * (100 - max(levels)))
    plot.set_ylim(max(0.0, min(levels) - 8), top)
    plot.yaxis.set_major_locator(FixedLocator([0, 25, 50, 60, 70, 80, 90, 95, 98, 99]))
    plot.yaxis.set_minor_locator(NullLocator())


def _label(plot: Axes, x: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name each line at its right end, far enough apart to be read."""
    gap, at = 17.0, float("inf")  # pixels at 100 dots an inch
    for value, color, name in sorted(ends, reverse=True):
        exact = float(plot.transData.transform((x, value))[1])
        at = min(exact, at - gap)
        beside, how = (9, 0.72 * (at - exact)), {"va": "center", "weight": "bold", "color": color}
        drawing.note(plot, f"{name}  {value:.1f} %", (x, value), beside, how)
