"""The figures of the study, at both ends of what it may find: a crowded one is an error."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import CONFIG

from {{ cookiecutter.package }}.showcase.part import Value
from {{ cookiecutter.package }}.study import cost, fine_tuning, skews, traffic
from {{ cookiecutter.package }}.study.cost import report as of_cost
from {{ cookiecutter.package }}.study.fine_tuning import report as of_fine_tuning
from {{ cookiecutter.package }}.study.skews import report as of_skews
from {{ cookiecutter.package }}.study.traffic import report as of_traffic

NAMES = ("FedAvg", "FedProx", "FedAdam", "SCAFFOLD")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of figures."""
    (tmp_path / "figures").mkdir()
    return tmp_path / "figures"


def _heaviest(folder: Path) -> int:
    return max(path.stat().st_size for path in folder.iterdir())


@pytest.mark.parametrize("clients", [2, 1000])
def test_fine_tuning_can_be_read(clients: int, folder: Path) -> None:
    """Of any number of clients."""
    before = np.linspace(0, 100, clients)[None]
    tuned = fine_tuning.Tuned(CONFIG, 50, "SCAFFOLD", 0.01, before, before[:, ::-1])

    assert of_fine_tuning.report(tuned, folder).figures
    assert _heaviest(folder) < 60_000


@pytest.mark.parametrize("kind", ["dirichlet", "natural"])
@pytest.mark.parametrize("low", [0.0, 99.9])
def test_skews_can_be_read(kind: str, low: float, folder: Path) -> None:
    """Of a partition that has a column of its own, too."""
    columns = [*map(str, skews.ALPHAS), "iid", *([kind] if kind == "natural" else [])]
    values = {
        column: {name: Value.over([low + k / 100, 100]) for k, name in enumerate(NAMES)}
        for column in columns
    }

    assert of_skews.report(skews.Skews(500, values), folder).figures
    assert _heaviest(folder) < 60_000


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_traffic_can_be_read(factor: float, folder: Path) -> None:
    """Little and much, of strategies that are level, and of some that never get there."""
    sent: traffic.Sent = {
        str(steps): {"FedAvg": factor * k, "FedProx": None, "FedAdam": factor, "SCAFFOLD": factor}
        for k, steps in enumerate(traffic.LOCAL_STEPS, 1)
    }
    sent["50"]["SCAFFOLD"] = None
    config = replace(CONFIG, target=99.5)

    assert of_traffic.report(traffic.Traffic(config, 1.0, sent, sent), folder).figures
    assert _heaviest(folder) < 60_000


@pytest.mark.parametrize("slow", [0.1, 10_000.0])
def test_costs_can_be_read(slow: float, folder: Path) -> None:
    """Where the system does not tell the memory, too."""
    memory = None if slow < 1 else 12_345.6
    points = [cost.Point(clients, slow * clients / 10, memory) for clients in cost.CLIENTS]

    assert of_cost.report(points, folder).figures
    assert _heaviest(folder) < 60_000
