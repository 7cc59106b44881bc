"""The study: it outlasts full runs, and says on which data it chose."""

from dataclasses import replace
from pathlib import Path

import pytest
from tiny import CONFIG, TINY, files, main

from {{ cookiecutter.package }} import data, study
from {{ cookiecutter.package }}.study import cost, fine_tuning, skews, traffic, tuning
from {{ cookiecutter.package }}.study.traffic import report as said


def test_a_study_outlasts_full_runs_that_measure_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown beside their results, and gone from the page with another configuration."""
    monkeypatch.setattr(tuning, "GRIDS", {name: {} for name in tuning.GRIDS})
    monkeypatch.setattr(skews, "ALPHAS", (0.5,))
    monkeypatch.setattr(traffic, "LOCAL_STEPS", (2,))
    monkeypatch.setattr(traffic, "LONGER", 1)
    monkeypatch.setattr(fine_tuning, "ROUNDS", 3)
    privacy = getattr(study, "privacy", None)  # only with differential privacy it has grids
    for name, value in {"CLIPS": 1.0, "RATES": 0.1, "OPEN_RATES": 1.0, "FEWER": 1}.items():
        if privacy and hasattr(privacy, name):
            monkeypatch.setattr(privacy, name, (value,))
    monkeypatch.setattr(cost, "curve", lambda config, dataset: [cost.point(config, dataset, 3)])

    assert main(*TINY, "--profile", "study", root=root) == 0
    studied = files(root)
    assert {"results/tuning.json", "figures/skews.svg", "figures/cost.svg"} <= studied.keys()
    assert "fine-tuned by each client" in studied["results/README.md"].decode()

    assert main(*TINY, root=root) == 0
    assert files(root) == studied

    assert main(*TINY, "--target", "50", root=root) == 0
    assert "fine-tuned by each client" not in (root / "results" / "README.md").read_text("utf-8")


def test_traffic_counts_weights_both_ways_and_scaffolds_controls_too(dataset: data.Dataset) -> None:
    """Four bytes for each of d weights, to and from each client of a round."""
    config = replace(CONFIG, participation=1.0)
    d = (dataset.inputs.shape[1] + 1) * config.hidden + (config.hidden + 1) * len(dataset.classes)

    assert traffic.megabytes(config, dataset, 10, "FedAvg") == pytest.approx(2 * 10 * 4 * d / 1e6)
    assert traffic.megabytes(config, dataset, 10, "SCAFFOLD") == pytest.approx(4 * 10 * 4 * d / 1e6)


def test_the_least_traffic_is_chosen_on_validation_data() -> None:
    """And reported on test data, where another one may be less."""
    tuned: traffic.Sent = {
        "1": {"FedAvg": 9.0, "SCAFFOLD": None},
        "5": {"FedAvg": 7.0, "SCAFFOLD": 3.0},
    }
    tested: traffic.Sent = {
        "1": {"FedAvg": 1.0, "SCAFFOLD": 1.0},
        "5": {"FedAvg": 8.0, "SCAFFOLD": 4.0},
    }

    config = replace(CONFIG, target=99.0)
    best, fedavg = said.least(traffic.Traffic(config, 0.5, tuned, tested))

    assert best["label"] == "Least traffic to 99 %: SCAFFOLD, 5 local steps"
    assert (best["value"], best["baseline"]["value"]) == (4, 8)
    assert (fedavg["value"], fedavg["baseline"]["label"]) == (8, "sending the samples once")
