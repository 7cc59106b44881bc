"""The figures of the main part: accuracy by round, who holds what, and how clients fare."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from . import drawing, evaluate, findings
from .drawing import Words
from .metrics import Measured
from .section import Metric

FEW = 20  # clients that can be numbered one by one
SKEWS = {  # in a few words, and in a sentence
    "dirichlet": (
        "label skew alpha = {config.alpha:g}",
        "Each label is dealt by its own draw from a Dirichlet distribution.",
    ),
    "iid": ("no skew", "Samples are dealt like cards: clients differ by chance only."),
    "shards": (
        "{config.shards} label shards each",
        "Samples are sorted by label, cut into shards, and dealt.",
    ),
{%- if cookiecutter.dataset == "digits" %}
    "natural": ("natural sites", "A block of consecutive images is nearly one writer."),
{%- else %}
    "natural": ("natural sites", "Each client holds what was recorded at its site."),
{%- endif %}
}


def draw(folder: Path, all_of: Measured) -> list[Metric]:
    """Write ``accuracy``, ``partition`` and ``clients``; return their entries of the manifest."""
    return [_accuracy(folder, all_of), _partition(folder, all_of), _clients(folder, all_of)]


def _accuracy(folder: Path, all_of: Measured) -> Metric:
    best, config = all_of.best, all_of.config
    apart, central = float(np.mean(all_of.alone)), float(np.mean(all_of.centralised))
    curves = {name: all_of.curves(name) for name in all_of.names}
    ends = [(central, "C4", "Centralised"), (apart, "C4", "Local only")]
    ends += [(curves[n].mean(axis=0)[-1], f"C{k}", n) for k, n in enumerate(curves)]
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

    skew = SKEWS[config.partition][0].format(config=config)
    words = Words(
        f"{best}: {np.mean(all_of.final(best)):.1f} % together, {apart:.1f} % alone",
        f"Test accuracy in %, {len(all_of.outcomes[0].label_counts)} clients, {skew}; "
        f"mean and range of {len(all_of.outcomes)} seeds",
        f"{findings.highlights(all_of)[0]}. Test samples chose nothing.",
    )
    return drawing.save(folder, "accuracy", words, lines, hero=True)


def _scale(plot: Axes, levels: Sequence[float]) -> None:
    """Widen the scale towards 100 %, where strategies differ: it is logarithmic in the error."""
    floor = 100.5  # so that no error is too small to draw
    plot.set_yscale(
        "function",
        functions=(
            lambda accuracy: -np.log10(floor - np.minimum(accuracy, 100)),
            lambda height: floor - 10.0**-height,
        ),
    )
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


def _partition(folder: Path, all_of: Measured) -> Metric:
    counts, classes = all_of.outcomes[0].label_counts, all_of.dataset.classes
    clients, labels = counts.shape
    sizes = counts.sum(axis=1)

    def bubbles(page: Figure) -> None:
        page.subplots_adjust(left=max(0.07, 0.02 + 0.013 * max(map(len, classes))))
        plot = page.add_subplot(xlabel="Client", xlim=(-0.6, clients - 0.4))
        plot.set(ylim=(-0.7, 1.04 * labels - 0.1), yticks=range(labels), yticklabels=classes)
        widest = 24 * min(1.0, 14 / clients, 10 / labels)  # points: neighbours stay apart
        for held in np.unique(counts[counts > 0]):  # a marker for all of a size: a smaller file
            who, what = np.nonzero(counts == held)
            size = widest * np.sqrt(held / counts.max())
            plot.plot(who, what, "C0o", ms=size, mew=0, clip_on=False)
        if clients <= FEW:
            for client, size in enumerate(sizes):
                plot.text(client, 1.04 * labels - 0.2, f"{size}", ha="center", va="top", size=9.5)
            natural = all_of.config.partition == "natural"
            names = all_of.dataset.sites if natural else range(clients)
            shown = [f"{name}".removeprefix("block ") for name in names]
            plot.set(xticks=range(clients), xticklabels=shown)
        plot.grid(axis="y")

    words = Words(
        "Who holds which labels",
        "Training samples of each label by client, area = number; a client holds "
        f"{sizes.min()} to {sizes.max()} (seed {all_of.outcomes[0].seed})",
        SKEWS[all_of.config.partition][1],
    )
    return drawing.save(folder, "partition", words, bubbles)


def _clients(folder: Path, all_of: Measured) -> Metric:
    """Draw a row of dots for each strategy: every client of every seed."""
    rows = [("alone", "C4"), *((name, f"C{k}") for k, name in enumerate(all_of.names))]
    rows.reverse()
    share = all_of.config.worst_share

    def dots(page: Figure) -> None:
        page.subplots_adjust(left=0.13)
        plot = page.add_subplot(xlabel=f"Test accuracy on a client's {all_of.own} in %")
        for height, (name, color) in enumerate(rows):
            owns = all_of.of_clients(name)
            values = np.sort(np.concatenate(owns))
            spread = 0.28 * ((np.arange(len(values)) * 0.618) % 1 - 0.5)  # not random
            plot.plot(values, height + spread, "o", ms=5, color=color, alpha=0.6, mew=0)
            low = np.mean([evaluate.worst(own, share) for own in owns])
            plot.plot(low, height, "o", ms=13, mfc="none", mec=color, mew=2, clip_on=False)
        plot.set(ylim=(-0.6, len(rows) - 0.4), yticks=range(len(rows)))
        plot.set(yticklabels=[name[0].upper() + name[1:] for name, _ in rows])
        plot.set_xlim(right=100.5)
        plot.grid(axis="x")

    words = Words(
        "How the model serves single clients",
        f"A dot is a client, {len(all_of.outcomes)} seeds; a ring the mean of the worst "
        f"{100 * share:g} %",
        f"{findings.highlights(all_of)[1]}.",
    )
    return drawing.save(folder, "clients", words, dots)
