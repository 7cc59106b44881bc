"""What is said follows what was measured, whichever way it went."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from tiny import CONFIG

from {{ cookiecutter.package }} import experiment, findings, report
from {{ cookiecutter.package }}.data import Dataset
from {{ cookiecutter.package }}.evaluate import Score
from {{ cookiecutter.package }}.experiment import Numbers
from {{ cookiecutter.package }}.showcase import headline

SHORT = replace(
    CONFIG,
    partition="dirichlet",
    clients=2,
    rounds=2,
    target=99.0,
    min_samples=5,
    participation=1.0,
)


def _score(validation: float, test: float, own: tuple[float, float]) -> Score:
    before = 10.0
    curves = np.array([before, validation]), np.array([before, test])
    return Score(*curves, np.array(own), np.array(own))


def _numbers(dataset: Dataset, *shifts: float) -> Numbers:
    """Return seeds in which everything federated loses, FedAdam least on test data."""
    drawn = [experiment.draw(replace(SHORT, seeds=(0,)), dataset, k) for k in range(len(shifts))]
    alone = Score(*np.array([[60.0, 50.0], [60.0, 80.0], [90.0, 55.0], [90.0, 55.0]]))
    return Numbers(
        SHORT,
        dataset,
        drawn,
        {
            "FedAvg": [_score(50, 40 + shift, (30, 50)) for shift in shifts],
            "FedProx": [_score(49, 40.5 - shift, (30, 50)) for shift in shifts],
            "FedAdam": [_score(48, 45 + shift, (30, 50)) for shift in shifts],
            "SCAFFOLD": [_score(60, 35 + shift, (20, 60)) for shift in shifts],
        },
        [_score(80, 70 + shift, (1, 1)) for shift in shifts],
        [alone for _ in shifts],
    )


def test_the_best_strategy_is_chosen_on_validation_data_only(dataset: Dataset) -> None:
    """Another one is better on test data, and that must not matter."""
    numbers = _numbers(dataset, 0.0, 0.5)

    first = report.metrics(numbers, report.table(numbers))[0]

    assert numbers.best == "SCAFFOLD"
    assert (first["id"], first["value"]) == ("scaffold_accuracy", 35.25)
    assert first["baseline"]["label"] == "best client alone"
    assert first["baseline"]["value"] == 60
    assert report.headline(numbers.best).metrics[0] == first["id"]


def test_a_federation_that_loses_is_reported_as_one_that_loses(dataset: Dataset) -> None:
    """Against both baselines, for clients, and against FedAvg."""
    numbers = _numbers(dataset, 0.0, 0.0)

    said = findings.findings(numbers, report.table(numbers))

    assert said[0] == (
        "SCAFFOLD, the best on validation data, ends 35.0 points below centralised training "
        "and 35.0 points below the mean client alone"
    )
    assert said[1].endswith("has SCAFFOLD 32.5 points below its own model")
    assert said[2] == "Points beside FedAvg: FedProx +0.5, FedAdam +5.0, SCAFFOLD -5.0"
    lost = "2 of 4 clients over all seeds have a better model alone, one by 70.0 points"
    assert any(line.endswith(lost) for line in findings.limitations(numbers))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_labels_that_mean_nothing_carry_no_headline(dataset: Dataset, seed: int) -> None:
    """They are dealt out anew: whatever is trained on them can only guess."""
    labels = np.random.default_rng(seed).permutation(dataset.labels)
    dealt = replace(dataset, labels=labels)
    numbers = experiment.measure(replace(SHORT, seeds=(0, 1, 2, 3, 4)), dealt)

    metrics = report.metrics(numbers, report.table(numbers))
    said = headline.judged(asdict(report.headline(numbers.best)), metrics, [dataset.entry])

    assert "reaches chance" in said["refused"]


def test_a_gain_that_seeds_disagree_on_is_none(dataset: Dataset) -> None:
    """FedProx is half a point better on average, but not on each seed."""
    numbers = _numbers(dataset, 1.0, -1.0)

    said = findings.findings(numbers, report.table(numbers))

    assert "FedProx +0.5 (level)" in said[2]


def test_seeds_that_miss_the_target_are_counted(dataset: Dataset) -> None:
    """Instead of rounds that nobody has measured."""
    numbers = _numbers(dataset, 0.0, 0.0)

    found = report.table(numbers)

    assert found.rows["scaffold"][1]["rounds"] == "0 of 2 seeds"
    assert "rounds_to_target" not in {metric["id"] for metric in report.metrics(numbers, found)}


def test_samples_that_were_moved_are_said(dataset: Dataset) -> None:
    """The sum over the seeds."""
    numbers = _numbers(dataset, 0.0, 0.0)
    drawn = [
        replace(one, dealt=replace(one.dealt, moved=moved))
        for one, moved in zip(numbers.drawn, (1, 2), strict=True)
    ]

    limits = findings.limitations(replace(numbers, drawn=drawn))

    assert any(line.endswith("holds at least 5: 3") for line in limits)
