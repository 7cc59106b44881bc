"""The metrics of the manifest, computed from the outcomes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import engine, evaluate, oracle
from ._showcase import display
from .config import Config
from .data import Digits
from .experiment import Outcome
from .speed import COMPARED_ROUNDS, Speed

Metric = dict[str, Any]  # Any: JSON
BYTES_PER_WEIGHT = 4  # float32


def _metric(
    name: str,
    label: str,
    kind: tuple[str, str, str],
    values: Sequence[float],
    baseline: tuple[str, Sequence[float]] | None = None,
) -> Metric:
    """Return a metric of the manifest: mean and standard deviation over the seeds.

    Args:
        name: its identifier.
        label: what people read.
        kind: its unit, which direction is better, and the split it was measured on.
        values: one for each seed.
        baseline: label and values of what it is compared with.
    """
    unit, better, split = kind
    mean, sd = _spread(values)
    entry: Metric = {"id": name, "display": display(mean, unit, sd=sd), "label": label}
    entry |= {"value": mean, "unit": unit, "better": better, "split": split}
    if sd is not None:
        entry |= {"n": len(values), "sd": sd}
    if baseline:
        mean, sd = _spread(baseline[1])
        entry["baseline"] = {"label": baseline[0], "value": mean}
        entry["baseline"] |= {} if sd is None else {"sd": sd}
    return entry


def _spread(values: Sequence[float]) -> tuple[float, float | None]:
    """Return mean and sample standard deviation, to six digits: the last ones are rounding."""
    sd = float(f"{np.std(values, ddof=1):.6g}") if len(values) > 1 else None
    return float(f"{np.mean(values):.6g}"), sd


def measured(
    config: Config, digits: Digits, outcomes: Sequence[Outcome], speed: Speed
) -> list[Metric]:
    """Return the metrics in the order of the README's table."""
    tested, share = ("%", "higher", "test"), config.worst_share
    final = [float(o.curve[-1]) for o in outcomes]
    alone = ("mean client alone", [float(o.alone.mean()) for o in outcomes])
    headline = _metric("fedavg_accuracy", "FedAvg accuracy", tested, final, alone)
    return [
        headline | {"headline": True},
        _metric(
            "centralised_accuracy",
            "Centralised accuracy, all data in one place",
            tested,
            [o.centralised for o in outcomes],
        ),
        _metric("local_accuracy", "Local-only accuracy, mean client", tested, alone[1]),
        _metric(
            "own_mix_accuracy",
            "FedAvg on a client's own mix of labels, mean client",
            tested,
            [float(o.federated_own.mean()) for o in outcomes],
            ("alone", [float(o.alone_own.mean()) for o in outcomes]),
        ),
        _metric(
            "worst_clients_accuracy",
            f"FedAvg on the worst {100 * share:g} % of clients, own mix of labels",
            tested,
            [evaluate.worst(o.federated_own, share) for o in outcomes],
            ("alone", [evaluate.worst(o.alone_own, share) for o in outcomes]),
        ),
        *_cost(config, digits, outcomes),
        _metric(
            "oracle_difference",
            f"Largest weight difference to the oracle, {COMPARED_ROUNDS} rounds",
            ("1", "lower", "none"),
            [float(f"{speed.difference:.1e}")],
        ),
        _metric(
            "round_time",
            f"Time of a round, {engine.NAME} engine",
            ("ms", "lower", "none"),
            [speed.engine_ms],
            ("NumPy oracle", [speed.oracle_ms]),
        )
        | {"volatile": True},
    ]


def _cost(config: Config, digits: Digits, outcomes: Sequence[Outcome]) -> list[Metric]:
    """Return how many rounds the target took, or how many seeds reached it, and the traffic."""
    reached = [evaluate.rounds_to(o.curve, config.target) for o in outcomes]
    counted = [rounds for rounds in reached if rounds is not None]
    always = len(counted) == len(outcomes)
    goal = f"{config.target:g} % accuracy"
    if always:
        kind = ("rounds", "lower", "test")
        first = _metric("rounds_to_target", f"Rounds to {goal}", kind, counted)
    else:
        first = _metric(
            "seeds_at_target",
            f"Seeds that reach {goal} within {config.rounds} rounds",
            ("count", "higher", "test"),
            [len(counted)],
        )
        first["baseline"] = {"label": "seeds", "value": len(outcomes)}
    weights = oracle.initial(digits.images.shape[1], config.hidden, 0)
    each_way = config.clients * sum(w.size for w in weights) * BYTES_PER_WEIGHT
    rounds = counted if always else [config.rounds]
    label = f"Traffic to {goal}" if always else f"Traffic of {config.rounds} rounds"
    raw = len(digits.train) * digits.images.shape[1] / 1e6  # a byte holds a pixel
    sent = [2 * r * each_way / 1e6 for r in rounds]
    baseline = ("sending the images once", [raw])
    return [first, _metric("traffic", label, ("MB", "lower", "none"), sent, baseline)]
