"""What a client's keys and mask cost, by the number of clients in a round."""

import time
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from matplotlib.figure import Figure

from .. import drawing, model
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..privacy import secagg
from ..showcase.part import Column, Report, Table, Value

COHORTS = (5, 10, 20, 50, 100)


class Costs(NamedTuple):
    """Milliseconds of a client by the number of clients, for so many weights."""

    size: int
    milliseconds: dict[int, float]


def measure(config: Config, dataset: Dataset, _settings: None = None) -> Costs:
    """Return the cost of each cohort."""
    size = sum(model.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes)).sizes)
    return Costs(size, {clients: _cost(clients, size) for clients in COHORTS})


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


def _cost(clients: int, size: int) -> float:
    """Return milliseconds of one client, the least of five: secrets with all others, one mask."""
    others = {k: X25519PrivateKey.generate().public_key() for k in range(1, clients)}
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        secagg.mask(0, secagg.agree(X25519PrivateKey.generate(), others), 0, size)
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)
