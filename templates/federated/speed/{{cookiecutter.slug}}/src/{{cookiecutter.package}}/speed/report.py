"""What is said of the engines: how fast they are, and how far from the reference."""

from pathlib import Path

from ..showcase.part import Column, Report, Table, Value, rounded
from .timed import FEDAVG, ROUNDS, Timed

DIFFERENCE = Column("difference", "Largest weight gap to the reference", "1", "lower", "none")
TIME = Column("time", "Time of a round", "ms", "lower", "none")


def report(timed: list[Timed], _folder: Path) -> Report:
    """Return two metrics of each engine; times are the machine's, and in no table of results."""
    reference, *engines = timed
    gaps = Table(
        "engines",
        "Engines",
        [DIFFERENCE],
        {
            each.name: (each.name, {"difference": Value(rounded(each.difference, 2))})
            for each in engines
        },
        f"After {ROUNDS} rounds of FedAvg at most, step size {FEDAVG.learning_rate:g}.",
        "Engine",
    )
    rows = {each.name: (each.name, {"time": Value(each.milliseconds)}) for each in timed}
    times = Table("time", "Time", [TIME], rows)
    metrics = []
    for name in (each.name for each in engines):
        stem, label = name.lower(), f"{name}: largest weight gap to the reference"
        metrics += [
            gaps.metric(name, "difference", id=f"{stem}_difference", label=label),
            times.metric(
                name,
                "time",
                id=f"{stem}_round_time",
                label=f"Time of a round, {name} engine",
                baseline=reference.name,
                volatile=True,
            ),
        ]
    spent = {each.name: each.milliseconds for each in timed}
    return Report(tables=[gaps], metrics=metrics, times={"milliseconds of a round": spent})
