"""What is said of Flower beside one process."""

from pathlib import Path

from ...showcase.part import Column, Report, Table, Value, rounded
from . import ROUNDS, Compared


def report(compared: Compared | None, _folder: Path) -> Report:
    """Return what Flower costs beside one process; nodes answer, and sums add, in any order."""
    if compared is None:
        words = "Flower was not installed when the study ran; its cost is not measured"
        return Report(limitations=[words])
    columns = [
        Column("time", "Time of a round", "ms", "lower", "none"),
        Column("difference", "Largest weight difference", "1", "lower", "none"),
    ]
    rows = {str(n): (f"{n} nodes", {"time": Value(ms)}) for n, ms in compared.by_nodes.items()}
    rows["alone"] = ("one process", {"time": Value(compared.alone)})
    rows["all"] = ("Flower", {"difference": Value(rounded(compared.difference, 2))})
    found, clients = Table("flower", "Flower", columns, rows), compared.clients
    gap = f"Largest weight gap, Flower and one process, {ROUNDS} rounds"
    labels = {
        "flower_round": (clients, f"Round on Flower, a node for each of {clients} clients"),
        "flower_shards_round": (2, f"Round on Flower, {clients} clients on 2 nodes"),
    }
    return Report(
        metrics=[
            found.metric("all", "difference", id="flower_difference", label=gap, volatile=True),
            *(
                found.metric(
                    str(nodes), "time", id=name, label=label, baseline="alone", volatile=True
                )
                for name, (nodes, label) in labels.items()
            ),
        ],
        times={"in_process": compared.alone, "flower": compared.by_nodes},
    )
