"""What is said follows what was measured, whichever way it went."""

from dataclasses import replace

import numpy as np

from {{ cookiecutter.package }} import data, findings
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.experiment import Outcome, Score
from {{ cookiecutter.package }}.metrics import Measured, measured

CONFIG = replace(
    Config(),
    partition="dirichlet",
    clients=2,
    rounds=2,
    target=99.0,
    min_samples=5,
    participation=1.0,
    second_alpha=1.0,
)


def _score(validation: float, test: float, own: tuple[float, float]) -> Score:
    before = 10.0
    curves = np.array([before, validation]), np.array([before, test])
    return Score(*curves, np.array(own), np.array(own))


def _outcome(seed: int, shift: float = 0.0) -> Outcome:
    """Return a seed in which everything federated loses, FedAdam least on test data."""
    return Outcome(
        seed=seed,
        strategies={
            "FedAvg": _score(50, 40 + shift, (30, 50)),
            "FedProx": _score(49, 40.5 - shift, (30, 50)),
            "FedAdam": _score(48, 45 + shift, (30, 50)),
            "SCAFFOLD": _score(60, 35 + shift, (20, 60)),
        },
        centralised=_score(80, 70, (1, 1)),
        alone=Score(*np.array([[50.0, 60.0], [60.0, 80.0], [90.0, 55.0], [90.0, 55.0]])),
        label_counts=np.array([[3, 4], [5, 6]]),
        moved=seed,
    )


def _measured(dataset: data.Dataset, *shifts: float) -> Measured:
    outcomes = [_outcome(seed, shift) for seed, shift in enumerate(shifts)]
    return Measured(CONFIG, dataset, outcomes)


def test_the_best_strategy_is_chosen_on_validation_data_only(dataset: data.Dataset) -> None:
    """Another one is better on test data, and that must not matter."""
    all_of = _measured(dataset, 0.0)

    headline = measured(all_of)[0]

    assert all_of.best == "SCAFFOLD"
    assert (headline["id"], headline["value"]) == ("scaffold_accuracy", 35)
    assert headline["baseline"] == {"label": "the mean client alone", "value": 70}


def test_a_federation_that_loses_is_reported_as_one_that_loses(dataset: data.Dataset) -> None:
    """Against both baselines, for clients, and against FedAvg."""
    all_of = _measured(dataset, 0.0)

    said = findings.highlights(all_of)

    assert said[0] == (
        "SCAFFOLD, the best on validation data, ends 35.0 points below centralised training "
        "and 35.0 points below the mean client alone"
    )
    assert said[1].endswith("has SCAFFOLD 32.5 points below its own model")
    assert "SCAFFOLD (5.0 points below)" in said[2]
    assert "FedAdam" not in said[2]
    lost = "1 of 2 clients over all seeds have a better model alone, one by 70.0 points"
    assert any(line.endswith(lost) for line in findings.limitations(all_of))


def test_a_gain_within_the_spread_of_paired_seeds_is_no_help(dataset: data.Dataset) -> None:
    """FedProx is half a point better on average, but not on each seed."""
    all_of = _measured(dataset, 1.0, -1.0)

    no_help = findings.highlights(all_of)[2]

    assert "FedProx (0.5 points above)" in no_help


def test_seeds_that_miss_the_target_are_counted(dataset: data.Dataset) -> None:
    """Instead of rounds that nobody has measured."""
    found = {metric["id"]: metric for metric in measured(_measured(dataset, 0.0))}

    assert found["seeds_at_target"]["value"] == 0
    assert "rounds_to_target" not in found


def test_samples_that_were_moved_are_said(dataset: data.Dataset) -> None:
    """The sum over the seeds."""
    limits = findings.limitations(_measured(dataset, 0.0, 0.0))

    assert any(line.endswith("holds at least 5: 1") for line in limits)


def test_the_second_skew_is_told_whichever_way_it_went(dataset: data.Dataset) -> None:
    """Rates were tuned at the first one."""
    first = _outcome(0)

    said = findings.highlights(Measured(CONFIG, dataset, [first], [first.strategies]))

    assert said[-1] == "At alpha 1, with the same rates, SCAFFOLD ends 5.0 points below FedAvg"
