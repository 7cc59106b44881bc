"""The figures of the experiment, at both ends of what answers allow: a crowded one is an error."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny import CONFIG

from {{ cookiecutter.package }} import experiment, figures, report
from {{ cookiecutter.package }}.algorithms import strategies
from {{ cookiecutter.package }}.data import Dataset
from {{ cookiecutter.package }}.evaluate import Score
from {{ cookiecutter.package }}.experiment import Numbers

NAMES = [strategy.name for strategy in strategies.chosen(CONFIG)]


def _score(models: int, clients: int, last: float) -> Score:
    """Return accuracies that wander upwards and end at ``last``."""
    curve = np.linspace(0.6 * last, last, models) * (1 - 0.1 * np.sin(np.arange(models)) ** 2)
    own = np.linspace(0, 100, clients)
    return Score(curve, np.append(curve[1:], last), own, own)


def _numbers(dataset: Dataset, clients: int, rounds: int, ends: tuple[float, ...]) -> Numbers:
    """Return what seeds might have measured: ends of the strategies, then pooled and alone."""
    config = replace(CONFIG, rounds=rounds, partition="dirichlet", clients=2, min_samples=1)
    config = replace(config, participation=1.0)
    *strategic, pooled, alone = ends
    named = zip(NAMES, strategic, strict=True)
    return Numbers(
        config,
        dataset,
        [experiment.draw(replace(config, rounds=2), dataset, seed) for seed in (0, 1)],
        {name: [_score(rounds, clients, end) for _ in "ab"] for name, end in named},
        [_score(rounds, 1, pooled) for _ in "ab"],
        [_score(clients, clients, alone) for _ in "ab"],
    )


def _light(folder: Path) -> set[str]:
    """Return the names of the files that are not heavy."""
    return {path.name for path in folder.iterdir() if path.stat().st_size < 60_000}


@pytest.mark.parametrize(
    ("clients", "rounds", "ends"),
    [
        (2, 5, (100.0, 100.0, 100.0, 100.0, 100.0, 100.0)),
        (10, 5, (9.0, 9.1, 8.8, 8.8, 10.2, 9.9)),
        (1000, 500, (50.0, 50.0, 0.0, 50.1, 99.9, 99.8)),
    ],
)
def test_accuracy_can_be_read(
    clients: int, rounds: int, ends: tuple[float, ...], dataset: Dataset, tmp_path: Path
) -> None:
    """Of any number of clients and rounds, wherever lines end; and no file is heavy."""
    numbers = _numbers(dataset, clients, rounds, ends)
    folder = tmp_path / "figures"
    folder.mkdir()

    said = figures.accuracy(folder, numbers, report.table(numbers))

    assert said["hero"]
    assert _light(folder) == {"accuracy.svg", "accuracy-dark.svg"}


def test_the_card_shows_the_curves_below_the_headline(dataset: Dataset, tmp_path: Path) -> None:
    """Where a link to the project is shared; the figure can be read with what strategies reach."""
    numbers = _numbers(dataset, 1000, 100, (97.2, 97.1, 96.8, 96.8, 97.2, 34.6))
    folder = tmp_path / "figures"
    folder.mkdir()
    said = report.report(numbers, folder)
    assert [figure["hero"] for figure in said.figures] == [True]
    assert _light(folder) == {"accuracy.svg", "accuracy-dark.svg"}

    entry = said.card("A project", "What was measured, in one sentence") if said.card else {}

    assert entry["alt"] == "A project: What was measured, in one sentence"
    assert (folder / "card.png").stat().st_size < 300_000
