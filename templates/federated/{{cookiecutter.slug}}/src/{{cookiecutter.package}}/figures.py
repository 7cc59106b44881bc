"""The figures of the main part: accuracy by round, who holds what, and how clients fare."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from . import drawing, evaluate, metrics
from .data import Floats
from .drawing import Theme
from .metrics import Measured

FEW = 20  # clients that can be numbered one by one
SHORT = {
    "dirichlet": "label skew alpha = {config.alpha:g}",
    "iid": "no skew",
    "shards": "{config.shards} label shards each",
    "natural": "natural sites",
}
PARTITIONS = {
    "dirichlet": "Each label is dealt to clients by its own draw from a Dirichlet distribution "
    "with concentration {config.alpha:g}.",
    "iid": "Samples are dealt like cards: clients differ by chance only.",
    "shards": "Samples are sorted by label, cut into shards, and each client has {config.shards}.",
{%- if cookiecutter.dataset == "digits" %}
    "natural": "A client holds one of 13 blocks of consecutive images, nearly one writer each.",
{%- else %}
    "natural": "Each client is a site of the data and holds what was recorded there.",
{%- endif %}
}


def draw(folder: Path, all_of: Measured) -> None:
    """Write ``accuracy``, ``partition`` and ``clients`` into ``folder``."""
    drawing.save(folder, "accuracy", lambda theme: _accuracy(theme, all_of))
    drawing.save(folder, "partition", lambda theme: _partition(theme, all_of))
    drawing.save(folder, "clients", lambda theme: _clients(theme, all_of))


def _accuracy(theme: Theme, all_of: Measured) -> Figure:
    plot = drawing.axes(theme, right=0.745)
    rounds = np.arange(1, all_of.config.rounds + 1)
    ends = []
    for name, color in zip(all_of.names, theme.lines, strict=True):
        curves = np.stack([o.strategies[name].test for o in all_of.outcomes])
        mean = curves.mean(axis=0)
        low, high = curves.min(axis=0), curves.max(axis=0)
        plot.fill_between(rounds, low, high, color=color, alpha=0.15, lw=0)
        dashes = (0, (2, 1.5)) if name == "FedProx" else "-"  # it often lies upon FedAvg
        plot.plot(rounds, mean, color=color, lw=2.4 if name == all_of.best else 1.7, ls=dashes)
        ends.append((float(mean[-1]), color, name))
    central = float(np.mean([o.centralised.test[-1] for o in all_of.outcomes]))
    apart = float(np.mean(metrics.alone(all_of.outcomes)))
    for level, name in ((central, "Centralised"), (apart, "Local only")):
        plot.axhline(level, color=theme.quiet, lw=1.4, ls=(0, (5, 3)))
        ends.append((level, theme.quiet, name))
    _scale(plot, [level for level, _, _ in ends], apart)
    _label(plot, all_of.config.rounds, ends)
    plot.set_xlim(1, max(all_of.config.rounds, 2))
    plot.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]))
    plot.grid(axis="y", color=theme.faint, lw=0.8)
    plot.set_xlabel("Communication round", color=theme.text, labelpad=6)
    reached = float(np.mean(metrics.final(all_of.scores, all_of.best)))
    subtitle = (
        f"Test accuracy in %, {len(all_of.outcomes[0].label_counts)} clients, "
        f"{SHORT[all_of.config.partition].format(config=all_of.config)}; "
        f"mean and range of {len(all_of.outcomes)} seeds"
    )
    claim = f"{all_of.best}: {reached:.1f} % together, {apart:.1f} % alone"
    drawing.title(plot, theme, claim, subtitle)
    return drawing.page(plot)


def _scale(plot: Axes, levels: Sequence[float], lowest: float) -> None:
    """Widen the scale towards 100 %, where strategies differ: it is logarithmic in the error."""
    floor = 0.5  # percent points beyond 100, so that no error is too small to draw

    def height(accuracy: Floats) -> Floats:
        return np.asarray(-np.log10(100 + floor - np.minimum(accuracy, 100)))

    def accuracy(height: Floats) -> Floats:
        return np.asarray(100 + floor - 10.0**-height)

    plot.set_yscale("function", functions=(height, accuracy))
    top = min(100.0, max(levels) + 0.3 * (100 - max(levels)))
    plot.set_ylim(max(0.0, min(lowest, *levels) - 8), top)
    plot.yaxis.set_major_locator(FixedLocator([0, 25, 50, 60, 70, 80, 90, 95, 98, 99]))
    plot.yaxis.set_minor_locator(NullLocator())


def _label(plot: Axes, x: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name each line at its right end, far enough apart to be read."""
    gap = 17.0  # pixels at 100 dots an inch
    at = float("inf")
    for value, color, name in sorted(ends, reverse=True):
        exact = float(plot.transData.transform((x, value))[1])
        at = min(exact, at - gap)
        plot.annotate(
            f"{name}  {value:.1f} %",
            (x, value),
            xytext=(9, 0.72 * (at - exact)),
            textcoords="offset points",
            va="center",
            color=color,
            weight="bold",
            annotation_clip=False,
        )


def _partition(theme: Theme, all_of: Measured) -> Figure:
    counts, classes = all_of.outcomes[0].label_counts, all_of.dataset.classes
    plot = drawing.axes(theme, left=max(0.07, 0.02 + 0.013 * max(map(len, classes))))
    clients, labels = len(counts), len(classes)
    widest = 24 * min(1.0, 14 / clients, 10 / labels)  # points: neighbours do not hide each other
    for held in np.unique(counts[counts > 0]):  # one marker for all of a size: a smaller file
        where, what = np.nonzero(counts == held)
        size = widest * np.sqrt(held / np.max(counts))
        plot.plot(where, what, "o", ms=size, color=theme.lines[0], mew=0, clip_on=False)
    sizes = counts.sum(axis=1)
    if clients <= FEW:
        for client, size in enumerate(sizes):
            at = (client, 1.04 * labels - 0.2)
            plot.text(*at, f"{size}", ha="center", va="top", color=theme.text, size=9.5)
    plot.set(xlim=(-0.6, clients - 0.4), ylim=(-0.7, 1.04 * labels - 0.1), yticks=range(labels))
    plot.set_yticklabels(classes)
    if clients <= FEW:
        plot.set_xticks(range(clients))
    plot.grid(axis="y", color=theme.faint, lw=0.6)
    plot.set_xlabel("Client", color=theme.text, labelpad=6)
    if all_of.config.partition == "natural" and clients <= FEW:
        plot.set_xticklabels([site.removeprefix("block ") for site in all_of.dataset.sites])
    subtitle = (
        f"Training samples of each label by client, area = number; a client holds {np.min(sizes)} "
        f"to {np.max(sizes)} (seed {all_of.outcomes[0].seed})"
    )
    drawing.title(plot, theme, "Who holds which labels", subtitle)
    return drawing.page(plot)


def _clients(theme: Theme, all_of: Measured) -> Figure:
    """Draw a row of dots for each strategy: every client of every seed."""
    plot = drawing.axes(theme, left=0.13)
    rows = [("Alone", theme.quiet, [o.alone.own for o in all_of.outcomes])]
    for name, color in zip(all_of.names, theme.lines, strict=True):
        rows.append((name, color, [o.strategies[name].own for o in all_of.outcomes]))
    for height, (_, color, owns) in enumerate(reversed(rows)):
        values = np.sort(np.concatenate(owns))
        stack = height + 0.28 * ((np.arange(len(values)) * 0.618) % 1 - 0.5)  # spread, not random
        plot.plot(values, stack, "o", ms=5, color=color, alpha=0.6, mew=0, clip_on=False)
        low = np.mean([evaluate.worst(own, all_of.config.worst_share) for own in owns])
        plot.plot(low, height, "o", ms=13, mfc="none", mec=color, mew=2, clip_on=False)
    plot.set(ylim=(-0.6, len(rows) - 0.4), yticks=range(len(rows)))
    plot.set_yticklabels([name for name, _, _ in reversed(rows)])
    plot.set_xlim(right=100.5)
    plot.grid(axis="x", color=theme.faint, lw=0.8)
    like = "own test samples" if all_of.config.partition == "natural" else "own mix of labels"
    plot.set_xlabel(f"Test accuracy on a client's {like} in %", color=theme.text, labelpad=6)
    subtitle = (
        f"A dot is a client, {len(all_of.outcomes)} seeds; "
        f"a ring the mean of the worst {100 * all_of.config.worst_share:g} %"
    )
    drawing.title(plot, theme, "How the model serves single clients", subtitle)
    return drawing.page(plot)
