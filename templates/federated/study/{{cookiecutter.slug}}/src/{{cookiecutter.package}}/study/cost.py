"""What a round costs as clients become many: time, and the most memory that its process held."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from .. import drawing, engines, model
from ..algorithms import federate, strategies
from ..clients import plan
from ..config import Config
from ..data import Dataset, Task
from ..drawing import Words
from ..showcase.part import Column, Entry, Report, Table, Value

CLIENTS = (10, 30, 100, 300, 1000)
ROUNDS = 5
SAMPLES = 32  # of each client, drawn with replacement: the work counts here, not what is learnt


class Point(NamedTuple):
    """Cost of a FedAvg round in which all clients take part."""

    clients: int
    milliseconds: float
    megabytes: float | None  # None where the system does not tell


def measure(config: Config, dataset: Dataset, _settings: None = None) -> list[Point]:
    """Return the cost of each number of clients."""
    return curve(config, dataset)


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


def curve(config: Config, dataset: Dataset) -> list[Point]:
    """Measure each number of clients in a process of its own, as memory has only one peak."""
    found = []
    for clients in CLIENTS:
        # Started, not forked: a child would begin with its parent's memory and threads.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            found.append(process.submit(point, config, dataset, clients).result())
    return found


def point(config: Config, dataset: Dataset, clients: int) -> Point:
    """Return what a round of ``clients`` costs, once everything is compiled."""
    seed = config.seeds[0]
    rng = np.random.default_rng([seed, 5])
    held = [rng.choice(dataset.train, SAMPLES) for _ in range(clients)]
    work = plan.draw(held, ROUNDS, config.local_steps, config.batch_size, seed)
    start = model.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    fedavg = strategies.chosen(replace(config, participation=1.0))[0]
    engine, times = engines.load(config.engine), []
    for _ in range(4):
        begun = time.perf_counter()
        federate.train(engine, fedavg, start, task, work, np.full(clients, 1 / clients))
        times.append(1000 * (time.perf_counter() - begun) / ROUNDS)
    return Point(clients, float(np.median(times[1:])), _peak())


def _peak() -> float | None:
    """Return the most memory that this process has held, in MB; Linux says so."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


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
