"""The study: it outlasts full runs, and says on which data it chose."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tiny import TINY, files, lasting

from {{ cookiecutter.package }} import data, study
from {{ cookiecutter.package }}.__main__ import main
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.study import (
    cost,
    fine_tuning,
{%- if cookiecutter.privacy == "dp" %}
    privacy,
{%- endif %}
    skews,
    traffic,
    tuning,
)


def test_a_study_outlasts_full_runs_of_the_same_experiment_only(
    root: Path, dataset: data.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown beside their results, and gone with another configuration."""
    monkeypatch.setattr(tuning, "GRIDS", {name: {} for name in tuning.GRIDS})
    monkeypatch.setattr(skews, "ALPHAS", (0.5,))
    monkeypatch.setattr(traffic, "LOCAL_STEPS", (2,))
    monkeypatch.setattr(traffic, "LONGER", 1)
    monkeypatch.setattr(fine_tuning, "ROUNDS", 3)
{%- if cookiecutter.privacy == "dp" %}
    for name, value in {"CLIPS": 1.0, "RATES": 0.1, "OPEN_RATES": 1.0, "FEWER": 1}.items():
        monkeypatch.setattr(privacy, name, (value,))
{%- endif %}
    monkeypatch.setattr(cost, "curve", lambda config, dataset: [cost.point(config, dataset, 3)])

    assert main([*TINY, "--profile", "study"], root) == 0
    studied = files(root)
    assert {"results/study.json", "figures/skews.svg", "figures/cost.svg"} <= studied.keys()
    assert "fine-tuned by each client" in studied["results/README.md"].decode()

    assert main(TINY, root) == 0
    assert files(root) == studied

    assert main([*TINY, "--record"], root) == 0
    renewed = files(root)
    assert lasting(renewed) == lasting(studied)
    before, after = (json.loads(held["showcase.json"]) for held in (studied, renewed))
    assert [m["id"] for m in after["metrics"]] == [m["id"] for m in before["metrics"]]
    assert [f["path"] for f in after["figures"]] == [f["path"] for f in before["figures"]]

    recorded = json.loads(renewed["results/study.json"])
    config = Config(**{**recorded["config"], "seeds": (0, 1)})
    (root / "build" / "again" / "figures").mkdir(parents=True)
    recall = partial(study.recall, root, config, staged=root / "build" / "again")
    other = replace(dataset, entry={**dataset.entry, "sha256": "sha256:other"})
    assert recall(dataset=dataset) is not None
    assert recall(dataset=other) is None

    assert main([*TINY, "--target", "50"], root) == 0
    assert "fine-tuned by each client" not in (root / "README.md").read_text("utf-8")


def test_traffic_counts_weights_both_ways_and_scaffolds_controls_too(dataset: data.Dataset) -> None:
    """Four bytes for each of d weights, to and from each client of a round."""
    config = replace(Config(), participation=1.0)
    d = (dataset.inputs.shape[1] + 1) * config.hidden + (config.hidden + 1) * len(dataset.classes)

    assert traffic.megabytes(config, dataset, 10, "FedAvg") == pytest.approx(2 * 10 * 4 * d / 1e6)
    assert traffic.megabytes(config, dataset, 10, "SCAFFOLD") == pytest.approx(4 * 10 * 4 * d / 1e6)


def test_the_least_traffic_is_chosen_on_validation_data(dataset: data.Dataset) -> None:
    """And reported on test data, where another one may be less."""
    tuned: traffic.Table = {
        "1": {"FedAvg": 9.0, "SCAFFOLD": None},
        "5": {"FedAvg": 7.0, "SCAFFOLD": 3.0},
    }
    tested: traffic.Table = {
        "1": {"FedAvg": 1.0, "SCAFFOLD": 1.0},
        "5": {"FedAvg": 8.0, "SCAFFOLD": 4.0},
    }

    best, fedavg = traffic.least(replace(Config(), target=99.0), dataset, tuned, tested)

    assert best["label"] == "Least traffic to 99 %: SCAFFOLD, 5 local steps"
    assert (best["value"], best["baseline"]["value"]) == (4, 8)
    assert (fedavg["value"], fedavg["baseline"]["label"]) == (8, "sending the samples once")
