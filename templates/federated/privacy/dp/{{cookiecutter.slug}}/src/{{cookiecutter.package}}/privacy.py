"""What client-level differential privacy costs: accuracy by epsilon, and by number of clients."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import inf
from pathlib import Path

from . import drawing, privacy_figures, section
from .config import Config, SetupError
from .data import Dataset
from .private import Point, label, point
from .section import Metric, Section

FEWER = (1, 3, 10)  # the study divides the clients by these
CLIPS, RATES = (0.3, 0.7, 1.5), (0.1, 0.3, 1.0)  # the study's grid
OPEN_RATES = (0.3, 1.0, 3.0)  # and that of the training without clip and noise


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return the accuracy at each of ``dp_epsilons``, beside the same training in the open.

    Raises:
        SetupError: an epsilon is no budget, or out of reach.
    """
    epsilons = sorted(set(config.dp_epsilons))
    if not epsilons or not all(0 < epsilon < inf for epsilon in epsilons):
        raise SetupError(f"dp_epsilons are {config.dp_epsilons}; give finite values above 0")
    points = [point(config, dataset, dataset.test, epsilon) for epsilon in (*epsilons, inf)]
    *private, open_ = points
    curve = privacy_figures.Curve(
        label(config),
        [each.epsilon for each in private],
        [each.accuracies for each in private],
        open_.mean,
    )
    drawing.save(folder, "privacy", lambda theme: privacy_figures.by_epsilon(theme, curve))
    clients, each_holds = private[0].mechanism.clients, len(dataset.train) / open_.mechanism.clients
    shown = ", ".join(f"{each.mean:.1f} % at {each.epsilon:g}" for each in private)
    words = (
        f"Epsilon = {epsilons[-1]:g} towards each of {clients:,} clients costs {label(config)} "
        f"{open_.mean - private[-1].mean:.1f} points of accuracy"
    )
    virtual = (
        f"Privacy is measured on {clients:,} virtual clients with {each_holds:.1f} samples each on "
        "average, dealt evenly, not on the clients of the other results"
    )
    alt = f"Test accuracy by epsilon: {shown}; {open_.mean:.1f} % without clip and noise"
    return Section(
        metrics=[_metric(label(config), each, open_) for each in private],
        figures=[section.figure("privacy", alt, _caption(config, clients))],
        results={"privacy": [each.as_json() for each in points]},
        highlights=[words],
        limitations=[
            virtual,
            "Epsilon is of one training: choosing clip and step size on other data is not counted",
        ],
    )


def _metric(training: str, private: Point, open_: Point) -> Metric:
    name = f"dp_accuracy_{private.epsilon:g}".replace(".", "_")
    baseline = ("without clip and noise", open_.accuracies)
    shown = f"{training} accuracy, epsilon = {private.epsilon:g}"
    return section.metric(name, shown, ("%", "higher", "test"), private.accuracies, baseline)


def _caption(config: Config, clients: int) -> str:
    """Name mechanism, sampling, adjacency and accountant: an epsilon without them says nothing."""
    return (
        f"Client-level (epsilon, {config.dp_delta:g})-DP: Gaussian noise on the sum of updates "
        f"clipped to L2 norm {config.dp_clip:g}, Poisson sampling of {clients:,} clients with "
        f"q = {config.dp_rate:g}, {config.rounds} rounds; neighbours add or remove one client; "
        "PLD accountant."
    )


def study(config: Config, dataset: Dataset, folder: Path) -> Section:
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
    counts = [each.mechanism.clients for each in points]
    curve = privacy_figures.Curve(label(config), counts, [each.accuracies for each in points], None)
    drawing.save(
        folder, "privacy-clients", lambda theme: privacy_figures.by_clients(theme, curve, epsilon)
    )
    shown = ", ".join(
        f"{each.mean:.1f} % with {n:,}" for each, n in zip(points, counts, strict=True)
    )
    entry = section.metric(
        "dp_fewer_clients",
        f"{label(config)} accuracy, epsilon = {epsilon:g}, {counts[-1]} clients",
        ("%", "higher", "test"),
        points[-1].accuracies,
        (f"{counts[0]:,} clients", points[0].accuracies),
    )
    return Section(
        metrics=[entry],
        figures=[
            section.figure(
                "privacy-clients",
                f"Test accuracy at epsilon {epsilon:g} by number of clients: {shown}",
                "The same data dealt to fewer clients, at the same epsilon and delta = 0.1 / "
                "clients: the noise that hides one client is divided by their number.",
            )
        ],
        results={
            "privacy_clients": [each.as_json() for each in points],
            "privacy_search": {"epsilon": middle, "grid": search, "open": open_search},
        },
        limitations=[*better(config, search), *better(config, open_search)],
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
