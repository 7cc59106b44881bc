"""The search for clip and step size: it says so where it would choose otherwise."""

from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.study import privacy


def test_the_search_says_so_if_other_values_are_better() -> None:
    """By name, and not a word when the configured values are the best that were tried."""
    own = {"dp_clip": Config.dp_clip, "dp_learning_rate": Config.dp_learning_rate}
    best = [{**own, "validation": 90.0}, {**own, "dp_clip": 7.0, "validation": 80.0}]
    worse = [{**own, "validation": 90.0}, {**own, "dp_clip": 7.0, "validation": 91.0}]

    assert privacy.better(Config(), best) == []
    values = f"dp_clip 7, dp_learning_rate {Config.dp_learning_rate:g}"
    words = f"Best on validation data at 91.0 %, but not configured: {values}"
    assert privacy.better(Config(), worse) == [words]
