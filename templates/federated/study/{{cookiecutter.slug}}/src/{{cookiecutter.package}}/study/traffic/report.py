"""What is said of the traffic: what sends least, chosen on validation data."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ... import drawing
from ...config import Config
from ...drawing import Words
from ...showcase.part import Column, Entry, Report, Table, Value
from . import Sent, Traffic

MARKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # of the axis, MB


def report(traffic: Traffic, folder: Path) -> Report:
    """Return what sends least, chosen on validation data, and the curves."""
    return Report(
        tables=[_table(traffic)],
        metrics=least(traffic),
        figures=[_lines(folder, traffic.config, traffic.tested)],
    )


def _table(traffic: Traffic) -> Table:
    """Return the MB on test data: a column for each number of local steps."""
    columns = [Column(steps, f"{steps} local steps", "MB", "lower") for steps in traffic.tested]
    names = next(iter(traffic.tested.values()))
    rows: dict[str, tuple[str, dict[str, Value | str]]] = {
        name: (name, {steps: _cell(row[name]) for steps, row in traffic.tested.items()})
        for name in names
    }
    raw: dict[str, Value | str] = {steps: Value(traffic.raw) for steps in traffic.tested}
    rows["raw"] = ("sending the samples once", raw)
    return Table("traffic", "Traffic to the target", columns, rows, head="Strategy")


def _cell(amount: float | None) -> Value | str:
    return "never" if amount is None else Value(amount)


def least(traffic: Traffic) -> list[Entry]:
    """Return the test traffic of what sends least on validation data, beside FedAvg's least.

    And FedAvg's beside the samples themselves: a federation does not always send less.
    """
    table, config = _table(traffic), traffic.config
    sent = [
        (amount, name, steps)
        for steps, row in traffic.chosen.items()
        for name, amount in row.items()
        if amount is not None and traffic.tested[steps][name] is not None
    ]
    fedavg = [entry for entry in sent if entry[1] == "FedAvg"]
    if not fedavg:
        return []
    (_, name, steps), (_, _, few) = min(sent), min(fedavg)
    label, beside = _label(config, "FedAvg", few), ("FedAvg", _value(traffic, few))
    own = table.metric("FedAvg", few, id="fedavg_traffic", label=label, baseline="raw")
    if name == "FedAvg":
        return [own]
    label = _label(config, name, steps)
    return [table.metric(name, steps, id="least_traffic", label=label, baseline=beside), own]


def _value(traffic: Traffic, steps: str) -> Value:
    return Value(traffic.tested[steps]["FedAvg"] or 0.0)


def _label(config: Config, name: str, steps: str) -> str:
    works = f"{steps} local step{'s' * (steps != '1')}"
    return f"Least traffic to {config.target:g} %: {name}, {works}"


def _lines(folder: Path, config: Config, table: Sent) -> Entry:
    steps = [int(count) for count in table]
    sent = {
        name: np.array([table[str(count)][name] for count in steps], float)  # None is nan
        for name in next(iter(table.values()))
    }

    def lines(page: Figure) -> None:
        plot, ends = page.add_subplot(xlabel="Local steps of a client in a round"), []
        for k, (name, amounts) in enumerate(sent.items()):
            plot.plot(steps, amounts, f"C{k}o-", lw=2, ms=6)
            ends += [(amount, f"C{k}", name) for amount in amounts[~np.isnan(amounts)][-1:]]
        drawing.name_ends(plot, steps[-1], ends)
        plot.set(xscale="log", yscale="log")
        for axis, marks in ((plot.xaxis, steps), (plot.yaxis, MARKS)):
            axis.set_major_locator(FixedLocator(marks))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_locator(NullLocator())
        plot.grid(axis="y")

    missed = sum(amount is None for row in table.values() for amount in row.values())
    never = f" Missing points, {missed}: not every seed got there." if missed else ""
    words = Words(
        f"Traffic to {config.target:g} % accuracy",
        "MB sent up and down until every seed gets there on test data",
        f"Rates are those tuned for {config.local_steps} local steps.{never}",
    )
    return drawing.save(folder, "traffic", words, lines)
