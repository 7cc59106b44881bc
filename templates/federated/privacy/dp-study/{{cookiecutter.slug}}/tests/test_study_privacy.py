"""The search for clip and step size: it says so where it would choose otherwise."""

from pathlib import Path

from tiny import settings_of

from {{ cookiecutter.package }}.privacy.dp import Mechanism
from {{ cookiecutter.package }}.privacy.private import Point, Settings
from {{ cookiecutter.package }}.study.privacy import Searched
from {{ cookiecutter.package }}.study.privacy import report as privacy

GRID = [{"clip": 1.0, "validation": 90.0}]


def test_the_search_says_so_if_other_values_are_better() -> None:
    """By name, and not a word when the configured values are the best that were tried."""
    settings = settings_of(Settings, "dp")
    own = {"clip": settings.clip, "learning_rate": settings.learning_rate}
    best = [{**own, "validation": 90.0}, {**own, "clip": 7.0, "validation": 80.0}]
    worse = [{**own, "validation": 90.0}, {**own, "clip": 7.0, "validation": 91.0}]

    assert privacy.better(settings, best) == []
    values = f"clip 7, learning_rate {settings.learning_rate:g}"
    words = f"Best on validation data at 91.0 %, but not configured: {values}"
    assert privacy.better(settings, worse) == [words]


def test_accuracy_by_clients_can_be_read(tmp_path: Path) -> None:
    """Where few of them see much noise, and many little: a crowded figure is an error."""
    (tmp_path / "figures").mkdir()
    settings = settings_of(Settings, "dp")
    points = [
        Point(8.0, Mechanism(clients, 0.1, 100, 1.0, 1.0), (low, 100.0))
        for clients, low in ((1000, 99.0), (333, 60.0), (100, 0.0))
    ]

    said = privacy.report(Searched(settings, points, 2.0, GRID, GRID), tmp_path / "figures")

    assert (tmp_path / said.figures[0]["path"]).stat().st_size < 60_000
