"""What client-level differential privacy costs: accuracy by epsilon."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import drawing
from ..drawing import Words
from ..showcase.part import Column, Entry, Report, Table, Value
from .private import Budgets, Point

STEP = 20  # points of accuracy: the axis begins at a multiple of it, below everything drawn


def report(budgets: Budgets, folder: Path) -> Report:
    """Return what privacy costs at each epsilon."""
    settings, private, open_ = budgets.settings, budgets.private, budgets.open
    clients, last = private[0].mechanism.clients, private[-1]
    found = table(budgets)
    costs = (
        f"Epsilon = {last.epsilon:g} towards each of {clients:,} clients costs "
        f"{settings.label} {open_.mean - last.mean:.1f} points of accuracy"
    )
    virtual = (
        f"Privacy is measured on {clients:,} virtual clients with {budgets.rows / clients:.1f} "
        "samples each on average, dealt evenly, not on the clients of the other results"
    )
    return Report(
        tables=[found],
        metrics=[_metric(found, settings.label, each) for each in private],
        figures=[_by_epsilon(folder, budgets)],
        findings=[costs],
        limitations=[
            virtual,
            "Epsilon is of one training: choosing clip and step size on other data is not counted",
        ],
        documents={"mechanisms": [each.as_json() for each in (*private, open_)]},
    )


def table(budgets: Budgets) -> Table:
    """Return the accuracy at each epsilon, and in the open."""
    rows: dict[str, tuple[str, dict[str, Value]]] = {
        _row(each): (f"epsilon = {each.epsilon:g}", {"accuracy": Value.over(each.accuracies)})
        for each in budgets.private
    }
    open_ = {"accuracy": Value.over(budgets.open.accuracies)}
    rows["open"] = ("without clip and noise", open_)
    column = Column("accuracy", "Test accuracy", "%")
    return Table("privacy", "Accuracy by privacy budget", [column], rows, head="Budget")


def _row(point: Point) -> str:
    return f"{point.epsilon:g}".replace(".", "_")


def _metric(found: Table, training: str, point: Point) -> Entry:
    label = f"{training} accuracy, epsilon = {point.epsilon:g}"
    name = f"dp_accuracy_{_row(point)}"
    return found.metric(_row(point), "accuracy", id=name, label=label, baseline="open")


def _by_epsilon(folder: Path, budgets: Budgets) -> Entry:
    """Draw what privacy costs, beside the same training in the open."""
    private, open_, name = budgets.private, budgets.open, budgets.settings.label
    places, last = [each.epsilon for each in private], private[-1]
    ends = [(last.mean, "C0", f"{name} {last.mean:.1f}")]
    ends += [(open_.mean, "C4", f"No privacy {open_.mean:.1f}")]

    def curve(page: Figure) -> None:
        plot = page.add_subplot(xlabel="epsilon, towards every client")
        band(plot, places, private)
        plot.axhline(open_.mean, color="C4", lw=1.6, ls=(0, (5, 3)))
        drawing.name_ends(plot, plot.get_xlim()[1], ends)

    words = Words(
        f"{last.mean:.1f} % at epsilon = {last.epsilon:g}, {open_.mean:.1f} % in the open",
        about(private),
        _caption(budgets),
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
    return f"Test accuracy in %; mean and range of {seeds} seeds"


def _caption(budgets: Budgets) -> str:
    """Name mechanism, sampling, adjacency and accountant: an epsilon without them says nothing."""
    settings, clients = budgets.settings, budgets.private[0].mechanism.clients
    return (
        f"Client-level (epsilon, {settings.delta:g})-DP: Gaussian noise on the sum of updates "
        f"clipped to L2 norm {settings.clip:g}, Poisson sampling of {clients:,} clients with "
        f"q = {settings.rate:g}, {budgets.rounds} rounds; neighbours add or remove one client; "
        "PLD accountant."
    )
