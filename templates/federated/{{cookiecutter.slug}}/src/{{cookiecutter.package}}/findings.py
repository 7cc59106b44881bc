"""What the measurements say in words, whichever way it went."""

from collections.abc import Sequence

import numpy as np

from .data import Floats
from .metrics import Measured

NOTICED = 0.05  # points; less reads as none


def highlights(all_of: Measured) -> list[str]:
    """Return what a reader should remember."""
    best, like = all_of.best, f"its {all_of.own}"
    gaps = _against(all_of.final(best), all_of.centralised, "centralised training")
    gaps += f" and {_against(all_of.final(best), all_of.alone, 'the mean client alone')}"
    own, apart = ([v.mean() for v in all_of.of_clients(name)] for name in (best, "alone"))
    said = [
        f"{best}, the best on validation data, ends {gaps}",
        f"On {like} the mean client has {best} {_against(own, apart, 'its own model')}",
    ]
    if weak := _unhelpful(all_of):
        said.append(f"Not clearly better than FedAvg: {', '.join(weak)}")
    if all_of.second and best != "FedAvg":  # no rate was tuned for it
        found, fedavg = (all_of.final(name, second=True) for name in (best, "FedAvg"))
        place = f"At alpha {all_of.config.second_alpha:g}, with the same rates"
        said.append(f"{place}, {best} ends {_against(found, fedavg, 'FedAvg')}")
    return said


def _unhelpful(all_of: Measured) -> list[str]:
    """Name the strategies that beat FedAvg by no more than their spread over the seeds."""
    said = []
    for name in all_of.names[1:]:
        gains = np.subtract(all_of.final(name), all_of.final("FedAvg"))
        if gains.mean() <= _spread(gains):
            side = "below" if gains.mean() < 0 else "above"
            said.append(f"{name} ({abs(gains.mean()):.1f} points {side})")
    return said


def limitations(all_of: Measured) -> list[str]:
    """Return what the numbers do not show: facts of the set-up, and what lost."""
    config, dataset, outcomes = all_of.config, all_of.dataset, all_of.outcomes
    tested = dataset.labels[dataset.test]
    share = float(np.mean(all_of.final(all_of.best))) / 100
    error = 196 * (share * (1 - share) / len(tested)) ** 0.5  # 1.96 sd of a proportion, in %
    commonest = 100 * np.bincount(tested).max() / len(tested)
    moved = sum(outcome.moved for outcome in outcomes)
    pairs = zip(all_of.of_clients(all_of.best), all_of.of_clients("alone"), strict=True)
    gains = np.concatenate([together - apart for together, apart in pairs])
    lost = f"{(gains <= -NOTICED).sum()} of {len(gains)} clients over all seeds"
    own = f"On their {all_of.own} {lost} have a better model alone"
    reason = f"so that each client holds at least {config.min_samples}"
    said = {
        "Clients are simulated in one process: no network, no drop-outs, no stragglers": True,
        f"The choice of {len(tested)} test samples moves accuracy by {error:.1f} points": True,
        f"{own}, one by {-gains.min():.1f} points": gains.min() <= -NOTICED,
        f"Always giving the commonest label would be right in {commonest:.1f} %": commonest
        > 150 / len(dataset.classes),
        f"Samples moved between clients, over all seeds, {reason}: {moved}": moved,
        "The table is generated, nobody's data: the numbers show the method only": dataset.entry[
            "synthetic"
        ],
{%- if cookiecutter.dataset == "csv" %}
        "Rates were tuned on the generated example, not on this table": not dataset.entry[
            "synthetic"
        ],
{%- endif %}
        f"Rates were tuned for another setting; here: {', '.join(config.untuned)}": config.untuned,
    }
    return [sentence for sentence, holds in said.items() if holds]


def _against(values: Sequence[float], others: Sequence[float], name: str) -> str:
    """Return how far the mean lies above or below another, and whether seeds agree on it."""
    gains = np.subtract(values, others)
    gap = gains.mean()
    within = " (within spread)" if abs(gap) <= _spread(gains) else ""
    return f"{abs(gap):.1f} points {'below' if gap < 0 else 'above'} {name}{within}"


def _spread(gains: Floats) -> float:
    """Return the standard deviation over seeds of paired differences; 0 for one seed."""
    return float(np.std(gains, ddof=1)) if len(gains) > 1 else 0.0
