"""What is said of the study of privacy."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from ... import drawing
from ...drawing import Words
from ...privacy.private import Point, Settings
from ...privacy.report import about, band
from ...showcase.part import Column, Entry, Report, Table, Value
from . import Searched


def report(searched: Searched, folder: Path) -> Report:
    """Return the cost of fewer clients, and whether the search would choose otherwise."""
    points, settings = searched.points, searched.settings
    rows = {
        str(each.mechanism.clients): (
            f"{each.mechanism.clients:,} clients",
            {"accuracy": Value.over(each.accuracies)},
        )
        for each in points
    }
    column = Column("accuracy", f"Accuracy, epsilon = {points[0].epsilon:g}", "%")
    found = Table("privacy_clients", f"{settings.label} by number of clients", [column], rows)
    many, few = next(iter(rows)), list(rows)[-1]
    name = f"{settings.label} accuracy, epsilon = {points[0].epsilon:g}, {few} clients"
    search = {"epsilon": searched.epsilon, "grid": searched.grid, "open": searched.open}
    return Report(
        tables=[found],
        metrics=[found.metric(few, "accuracy", id="dp_fewer_clients", label=name, baseline=many)],
        figures=[_by_clients(folder, settings, points)],
        limitations=[*better(settings, searched.grid), *better(settings, searched.open)],
        documents={"privacy_search": search},
    )


def better(settings: Settings, searched: Sequence[Mapping[str, float]]) -> list[str]:
    """Say so if other values than the configured ones are the best that were tried."""
    best = dict(max(searched, key=lambda row: row["validation"]))
    accuracy = best.pop("validation")
    if all(getattr(settings, name) == value for name, value in best.items()):
        return []
    values = ", ".join(f"{name} {value:g}" for name, value in best.items())
    return [f"Best on validation data at {accuracy:.1f} %, but not configured: {values}"]


def _by_clients(folder: Path, settings: Settings, points: Sequence[Point]) -> Entry:
    """Draw what one epsilon costs by the number of clients."""
    counts = [each.mechanism.clients for each in points]

    def curve(page: Figure) -> None:
        plot = page.add_subplot(xlabel="Clients that share the same data")
        band(plot, counts, points)
        plot.margins(x=0.12)  # for the numbers
        for count, each in zip(counts, points, strict=True):
            said, at = f"{each.mean:.1f} %", (count, each.mean)
            plot.annotate(said, at, (0, 11), textcoords="offset points", ha="center")

    words = Words(
        f"{settings.label} at epsilon = {points[0].epsilon:g}, by number of clients",
        about(points),
        "The same data dealt to fewer clients, at the same epsilon and delta = 0.1 / clients: "
        "the noise that hides one client is divided by their number.",
    )
    return drawing.save(folder, "privacy-clients", words, curve)
