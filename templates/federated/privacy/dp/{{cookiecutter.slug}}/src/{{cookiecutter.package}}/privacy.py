"""What client-level differential privacy costs: accuracy by epsilon, and by number of clients."""

from dataclasses import dataclass, replace
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from . import accountant, dp, drawing, evaluate, oracle, partition, privacy_figures, section
from .config import Config
from .data import Dataset, Ints, Task
from .section import Metric, Section

FEWER = (1, 3, 10)  # the study divides the clients by these
CLIPS, RATES = (0.3, 0.7, 1.5), (0.1, 0.3, 1.0)  # the study's grid
LABEL = "DP-FedAvg"


@dataclass(frozen=True)
class Point:
    """Accuracies at one epsilon: on held-out data in %, one for each seed, beside the mechanism."""

    epsilon: float
    mechanism: dp.Mechanism
    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Return the mean over the seeds."""
        return float(np.mean(self.accuracies))

    def as_json(self) -> dict[str, Any]:
        """Return everything but infinities, which JSON lacks; Any, because it is JSON."""
        values = {"epsilon": self.epsilon, **vars(self.mechanism), "accuracy": self.accuracies}
        known = {name: None if value == inf else value for name, value in values.items()}
        return known | {"accuracy": np.round(self.accuracies, 3).tolist()}


def point(config: Config, dataset: Dataset, held_out: Ints, epsilon: float) -> Point:
    """Train with ``epsilon`` for each seed; infinity is the same training without clip and noise.

    The training rows are dealt evenly to ``dp_clients`` virtual clients, or one to each row.
    """
    clients = min(config.dp_clients, len(dataset.train))
    noise = accountant.calibrate(epsilon, config.dp_rate, config.rounds, config.dp_delta)
    clip = config.dp_clip if noise else inf
    mechanism = dp.Mechanism(clients, config.dp_rate, config.rounds, clip, noise)
    task = Task(dataset.inputs, dataset.labels, dataset.inputs[:1])
    rate, steps, batch = config.dp_learning_rate, config.dp_local_steps, config.dp_batch_size
    accuracies = []
    for seed in config.seeds:
        work = dp.Work(rate, steps, batch, seed)
        dealt = partition.iid(dataset.train, clients, np.random.default_rng([seed, 0]))
        start = oracle.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), seed)
        trained = oracle.shaped(dp.train(mechanism, start, task, dealt, work), start.shape)
        said = oracle.logits(trained, dataset.inputs[held_out]).argmax(axis=1)
        accuracies.append(float(evaluate.accuracy(said, dataset.labels[held_out])))
    return Point(epsilon, mechanism, tuple(accuracies))


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return the accuracy at each of ``dp_epsilons``, beside the same training in the open."""
    epsilons = sorted(config.dp_epsilons)
    points = [point(config, dataset, dataset.test, epsilon) for epsilon in (*epsilons, inf)]
    *private, open_ = points
    curve = privacy_figures.Curve(
        [each.epsilon for each in private], [each.accuracies for each in private], open_.mean
    )
    drawing.save(folder, "privacy", lambda theme: privacy_figures.by_epsilon(theme, curve))
    clients, each_holds = private[0].mechanism.clients, len(dataset.train) / config.dp_clients
    shown = ", ".join(f"{each.mean:.1f} % at {each.epsilon:g}" for each in private)
    words = (
        f"Epsilon = {epsilons[-1]:g} towards each of {clients:,} clients costs {LABEL} "
        f"{open_.mean - private[-1].mean:.1f} points of accuracy"
    )
    virtual = (
        f"Privacy is measured on {clients:,} virtual clients with {each_holds:.1f} samples each on "
        "average, dealt evenly, not on the clients of the other results"
    )
    alt = f"Test accuracy by epsilon: {shown}; {open_.mean:.1f} % without clip and noise"
    return Section(
        metrics=[_metric(each, open_) for each in private],
        figures=[section.figure("privacy", alt, _caption(config, clients))],
        results={"privacy": [each.as_json() for each in points]},
        highlights=[words],
        limitations=[
            virtual,
            "Epsilon is of one training: choosing clip and step size on other data is not counted",
        ],
    )


def _metric(private: Point, open_: Point) -> Metric:
    name = f"dp_accuracy_{private.epsilon:g}".replace(".", "_")
    baseline = ("without clip and noise", open_.accuracies)
    label = f"{LABEL} accuracy, epsilon = {private.epsilon:g}"
    return section.metric(name, label, ("%", "higher", "test"), private.accuracies, baseline)


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
    for divisor in FEWER:
        fewer = replace(config, dp_clients=most // divisor, dp_delta=0.1 * divisor / most)
        points.append(point(fewer, dataset, dataset.test, epsilon))
    search = []
    for clip, rate in product(CLIPS, RATES):
        tried = replace(config, dp_clip=clip, dp_learning_rate=rate)
        found = point(tried, dataset, dataset.validation, middle)
        accuracy = round(found.mean, 3)
        search.append({"dp_clip": clip, "dp_learning_rate": rate, "validation": accuracy})
    counts = [each.mechanism.clients for each in points]
    curve = privacy_figures.Curve(counts, [each.accuracies for each in points], None)
    drawing.save(
        folder, "privacy-clients", lambda theme: privacy_figures.by_clients(theme, curve, epsilon)
    )
    shown = ", ".join(
        f"{each.mean:.1f} % with {n:,}" for each, n in zip(points, counts, strict=True)
    )
    entry = section.metric(
        "dp_fewer_clients",
        f"{LABEL} accuracy, epsilon = {epsilon:g}, {counts[-1]} clients",
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
            "privacy_search": {"epsilon": middle, "grid": search},
        },
    )
