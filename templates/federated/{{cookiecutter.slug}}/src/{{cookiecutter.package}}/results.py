"""The main part of a run: all strategies against centralised and local-only training."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import experiment, figures, findings, metrics
from .config import Config
from .data import Dataset
from .experiment import Outcome, Scores
from .metrics import Measured
from .section import Section


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Run all seeds, at both skews when labels are skewed, and draw into ``folder``."""
    outcomes = [experiment.run(config, dataset, seed) for seed in config.seeds]
    second: list[Scores] = []
    if config.partition == "dirichlet":
        other = replace(config, alpha=config.second_alpha)
        second = [experiment.federated(experiment.draw(other, dataset, s)) for s in config.seeds]
    all_of = Measured(config, dataset, outcomes, second)
    found = metrics.measured(all_of)
    first = [seed.strategies for seed in outcomes]
    return Section(
        metrics=found,
        figures=figures.draw(folder, all_of),
        highlights=findings.highlights(all_of),
        limitations=findings.limitations(all_of),
        results={
            "summary": {"config": asdict(config), "metrics": found},
            "curves": {"alpha": _curves(first), "second_alpha": _curves(second)},
            "clients": {f"seed {o.seed}": _clients(o) for o in outcomes},
        },
    )


def _curves(seeds: Sequence[Scores]) -> dict[str, list[list[float]]]:
    """Return test accuracy by round, for each strategy and, in their order, each seed."""
    names = seeds[0] if seeds else ()
    return {name: [np.round(each[name].test, 3).tolist() for each in seeds] for name in names}


def _clients(measured: Outcome) -> dict[str, Any]:  # Any: JSON
    """Return what each client holds, and how well it is served."""
    scores = {**measured.strategies, "alone": measured.alone}
    return {
        "label_counts": measured.label_counts.tolist(),
        "moved": measured.moved,
        "alone_on_all": np.round(measured.alone.test, 3).tolist(),
        "own": {name: np.round(score.own, 3).tolist() for name, score in scores.items()},
    }
