"""The search for clip and step size: it says so where it would choose otherwise."""

from tiny import settings_of

from {{ cookiecutter.package }}.privacy.private import Settings
from {{ cookiecutter.package }}.study.privacy import report as privacy


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
