"""What client-level differential privacy costs: accuracy by epsilon."""

from collections.abc import Sequence
from math import inf
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import drawing, section
from ..config import Config, SetupError
from ..data import Dataset
from ..drawing import Words
from ..metrics import TESTED
from ..section import Metric, Section
from .private import Point, label, point

STEP = 20  # points of accuracy: the axis begins at a multiple of it, below everything drawn


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
    clients, each_holds = private[0].mechanism.clients, len(dataset.train) / open_.mechanism.clients
    words = (
        f"Epsilon = {epsilons[-1]:g} towards each of {clients:,} clients costs {label(config)} "
        f"{open_.mean - private[-1].mean:.1f} points of accuracy"
    )
    virtual = (
        f"Privacy is measured on {clients:,} virtual clients with {each_holds:.1f} samples each on "
        "average, dealt evenly, not on the clients of the other results"
    )
    return Section(
        metrics=[_metric(label(config), each, open_) for each in private],
        figures=[_by_epsilon(folder, config, private, open_)],
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
    return section.metric(name, shown, TESTED, private.accuracies, baseline)


def _caption(config: Config, clients: int) -> str:
    """Name mechanism, sampling, adjacency and accountant: an epsilon without them says nothing."""
    return (
        f"Client-level (epsilon, {config.dp_delta:g})-DP: Gaussian noise on the sum of updates "
        f"clipped to L2 norm {config.dp_clip:g}, Poisson sampling of {clients:,} clients with "
        f"q = {config.dp_rate:g}, {config.rounds} rounds; neighbours add or remove one client; "
        "PLD accountant."
    )


def _by_epsilon(folder: Path, config: Config, private: Sequence[Point], open_: Point) -> Metric:
    """Draw what privacy costs, beside the same training in the open."""
    places, last = [each.epsilon for each in private], private[-1]
    ends = [(last.mean, "C0", label(config), -9), (open_.mean, "C4", "No privacy", 9)]

    def curve(page: Figure) -> None:
        page.subplots_adjust(right=0.78)
        plot = page.add_subplot(xlabel="epsilon, towards every client")
        band(plot, places, private)
        plot.axhline(open_.mean, color="C4", lw=1.6, ls=(0, (5, 3)))
        for value, color, name, lift in ends:
            how = {"xycoords": ("axes fraction", "data"), "va": "center", "weight": "bold"}
            text = f"{name}  {value:.1f} %"
            drawing.note(plot, text, (1, value), (6, lift), {**how, "color": color})

    words = Words(
        f"{last.mean:.1f} % at epsilon = {last.epsilon:g}, {open_.mean:.1f} % in the open",
        about(private),
        _caption(config, last.mechanism.clients),
    )
    return drawing.save(folder, "privacy", words, curve)


def band(plot: Axes, places: Sequence[float], points: Sequence[Point]) -> None:
    """Draw mean and range; places double from one grid line to the next."""
    lows, highs = ([of(each.accuracies) for each in points] for of in (min, max))
    plot.fill_between(places, lows, highs, color="C0", alpha=0.25, lw=0)
    plot.plot(places, [each.mean for each in points], "C0o-", lw=2.2)
    plot.set_xscale("log", base=2)
    plot.set_xticks(places, [f"{place:,g}" for place in places])
    plot.minorticks_off()
    plot.set_ylim(STEP * (min(lows) // STEP), 100)
    plot.grid(axis="y")


def about(points: Sequence[Point]) -> str:
    """Return what is drawn."""
    seeds = len(points[0].accuracies)
    return f"Test accuracy in %; mean of {seeds} seeds, band from lowest to highest"
