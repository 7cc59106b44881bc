"""What partitions say of the strategies, who holds which labels, and how single clients fare."""

from math import ceil
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ... import drawing, evaluate
from ...config import Kind
from ...drawing import Words
from ...experiment import Drawn, best
from ...findings import beside
from ...report import Cells, curves, final
from ...showcase.part import Column, Entry, Report, Table
from . import Partitioned

MARKS = 300  # that are drawn side by side at most, of clients and labels
DOTS = 50  # that are drawn of each partition: more lie upon one another
LABELS = 12  # that are named
LETTERS = 40  # that stand side by side, with a space for each client
NAMES = {
    "dirichlet": "Each label is dealt by its own draw from a Dirichlet distribution.",
    "iid": "Samples are dealt like cards: clients differ by chance only.",
    "shards": "Samples are sorted by label, cut into shards, and dealt.",
    "natural": "Each client holds what was recorded at one site of the data.",
}


def report(numbers: Partitioned, folder: Path) -> Report:
    """Return how the strategies compare on each, the best one chosen on its validation data."""
    columns = [Column(kind, kind, "%") for kind in numbers.scores]
    rows: dict[str, tuple[str, Cells]] = {
        name.lower(): (name, {kind: final(of[name]) for kind, of in numbers.scores.items()})
        for name in next(iter(numbers.scores.values()))
    }
    found = Table("partitions", "Test accuracy by partition", columns, rows, head="Strategy")
    return Report(
        tables=[found],
        metrics=[_metric(found, kind, best(of)) for kind, of in numbers.scores.items()],
        figures=[_bubbles(folder, numbers.drawn), _clients(folder, numbers)],
        findings=[_finding(found, {kind: best(of) for kind, of in numbers.scores.items()})],
        documents={"partition_curves": {kind: curves(of) for kind, of in numbers.scores.items()}},
    )


def _metric(found: Table, kind: str, chosen: str) -> Entry:
    rival = "scaffold" if chosen == "FedAvg" else "fedavg"
    label = f"{chosen} accuracy, partition {kind}"
    return found.metric(chosen.lower(), kind, id=f"{kind}_accuracy", label=label, baseline=rival)


def _finding(found: Table, chosen: dict[Kind, str]) -> str:
    """Return how the best strategy of each partition compares with FedAvg."""
    said = [f"{kind}: {beside(found, [name], kind)}" for kind, name in chosen.items()]
    return f"Beside FedAvg, same rates: {'; '.join(said)}"


def _bubbles(folder: Path, drawn: Drawn) -> Entry:
    """Draw how many samples of each label each client holds."""
    dataset, sizes = drawn.dataset, drawn.label_counts.sum(axis=1)
    counts = drawn.label_counts[: max(2, MARKS // len(dataset.classes))]
    (clients, labels), kind = counts.shape, drawn.config.partition
    first = f"Client, the first {clients} of {len(sizes):,}" if clients < len(sizes) else "Client"

    def bubbles(page: Figure) -> None:
        plot = page.add_subplot(xlabel=first, xlim=(-0.7, clients - 0.3), ylim=(-0.8, labels - 0.2))
        widest = 18 * min(1.0, 14 / clients, 10 / labels)  # points: neighbours stay apart
        for held in np.unique(counts[counts > 0]):  # a marker for all of a size: a smaller file
            who, what = np.nonzero(counts == held)
            size = widest * np.sqrt(held / counts.max())
            plot.plot(who, what, "C0o", ms=size, mew=0, clip_on=False)
        above = [f"{size}" for size in sizes[:clients]]
        for client, size in enumerate(above if _fit(above) else []):
            plot.text(client, labels - 0.3, size, ha="center")
        plot.xaxis.set_major_locator(MaxNLocator(10, integer=True))
        sites = [site.removeprefix("block ") for site in dataset.sites[:clients]]
        if kind == "natural" and _fit(sites):
            plot.set_xticks(range(clients), sites)
        every = ceil(labels / LABELS)
        plot.set_yticks(range(0, labels, every), map(_short, dataset.classes[::every]))
        plot.grid(axis="y")

    words = Words(
        "Who holds which labels",
        "Training samples of each label by client, area = number; a client holds "
        f"{sizes.min()} to {sizes.max()} (seed {drawn.seed})",
        NAMES[kind],
    )
    return drawing.save(folder, "partition", words, bubbles)


def _fit(names: list[str]) -> bool:
    return len(names) * (1 + max(map(len, names))) <= LETTERS


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"


def _clients(folder: Path, numbers: Partitioned) -> Entry:
    """Draw a row of dots for each partition: every client of every seed, with the best strategy."""
    rows = [(kind, best(of), of[best(of)]) for kind, of in numbers.scores.items()][::-1]
    share, seeds = numbers.config.worst_share, len(rows[0][2])
    most = max(sum(len(score.own) for score in scores) for *_, scores in rows)
    every = ceil(most / DOTS)
    dot = "A dot is a client" if every == 1 else f"A dot stands for {every} clients like it"

    def dots(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Test accuracy on a client's own data in %")
        for height, (_, _, scores) in enumerate(rows):
            values = np.sort(np.concatenate([score.own for score in scores]))[::every]
            spread = 0.5 * ((np.arange(len(values)) * 0.618) % 1 - 0.5)  # not random
            color = f"C{len(rows) - 1 - height}"
            plot.plot(values, height + spread, "o", ms=5, color=color, alpha=0.6, mew=0)
            low = np.mean([evaluate.worst(score.own, share) for score in scores])
            plot.plot(low, height, "o", ms=13, mfc="none", mec=color, mew=2, clip_on=False)
        plot.set(ylim=(-0.6, len(rows) - 0.4), yticks=range(len(rows)))
        plot.set(yticklabels=[f"{kind}\n{name}" for kind, name, _ in rows])
        plot.set_xlim(right=101)
        plot.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        plot.grid(axis="x")

    words = Words(
        "How the best model serves single clients",
        f"{dot}, {seeds} seeds; a ring the mean of the worst {100 * share:g} %",
        "A client's own data are its own mix of labels, or its own samples where it is a site.",
    )
    return drawing.save(folder, "clients", words, dots)
