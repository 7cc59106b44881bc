"""What is said of the study of privacy."""

from pathlib import Path

from matplotlib.figure import Figure

from ... import drawing
from ...drawing import Words
from ...showcase.part import Column, Report, Table, Value
from . import COHORTS, Costs


def report(costs: Costs, folder: Path) -> Report:
    """Return the cost of the largest cohort beside that of the smallest, and the curve."""
    spent, few, many = costs.milliseconds, COHORTS[0], COHORTS[-1]

    def curve(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Clients in a round")
        plot.plot([*spent], [*spent.values()], "o-", lw=2.2)
        plot.set(ylim=(0, None), xlim=(0, None))
        plot.grid(axis="y")

    words = Words(
        f"{spent[few]:.1f} ms with {few} clients, {spent[many]:.1f} ms with {many}",
        "Milliseconds of a client in a round, key agreement and mask",
        f"Keys and masks for {costs.size:,} weights: a client makes a mask for each other client.",
    )
    column = Column("time", "Keys and mask of a client in a round", "ms", "lower", "none")
    rows = {str(n): (f"{n} clients", {"time": Value(ms)}) for n, ms in spent.items()}
    metric = Table("masking", "Cost of masking", [column], rows).metric(
        str(many),
        "time",
        id="secagg_many_time",
        label=f"Keys and mask of a client in a round, {many} clients",
        baseline=str(few),
        volatile=True,
    )
    figure = drawing.save(folder, "masking-cost", words, curve)
    return Report(
        metrics=[metric],
        figures=[figure | {"volatile": True}],
        times={"secagg_ms_by_clients": spent},
    )
