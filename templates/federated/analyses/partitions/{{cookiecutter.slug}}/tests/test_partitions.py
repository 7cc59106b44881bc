"""All partitions: each is the experiment with another way of dealing, and nothing else."""

from dataclasses import replace
from pathlib import Path

import light
import numpy as np
import pytest

from {{ cookiecutter.package }} import engines, experiment
from {{ cookiecutter.package }}.analyses import partitions
from {{ cookiecutter.package }}.analyses.partitions import Partitioned, report
from {{ cookiecutter.package }}.clients.partition import Partition
from {{ cookiecutter.package }}.config import Kind
from {{ cookiecutter.package }}.data import Dataset
from {{ cookiecutter.package }}.evaluate import Score

CONFIG = replace(light.CONFIG, seeds=(0, 1, 2, 3))


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train with the reference, on as few seeds as have a spread."""
    monkeypatch.setattr(engines, "load", {"light": light}.get)
    monkeypatch.setattr(partitions, "SEEDS", 2)


@pytest.fixture
def found(dataset: Dataset) -> partitions.Partitioned:
    """Return what is measured on data that name three sites."""
    there = replace(dataset, groups=np.arange(len(dataset.labels)) % 3, sites=("A", "B", "C"))
    return partitions.measure(CONFIG, there)


def test_each_is_the_experiment_with_the_first_seeds(
    found: partitions.Partitioned, dataset: Dataset
) -> None:
    """Curve by curve; the others differ from it."""
    expected = experiment.measure(replace(CONFIG, seeds=(0, 1)), dataset).strategies

    assert list(found.scores) == ["dirichlet", "iid", "shards", "natural"]
    for name, scores in expected.items():
        for kind, of in found.scores.items():
            same = [
                np.array_equal(score.test, again.test)
                for score, again in zip(scores, of[name], strict=True)
            ]
            assert all(same) == (kind == "dirichlet")


def test_data_without_sites_have_three(dataset: Dataset) -> None:
    """What cannot be dealt is left out, and not refused."""
    found = partitions.measure(CONFIG, replace(dataset, groups=None))

    assert list(found.scores) == ["dirichlet", "iid", "shards"]


def test_each_metric_can_be_computed_from_the_curves(
    found: partitions.Partitioned, tmp_path: Path
) -> None:
    """The best strategy of each partition on validation data, beside FedAvg."""
    folder = tmp_path / "figures"
    folder.mkdir()

    said = report.report(found, folder)

    curves = said.documents["partition_curves"]
    for metric, (kind, scores) in zip(said.metrics, found.scores.items(), strict=True):
        best = experiment.best(scores)
        assert metric["label"] == f"{best} accuracy, partition {kind}"
        ends = [curve[-1] for curve in curves[kind][best]]
        assert metric["value"] == pytest.approx(np.mean(ends), abs=1e-3)
    assert [figure["path"] for figure in said.figures] == [
        "figures/partition.svg",
        "figures/clients.svg",
    ]


def _dealt(dataset: Dataset, clients: int, classes: int, kind: Kind) -> Partitioned:
    """Return so many clients and classes, all with long names, as they might have been measured."""
    names = tuple(f"{k} of a class or site with a long name" for k in range(max(clients, classes)))
    labels = np.arange(len(dataset.labels)) % classes
    named = replace(dataset, labels=labels, classes=names[:classes], sites=names[:clients])
    config = replace(CONFIG, partition=kind, clients=2, min_samples=1, participation=1.0)
    there = replace(named, groups=np.arange(len(labels)) % 2)
    drawn = experiment.draw(config, there, 0)
    held = Partition(tuple(np.array_split(dataset.train, clients)))
    own = np.linspace(0, 100, clients)
    scores = {"SCAFFOLD": [Score(own, own, own, own) for _ in range(3)]}
    kinds: tuple[Kind, ...] = ("dirichlet", "iid", "shards", "natural")
    return Partitioned(config, replace(drawn, dealt=held), dict.fromkeys(kinds, scores))


@pytest.mark.parametrize(
    ("clients", "classes", "kind"),
    [(2, 2, "natural"), (10, 10, "iid"), (13, 100, "natural"), (1000, 10, "iid")],
)
def test_figures_can_be_read(
    clients: int, classes: int, kind: Kind, dataset: Dataset, tmp_path: Path
) -> None:
    """Of the fewest and the most clients, with long names: a crowded one is an error."""
    folder = tmp_path / "figures"
    folder.mkdir()
    numbers = _dealt(dataset, clients, classes, kind)

    assert report._bubbles(folder, numbers.drawn)
    assert report._clients(folder, numbers)

    assert max(path.stat().st_size for path in folder.iterdir()) < 60_000
