"""What is said of fine-tuning: who gains, and who loses."""

from math import ceil
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ... import drawing, evaluate
from ...drawing import Words
from ...showcase.part import Column, Entry, Report, Table, Value
from . import Tuned

MOST = 40  # clients that are drawn one above the other
NOTICED = 0.05  # points; less reads as none


def report(tuned: Tuned, folder: Path) -> Report:
    """Return what fine-tuning gives the mean client and the worst ones, and who loses by it."""
    config, name = tuned.config, tuned.strategy
    found = _table(tuned)
    gains = tuned.after - tuned.before
    lost = f"{(gains < -NOTICED).sum()} of {gains.size} clients over all seeds lose by fine-tuning"
    said = [f"{lost}, one of them {-gains.min():.1f} points"] if gains.min() < -NOTICED else []
    caption = (
        f"{tuned.steps} steps of size {tuned.rate:g}, chosen on validation data. "
        f"{said[0] + ' (orange)' if said else 'No client loses'}."
    )
    worst = f"The same, worst {100 * config.worst_share:g} % of clients"
    label = f"{name} fine-tuned by each client, mean client"
    pairs = {each: np.round(getattr(tuned, each), 3).tolist() for each in ("before", "after")}
    return Report(
        tables=[found],
        metrics=[
            found.metric("after", "mean", id="tuned_accuracy", label=label, baseline="before"),
            found.metric(
                "after", "worst", id="tuned_worst_accuracy", label=worst, baseline="before"
            ),
        ],
        figures=[_lines(folder, tuned, caption)],
        limitations=said,
        documents={"fine_tuned_clients": {"strategy": name, "step_size": tuned.rate, **pairs}},
    )


def _table(tuned: Tuned) -> Table:
    columns = [
        Column("mean", "Own data, mean client", "%"),
        Column("worst", "Own data, worst clients", "%"),
    ]
    share = tuned.config.worst_share
    rows = {
        name: (
            name,
            {
                "mean": Value.over([own.mean() for own in owns]),
                "worst": Value.over([evaluate.worst(own, share) for own in owns]),
            },
        )
        for name, owns in (("before", tuned.before), ("after", tuned.after))
    }
    return Table("fine_tuning", f"{tuned.strategy}, fine-tuned", columns, rows)


def _lines(folder: Path, tuned: Tuned, caption: str) -> Entry:
    """Draw a line from before to after for clients of the first seed."""
    config, before, after = tuned.config, tuned.before[0], tuned.after[0]
    every = ceil(len(before) / MOST)
    who = "a client" if every == 1 else f"each of every {every} clients"
    like = "own test samples" if config.partition == "natural" else "own mix of labels"

    def lines(page: Figure) -> None:
        plot = page.add_subplot(ylabel="Clients, worst below", yticks=[])
        plot.set_xlabel(f"Test accuracy on a client's {like} in %")
        for place, k in enumerate(np.argsort(before)[::every]):
            color, ends = "C2" if after[k] < before[k] else "C0", (before[k], after[k])
            plot.plot(ends, (place, place), "-", color=color, lw=2, alpha=0.6)
            plot.plot(before[k], place, "o", ms=7, mfc=plot.get_facecolor(), mec=color, mew=1.6)
            plot.plot(after[k], place, "o", ms=7, color=color)
        plot.set_xlim(right=101)
        plot.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        plot.grid(axis="x")

    words = Words(
        f"Fine-tuning: {before.mean():.1f} % before, {after.mean():.1f} % after",
        f"{tuned.strategy}: a ring before, a dot after {who} trains on (seed {config.seeds[0]})",
        caption,
    )
    return drawing.save(folder, "fine-tuning", words, lines)
