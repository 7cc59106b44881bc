"""The main part of a run: all strategies against centralised and local-only training."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from . import figures, findings, metrics, outcome
from .config import Config
from .data import Dataset
from .metrics import Measured
from .outcome import Outcome, Scores
from .section import Section, figure


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Run all seeds, at both skews when labels are skewed, and draw into ``folder``."""
    outcomes = [outcome.run(config, dataset, seed) for seed in config.seeds]
    second: list[Scores] = []
    if config.partition == "dirichlet":
        other = replace(config, alpha=config.second_alpha)
        second = [outcome.federated(outcome.draw(other, dataset, s)) for s in config.seeds]
    all_of = Measured(config, dataset, outcomes, second)
    other_curves = _curves(config.seeds, second) if second else {}
    found = metrics.measured(all_of)
    figures.draw(folder, all_of)
    return Section(
        metrics=found,
        figures=_entries(all_of, {metric["id"]: metric["display"] for metric in found}),
        results={
            "summary": {"config": config.as_json(), "metrics": found},
            "curves": {"alpha": _curves(config.seeds, all_of.scores), "second_alpha": other_curves},
            "clients": {f"seed {o.seed}": _clients(o) for o in outcomes},
        },
        highlights=findings.highlights(all_of),
        limitations=findings.limitations(all_of),
    )


def _curves(seeds: Sequence[int], scores: Sequence[Scores]) -> dict[str, Any]:  # Any: JSON
    """Return test accuracy by round, for each strategy and seed."""
    return {
        name: {
            f"seed {seed}": np.round(each[name].test, 3).tolist()
            for seed, each in zip(seeds, scores, strict=True)
        }
        for name in (scores[0] if scores else ())
    }


def _clients(measured: Outcome) -> dict[str, Any]:  # Any: JSON
    """Return what each client holds, and how well it is served."""
    own = {name: score.own for name, score in measured.strategies.items()}
    return {
        "label_counts": measured.label_counts.tolist(),
        "moved": measured.moved,
        "alone_on_all": np.round(measured.alone.test, 3).tolist(),
        "own": {
            name: np.round(values, 3).tolist()
            for name, values in {**own, "alone": measured.alone.own}.items()
        },
    }


def _entries(all_of: Measured, shown: dict[str, str]) -> list[dict[str, Any]]:  # Any: JSON
    """Return the manifest's figures; ``shown`` holds the metrics as they are displayed."""
    best, config = all_of.best, all_of.config
    ends = ", ".join(f"{name} at {shown[f'{name.lower()}_accuracy']}" for name in all_of.names)
    said, apart = findings.highlights(all_of), np.mean(metrics.alone(all_of.outcomes))
    natural = config.partition == "natural"
    clients = len(all_of.outcomes[0].label_counts)
    return [
        figure(
            "accuracy",
            f"Test accuracy by communication round: {ends}, centralised training at "
            f"{shown['centralised_accuracy']}, the mean client alone at {apart:.1f} %",
            f"{said[0]}. Test samples chose nothing.",
            hero=True,
        ),
        figure(
            "partition",
            f"Bubbles show how many samples of each label each of {clients} clients holds, "
            "for the first seed",
            figures.PARTITIONS[config.partition].format(config=config),
        ),
        figure(
            "clients",
            f"Each client's accuracy on data like its own, one row of dots for training alone and "
            f"one for each strategy; {best} has its worst clients at "
            f"{shown['worst_clients_accuracy']}",
            f"{said[1]}. Rings mark the mean of the worst {100 * config.worst_share:g} %"
            + ("." if natural else ", dots all clients of all seeds."),
        ),
    ]
