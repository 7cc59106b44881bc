"""The figure of the experiment: test accuracy by round, between two ways of not federating."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from . import drawing, findings
from .drawing import Draw, Words
from .experiment import Numbers
from .showcase.part import Entry, Table

MOST = 100  # rounds that are drawn: nobody sees more of them, and they weigh
MARKS = (98, 95, 90, 80, 70, 50, 25, 0, 99, 85, 60, 40, 10)  # of accuracy, the first ones first


def accuracy(folder: Path, numbers: Numbers, found: Table) -> Entry:
    """Write ``accuracy``, the hero; return its entry of the manifest."""
    best, config = numbers.best, numbers.config
    levels = findings.values(found, "accuracy")
    together, apart = (levels[row].value for row in (best.lower(), "alone"))
    step = ceil(config.rounds / MOST)
    thinned = f"; one round of {step} is drawn" if step > 1 else ""
    skew = f"label skew alpha = {config.alpha:g}" if config.partition == "dirichlet" else ""
    words = Words(
        f"{best}: {together:.1f} % together, {apart:.1f} % alone",
        f"Test accuracy in %, {len(numbers.alone[0].test):,} clients, {skew or config.partition}; "
        f"mean and range of {len(numbers.drawn)} seeds",
        f"Dashed: what a federation is compared with; test samples chose nothing{thinned}.",
    )
    return drawing.save(folder, "accuracy", words, by_round(numbers, found), hero=True)


def by_round(numbers: Numbers, found: Table) -> Draw:
    """Return what draws the accuracy of each strategy by round, each line named at its end."""
    levels = {row: cell.value for row, cell in findings.values(found, "accuracy").items()}
    apart, central, config = levels["alone"], levels["centralised"], numbers.config
    at = np.arange(config.rounds)[:: -ceil(config.rounds / MOST)][::-1]
    curves = {n: np.stack([each.test[at] for each in of]) for n, of in numbers.strategies.items()}
    ends = [(central, "C4", "Centralised"), (apart, "C4", "Local only")]
    ends += [(levels[name.lower()], f"C{k}", name) for k, name in enumerate(curves)]

    def lines(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Communication round", xlim=(1, max(config.rounds, 2)))
        for k, (name, curve) in enumerate(curves.items()):
            plot.fill_between(at + 1, curve.min(0), curve.max(0), color=f"C{k}", alpha=0.15, lw=0)
            dashes = (0, (2, 1.5)) if name == "FedProx" else "-"  # it often lies upon FedAvg
            width = 2.4 if name == numbers.best else 1.7
            plot.plot(at + 1, curve.mean(0), f"C{k}", lw=width, ls=dashes)
        for level in (central, apart):
            plot.axhline(level, color="C4", lw=1.4, ls=(0, (5, 3)))
        _scale(plot, [level for level, _, _ in ends])
        named = [(level, colour, f"{name} {level:.1f}") for level, colour, name in ends]
        drawing.name_ends(plot, config.rounds, named)
        plot.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))
        plot.grid(axis="y")

    return lines


def _scale(plot: Axes, levels: Sequence[float]) -> None:
    """Widen the scale towards 100 %, where strategies differ: it is logarithmic in the error."""
    floor = 100.5  # so that no error is too small to draw
    ways = (lambda a: -np.log10(floor - np.minimum(a, 100)), lambda height: floor - 10.0**-height)
    plot.set_yscale("function", functions=ways)
    top = min(100.0, max(levels) + 0.3 * (100 - max(levels)))
    plot.set_ylim(min(levels) - 8, top)
    low, high = plot.get_ylim()
    marks: list[int] = []
    for mark in (mark for mark in MARKS if low <= mark <= high):
        near = [abs(ways[0](mark) - ways[0](other)) for other in marks]
        marks += [mark] if min(near, default=1) > (ways[0](high) - ways[0](low)) / 9 else []
    plot.yaxis.set_major_locator(FixedLocator(marks))
    plot.yaxis.set_minor_locator(NullLocator())
