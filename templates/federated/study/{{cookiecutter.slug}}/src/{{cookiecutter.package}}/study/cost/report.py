"""What is said of the cost of a round: the largest federation beside the smallest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from ... import drawing
from ...drawing import Words
from ...showcase.part import Column, Entry, Report, Table, Value
from . import Point


def report(points: list[Point], folder: Path) -> Report:
    """Return the cost of the largest federation beside that of the smallest, and the curve."""
    columns = [
        Column("time", "Time of a round", "ms", "lower", "none"),
        Column("memory", "Most memory of its process", "MB", "lower", "none"),
    ]
    rows = {str(each.clients): (f"{each.clients:,} clients", _cells(each)) for each in points}
    found, few, many = Table("cost", "Cost", columns, rows), points[0], points[-1]
    wanted = [("time", f"Time of a round of {many.clients:,} clients")]
    if many.megabytes and few.megabytes:
        wanted.append(("memory", f"Most memory of training {many.clients:,} clients"))
    metrics = [
        found.metric(
            str(many.clients),
            column,
            id=f"many_clients_{column}",
            label=label,
            baseline=str(few.clients),
            volatile=True,
        )
        for column, label in wanted
    ]
    return Report(
        metrics=metrics,
        figures=[_lines(folder, points) | {"volatile": True}],
        times={"cost": [point._asdict() for point in points]},
    )


def _cells(point: Point) -> dict[str, Value]:
    memory = {} if point.megabytes is None else {"memory": Value(point.megabytes)}
    return {"time": Value(point.milliseconds), **memory}


def _lines(folder: Path, points: Sequence[Point]) -> Entry:
    """Draw time and memory over the number of clients."""
    clients = [each.clients for each in points]
    columns = {
        "Milliseconds": [each.milliseconds for each in points],
        "Peak memory in MB": [each.megabytes or np.nan for each in points],
    }

    def lines(page: Figure) -> None:
        plots = page.subplots(1, 2)
        for plot, (label, values) in zip(plots, columns.items(), strict=True):
            plot.plot(clients, values, "o-", lw=2, ms=6, clip_on=False)
            plot.set_title(label, size=drawing.SMALLEST)
            plot.set(xscale="log", xlabel="Clients", ylim=(0, 1.1 * np.nanmax([*values, 1])))
            plot.xaxis.set_major_locator(FixedLocator(clients[::2]))
            plot.yaxis.set_major_locator(MaxNLocator(5))
            for axis in (plot.xaxis, plot.yaxis):
                axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
                axis.set_minor_locator(NullLocator())
            plot.grid(axis="y")

    listed = ", ".join(f"{each.clients:,}: {each.milliseconds:,.0f}" for each in points)
    caption = "All clients of a round train at once."
    words = Words("Cost of a FedAvg round by clients", f"{listed} ms", caption)
    return drawing.save(folder, "cost", words, lines)
