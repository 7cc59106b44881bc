"""What the study varies: how skewed the clients are, and how long they work between messages."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from . import evaluate, figures_study, metrics, outcome
from .config import Config
from .data import Dataset
from .section import Metric, Section, figure, metric

ALPHAS = (0.05, 0.1, 0.5, 1.0)
LOCAL_STEPS = (1, 5, 10, 20, 50)
LONGER = 3  # times the rounds, so that few local steps have a chance to reach the target

Table = dict[str, dict[str, float | None]]  # column or strategy to value; JSON


def study(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return test accuracy by skew, and the traffic to the target by local steps."""
    skews, (tuned, traffic) = by_skew(config, dataset), by_steps(config, dataset)
    figures_study.skews(folder, config, skews)
    figures_study.traffic(folder, config, traffic)
    return Section(
        metrics=_least(config, tuned, traffic),
        figures=_entries(config, skews, traffic),
        results={"skews": skews, "traffic": traffic},
    )


def by_skew(config: Config, dataset: Dataset) -> Table:
    """Return each strategy's final test accuracy at each skew, the mean over the seeds."""
    fits = len(dataset.train) // config.min_samples
    few = replace(config, partition="dirichlet", clients=min(config.clients, fits))
    settings = {f"{alpha:g}": replace(few, alpha=alpha) for alpha in ALPHAS}
    settings["iid"] = replace(few, partition="iid")
    if config.partition in ("natural", "shards"):
        settings[config.partition] = config
    return {column: _final(setting, dataset) for column, setting in settings.items()}


def _final(config: Config, dataset: Dataset) -> dict[str, float | None]:
    seeds = [outcome.federated(outcome.draw(config, dataset, seed)) for seed in config.seeds]
    return {name: round(float(np.mean([s[name].test[-1] for s in seeds])), 3) for name in seeds[0]}


def by_steps(config: Config, dataset: Dataset) -> tuple[Table, Table]:
    """Return the MB that each strategy sends until every seed has reached the target.

    On validation data, to choose by, and on test data. None: not every seed did so. Rates stay as
    they were tuned for the configured local steps.
    """
    chosen: Table = {}
    tested: Table = {}
    for steps in LOCAL_STEPS:
        longer = replace(config, local_steps=steps, rounds=LONGER * config.rounds)
        drawn = [outcome.draw(longer, dataset, seed) for seed in config.seeds]
        seeds, clients = [outcome.federated(one) for one in drawn], len(drawn[0].dealt.clients)
        each = {name: metrics.megabytes(config, dataset, clients, name) for name in seeds[0]}
        for table, split in ((chosen, "validation"), (tested, "test")):
            curves = {name: [getattr(scores[name], split) for scores in seeds] for name in each}
            table[str(steps)] = {
                name: _megabytes(each[name], [evaluate.rounds_to(c, config.target) for c in found])
                for name, found in curves.items()
            }
    return chosen, tested


def _megabytes(of_round: float, rounds: list[int | None]) -> float | None:
    reached = [count for count in rounds if count is not None]
    mean = of_round * float(np.mean(reached)) if len(reached) == len(rounds) else None
    return None if mean is None else float(f"{mean:.6g}")


def _least(config: Config, tuned: Table, tested: Table) -> list[Metric]:
    """Return the test traffic of what sends least on validation data, against FedAvg's least."""
    sent = [
        (amount, name, steps)
        for steps, row in tuned.items()
        for name, amount in row.items()
        if amount is not None and tested[steps][name] is not None
    ]
    fedavg = [entry for entry in sent if entry[1] == "FedAvg"]
    if not fedavg:
        return []
    (_, name, steps), (_, _, few) = min(sent), min(fedavg)
    label = f"Least traffic to {config.target:g} %: {name}, {steps} local steps"
    values = [tested[steps][name] or 0.0, tested[few]["FedAvg"] or 0.0]
    baseline = (f"FedAvg, {few} local step{'s' * (few != '1')}", values[1:])
    rival = None if name == "FedAvg" else baseline
    return [metric("least_traffic", label, ("MB", "lower", "test"), values[:1], rival)]


def _entries(config: Config, skews: Table, traffic: Table) -> list[dict[str, Any]]:  # Any: JSON
    ends = {column: max(row, key=lambda name: row[name] or 0) for column, row in skews.items()}
    best = ", ".join(
        f"{column}: {name} {skews[column][name]:.1f} %" for column, name in ends.items()
    )
    missed = sum(amount is None for row in traffic.values() for amount in row.values())
    never = f" Missing points, {missed}: not every seed got there." if missed else ""
    return [
        figure(
            "skews",
            f"Test accuracy by label skew and strategy, best at {best}",
            f"Rates are those tuned for the chosen setting; mean of {len(config.seeds)} seeds.",
        ),
        figure(
            "traffic",
            f"Traffic until {config.target:g} % test accuracy by local steps and strategy, "
            "on a logarithmic scale",
            f"Rates are those tuned for {config.local_steps} local steps.{never}",
        ),
    ]
