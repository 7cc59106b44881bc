"""The other skew: the experiment again at its alpha, and nothing else."""

from dataclasses import replace
from pathlib import Path

import light
import numpy as np
import pytest

from {{ cookiecutter.package }} import engines, experiment
from {{ cookiecutter.package }}.analyses import skew
from {{ cookiecutter.package }}.analyses.skew import report
from {{ cookiecutter.package }}.data import Dataset
from {{ cookiecutter.package }}.showcase.settings import SetupError


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the reference."""
    monkeypatch.setattr(engines, "load", {"light": light}.get)


def test_it_is_the_experiment_at_the_other_alpha(dataset: Dataset) -> None:
    """Curve by curve, whatever the partition of the experiment is."""
    config = replace(light.CONFIG, partition="iid", alpha=7.0)

    found = skew.measure(config, dataset, skew.Settings(alpha=0.3))

    expected = experiment.measure(light.CONFIG, dataset).strategies
    for name, scores in expected.items():
        for score, again in zip(scores, found.scores[name], strict=True):
            assert np.array_equal(score.test, again.test)


def test_its_metric_is_the_best_strategy_there_beside_fedavg(
    dataset: Dataset, tmp_path: Path
) -> None:
    """Recomputed from the curves that the run records."""
    measured = skew.measure(light.CONFIG, dataset, skew.Settings(alpha=3.0))

    said = report.report(measured, tmp_path)

    best = experiment.best(measured.scores)
    ends = {name: [c[-1] for c in of] for name, of in said.documents["skew_curves"].items()}
    metric = said.metrics[0]
    assert metric["label"] == f"{best} accuracy, alpha 3"
    assert metric["value"] == pytest.approx(np.mean(ends[best]), abs=1e-3)
    rival = "SCAFFOLD" if best == "FedAvg" else "FedAvg"
    assert metric["baseline"]["value"] == pytest.approx(np.mean(ends[rival]), abs=1e-3)
    assert said.findings[0].startswith("At alpha 3, same rates, in points beside FedAvg: FedProx ")


@pytest.mark.parametrize("alpha", [0.0, -1.0, float("inf"), float("nan")])
def test_what_is_no_skew_is_refused(alpha: float) -> None:
    """With the value, and what to do."""
    with pytest.raises(SetupError, match=r"skew alpha is .*; give it a value above 0"):
        skew.Settings(alpha=alpha)
