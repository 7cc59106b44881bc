"""What is said about models follows from the intervals, whichever way they lie."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import accuracy, performance
from {{ cookiecutter.package }}.models import probability
from {{ cookiecutter.package }}.section import Setting


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ((-0.02, -0.01), "Transparency costs accuracy here"),
        ((-0.02, 0.01), "Transparency costs nothing that 500 test rows can show"),
        ((0.01, 0.02), "The glass box is the better model here"),
    ],
)
def test_whether_transparency_costs_anything_is_for_the_interval_to_say(
    interval: tuple[float, float], said: str
) -> None:
    """Below zero, around it, above it."""
    assert performance.verdict(sum(interval) / 2, interval, "Boosting", 500).startswith(said)


def test_a_models_scores_are_those_of_the_test_rows(setting: Setting) -> None:
    """And its bootstrap samples lie around them."""
    table = setting.table
    p = probability(setting.models["boosting"].log_odds(table.x[table.test]))

    found = performance.score(setting)["boosting"]

    y = table.y[table.test]
    assert found.values["auc"] == accuracy.auc(p, y, np.ones(len(y)))
    low, high = accuracy.interval(found.samples["auc"])
    assert low < found.values["auc"] < high


def test_calibration_error_has_no_interval(setting: Setting) -> None:
    """On bootstrap samples it is larger than on the sample: of a calibrated model, always."""
    rng = np.random.default_rng(0)
    p = rng.uniform(size=2000)
    y = (rng.uniform(size=2000) < p).astype(int)
    drawn = accuracy.calibration_error(p, y, accuracy.counts(2000, 200, 0))
    assert drawn.mean() > accuracy.calibration_error(p, y, np.ones(2000))

    section = performance.measure(setting)

    metrics = {entry["id"]: entry for entry in section.metrics}
    assert "ci95" in metrics["glass_box_auc"]
    assert "ci95" not in metrics["glass_box_calibration_error"]
    assert "ci95" not in section.results["models"]["ebm"]["calibration_error"]


def test_the_price_of_fitting_stands_beside_that_of_accuracy(setting: Setting) -> None:
    """Seconds, which differ each time and say so."""
    section = performance.measure(setting)

    found = next(entry for entry in section.metrics if entry["id"] == "fit_time")
    black = setting.models[performance.black_box(setting)]
    assert found["value"] == pytest.approx(setting.models["ebm"].seconds, rel=1e-5)
    assert found["baseline"]["value"] == pytest.approx(black.seconds, rel=1e-5)
    assert found["volatile"]


def test_differences_are_paired(setting: Setting) -> None:
    """A model minus itself has no uncertainty: every model has the same bootstrap samples."""
    twice = {**setting.models, "boosting": setting.models["ebm"]}
    at = Setting(
        setting.config, setting.table, twice, setting.background, setting.rows, setting.figures
    )

    found = performance.score(at)

    assert np.array_equal(found["ebm"].samples["auc"], found["boosting"].samples["auc"])


def test_the_black_box_is_chosen_on_validation_rows(setting: Setting) -> None:
    """The best AUC there."""
    table = setting.table
    y = table.y[table.validation]

    def auc(name: str) -> float:
        p = setting.models[name].log_odds(table.x[table.validation])
        return float(accuracy.auc(p, y, np.ones(len(y))))

    chosen = performance.black_box(setting)

    assert auc(chosen) == max(auc(name) for name in performance.BLACK if name in setting.models)
