"""The search for clip and step size, and what the same epsilon costs fewer clients."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import inf
from pathlib import Path

from matplotlib.figure import Figure

from .. import drawing
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..metrics import TESTED
from ..privacy.private import Point, label, point
from ..privacy.report import about, band
from ..section import Metric, Section, metric

FEWER = (1, 3, 10)  # the clients are divided by these
CLIPS, RATES = (0.3, 0.7, 1.5), (0.1, 0.3, 1.0)  # the grid
OPEN_RATES = (0.3, 1.0, 3.0)  # and that of the training without clip and noise


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return what fewer clients cost at the same epsilon, and the search for clip and step size."""
    epsilon, most = max(config.dp_epsilons), min(config.dp_clients, len(dataset.train))
    middle = sorted(config.dp_epsilons)[len(config.dp_epsilons) // 2]
    points = []
    for divisor in (each for each in FEWER if each <= most):
        fewer = replace(config, dp_clients=most // divisor, dp_delta=0.1 * divisor / most)
        points.append(point(fewer, dataset, dataset.test, epsilon))
    tries = (replace(config, dp_clip=c, dp_learning_rate=r) for c, r in product(CLIPS, RATES))
    search = [_tried(each, dataset, middle, "dp_clip", "dp_learning_rate") for each in tries]
    tries = (replace(config, dp_open_learning_rate=rate) for rate in OPEN_RATES)
    open_search = [_tried(each, dataset, inf, "dp_open_learning_rate") for each in tries]
    many, few = points[0], points[-1]
    name = f"{label(config)} accuracy, epsilon = {epsilon:g}, {few.mechanism.clients} clients"
    baseline = (f"{many.mechanism.clients:,} clients", many.accuracies)
    return Section(
        metrics=[metric("dp_fewer_clients", name, TESTED, few.accuracies, baseline)],
        figures=[_by_clients(folder, config, points)],
        limitations=[*better(config, search), *better(config, open_search)],
        results={
            "privacy_clients": [each.as_json() for each in points],
            "privacy_search": {"epsilon": middle, "grid": search, "open": open_search},
        },
    )


def _tried(config: Config, dataset: Dataset, epsilon: float, *searched: str) -> dict[str, float]:
    """Return the validation accuracy in % with ``config``, beside its values of ``searched``."""
    accuracy = round(point(config, dataset, dataset.validation, epsilon).mean, 3)
    return {name: getattr(config, name) for name in searched} | {"validation": accuracy}


def better(config: Config, searched: Sequence[Mapping[str, float]]) -> list[str]:
    """Say so if other values than the configured ones are the best that were tried."""
    best = dict(max(searched, key=lambda row: row["validation"]))
    accuracy = best.pop("validation")
    if all(getattr(config, name) == value for name, value in best.items()):
        return []
    values = ", ".join(f"{name} {value:g}" for name, value in best.items())
    return [f"Best on validation data at {accuracy:.1f} %, but not configured: {values}"]


def _by_clients(folder: Path, config: Config, points: Sequence[Point]) -> Metric:
    """Draw what one epsilon costs by the number of clients."""
    counts = [each.mechanism.clients for each in points]

    def curve(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Clients that share the same data")
        band(plot, counts, points)
        for count, each in zip(counts, points, strict=True):
            drawing.note(plot, f"{each.mean:.1f} %", (count, each.mean), (0, 11), {"ha": "center"})

    words = Words(
        f"{label(config)} at epsilon = {points[0].epsilon:g}, by number of clients",
        about(points),
        "The same data dealt to fewer clients, at the same epsilon and delta = 0.1 / clients: "
        "the noise that hides one client is divided by their number.",
    )
    return drawing.save(folder, "privacy-clients", words, curve)
