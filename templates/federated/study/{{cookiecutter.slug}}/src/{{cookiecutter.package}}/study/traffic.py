"""What is sent until the target is reached, by how long clients work between two messages."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from .. import drawing, evaluate, experiment, model
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..section import Metric, Section, metric

LOCAL_STEPS = (1, 5, 10, 20, 50)
LONGER = 3  # times the rounds, so that few local steps have a chance to reach the target
BYTES_PER_WEIGHT = 4  # float32
BYTES_PER_INPUT = {{ "4  # float32" if cookiecutter.dataset == "csv" else "1  # a pixel" }}
SENDS = {"SCAFFOLD": 2}  # vectors each way; the others send one: weights, or their change
MARKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # of the axis, MB

Table = dict[str, dict[str, float | None]]  # local steps to strategy to MB; JSON


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return the traffic to the target by local steps, and what sends least."""
    tuned, tested = by_steps(config, dataset)
    return Section(
        metrics=least(config, dataset, tuned, tested),
        figures=[_lines(folder, config, tested)],
        results={"traffic": tested},
    )


def megabytes(config: Config, dataset: Dataset, clients: int, name: str) -> float:
    """Return the traffic of a round, up and down, in MB."""
    shape = model.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes))
    vectors = 2 * SENDS.get(name, 1) * max(1, round(config.participation * clients))
    return vectors * sum(shape.sizes) * BYTES_PER_WEIGHT / 1e6


def by_steps(config: Config, dataset: Dataset) -> tuple[Table, Table]:
    """Return the MB that each strategy sends until every seed has reached the target.

    On validation data, to choose by, and on test data. None: not every seed did so. Rates stay as
    they were tuned for the configured local steps.
    """
    chosen: Table = {}
    tested: Table = {}
    for steps in LOCAL_STEPS:
        longer = replace(config, local_steps=steps, rounds=LONGER * config.rounds)
        drawn = [experiment.draw(longer, dataset, seed) for seed in config.seeds]
        seeds, clients = [experiment.federated(one) for one in drawn], len(drawn[0].dealt.clients)
        each = {name: megabytes(config, dataset, clients, name) for name in seeds[0]}
        for table, split in ((chosen, "validation"), (tested, "test")):
            curves = {name: [getattr(scores[name], split) for scores in seeds] for name in each}
            table[str(steps)] = {
                name: _megabytes(each[name], [evaluate.rounds_to(c, config.target) for c in found])
                for name, found in curves.items()
            }
    return chosen, tested


def _megabytes(of_round: float, rounds: list[int | None]) -> float | None:
    reached = [count for count in rounds if count is not None]
    mean = of_round * float(np.mean(reached)) if len(reached) == len(rounds) else None
    return None if mean is None else float(f"{mean:.6g}")


def least(config: Config, dataset: Dataset, tuned: Table, tested: Table) -> list[Metric]:
    """Return the test traffic of what sends least on validation data, beside FedAvg's least.

    And FedAvg's beside the samples themselves: a federation does not always send less.
    """
    sent = [
        (amount, name, steps)
        for steps, row in tuned.items()
        for name, amount in row.items()
        if amount is not None and tested[steps][name] is not None
    ]
    fedavg = [entry for entry in sent if entry[1] == "FedAvg"]
    if not fedavg:
        return []
    (_, name, steps), (_, _, few) = min(sent), min(fedavg)
    kind, own = ("MB", "lower", "test"), tested[few]["FedAvg"] or 0.0
    raw = ("sending the samples once", [dataset.inputs[dataset.train].size * BYTES_PER_INPUT / 1e6])
    found = [metric("fedavg_traffic", _label(config, "FedAvg", few), kind, [own], raw)]
    if name == "FedAvg":
        return found
    values, rival = [tested[steps][name] or 0.0], ("FedAvg", [own])
    return [metric("least_traffic", _label(config, name, steps), kind, values, rival), *found]


def _label(config: Config, name: str, steps: str) -> str:
    works = f"{steps} local step{'s' * (steps != '1')}"
    return f"Least traffic to {config.target:g} %: {name}, {works}"


def _lines(folder: Path, config: Config, table: Table) -> Metric:
    steps = [int(count) for count in table]

    def lines(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Local steps of a client in a round", xscale="log")
        for name in next(iter(table.values())):
            sent = np.array([table[str(count)][name] for count in steps], float)  # None is nan
            plot.plot(steps, sent, "o-", lw=2, ms=6, label=name)
        plot.set_yscale("log")
        for axis, marks in ((plot.xaxis, steps), (plot.yaxis, MARKS)):
            axis.set_major_locator(FixedLocator(marks))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_locator(NullLocator())
        plot.grid(axis="y")
        plot.legend()

    missed = sum(amount is None for row in table.values() for amount in row.values())
    never = f" Missing points, {missed}: not every seed got there." if missed else ""
    words = Words(
        f"Traffic to {config.target:g} % accuracy",
        "MB sent up and down until every seed gets there on test data, by local steps and strategy",
        f"Rates are those tuned for {config.local_steps} local steps.{never}",
    )
    return drawing.save(folder, "traffic", words, lines)
