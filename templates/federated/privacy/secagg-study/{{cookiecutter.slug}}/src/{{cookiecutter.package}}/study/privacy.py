"""What a client's keys and mask cost, by the number of clients in a round."""

import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from matplotlib.figure import Figure

from .. import drawing, model
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..privacy import secagg
from ..section import Section, metric

COHORTS = (5, 10, 20, 50, 100)


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return the cost of the largest cohort beside that of the smallest, and the curve."""
    size = sum(model.Shape(dataset.inputs.shape[1], config.hidden, len(dataset.classes)).sizes)
    costs = {clients: _cost(clients, size) for clients in COHORTS}
    few, many = COHORTS[0], COHORTS[-1]

    def curve(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Clients in a round")
        plot.plot([*costs], [*costs.values()], "o-", lw=2.2)
        plot.set(ylim=(0, None), xlim=(0, None))
        plot.grid(axis="y")

    words = Words(
        f"{costs[few]:.1f} ms with {few} clients, {costs[many]:.1f} ms with {many}",
        "Milliseconds of a client in a round, key agreement and mask",
        f"Keys and masks for {size:,} weights: a client makes one mask for each other client.",
    )
    label, kind = f"Keys and mask of a client in a round, {many} clients", ("ms", "lower", "none")
    found = metric("secagg_many_time", label, kind, [costs[many]], (f"{few} clients", [costs[few]]))
    figure = drawing.save(folder, "masking-cost", words, curve)
    return Section(
        metrics=[found | {"volatile": True}],
        figures=[figure | {"volatile": True}],
        times={"secagg_ms_by_clients": costs},
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
