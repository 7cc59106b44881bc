"""What the measurements say in words, whichever way it went."""

from collections.abc import Sequence

import numpy as np

from .data import Floats
from .metrics import Measured, alone, final

NOTICED = 0.05  # points; less reads as none


def highlights(all_of: Measured) -> list[str]:
    """Return what a reader should remember."""
    best, outcomes = all_of.best, all_of.outcomes
    accuracy = final(all_of.scores, best)
    central = [float(o.centralised.test[-1]) for o in outcomes]
    gaps = _against(accuracy, central, "centralised training")
    gaps += f" and {_against(accuracy, alone(outcomes), 'the mean client alone')}"
    own = [float(o.strategies[best].own.mean()) for o in outcomes]
    apart = [float(o.alone.own.mean()) for o in outcomes]
    like = "its own samples" if all_of.config.partition == "natural" else "its own mix of labels"
    return [
        f"{best}, the best on validation data, ends {gaps}",
        f"On {like} the mean client has {best} {_against(own, apart, 'its own model')}",
        *unhelpful(all_of),
        *_elsewhere(all_of),
    ]


def unhelpful(all_of: Measured) -> list[str]:
    """Name the strategies that beat FedAvg by no more than their spread over the seeds."""
    fedavg = final(all_of.scores, "FedAvg")
    said = []
    for name in all_of.names[1:]:
        found = final(all_of.scores, name)
        gains = np.subtract(found, fedavg)
        if gains.mean() <= _spread(gains):
            gap = f"{abs(gains.mean()):.1f} points {'below' if gains.mean() < 0 else 'above'}"
            said.append(f"{name} ({gap})")
    return [f"Not clearly better than FedAvg: {', '.join(said)}"] if said else []


def _elsewhere(all_of: Measured) -> list[str]:
    """Say how the best strategy does at the second skew, for which no rate was tuned."""
    if not all_of.second or all_of.best == "FedAvg":
        return []
    found, fedavg = (final(all_of.second, name) for name in (all_of.best, "FedAvg"))
    place = f"At alpha {all_of.config.second_alpha:g}, with the same rates"
    return [f"{place}, {all_of.best} ends {_against(found, fedavg, 'FedAvg')}"]


def limitations(all_of: Measured) -> list[str]:
    """Return what the numbers do not show: facts of the set-up, and what lost."""
    config, dataset, outcomes = all_of.config, all_of.dataset, all_of.outcomes
    share = float(np.mean(final(all_of.scores, all_of.best))) / 100
    error = 196 * (share * (1 - share) / len(dataset.test)) ** 0.5  # 1.96 sd of a proportion, in %
    listed = [
        "Clients are simulated in one process: no network, no drop-outs, no stragglers",
        f"The choice of {len(dataset.test)} test samples moves accuracy by {error:.1f} points",
        *_losing(all_of),
    ]
    commonest = 100 * np.bincount(dataset.labels[dataset.test]).max() / len(dataset.test)
    if commonest > 150 / len(dataset.classes):
        listed.append(f"Always giving the commonest label would be right in {commonest:.1f} %")
    if moved := sum(outcome.moved for outcome in outcomes):
        reason = f"so that each client holds at least {config.min_samples}"
        listed.append(f"Samples moved between clients, over all seeds, {reason}: {moved}")
    if dataset.entry["synthetic"]:
        listed.append("The table is generated, nobody's data: the numbers show the method only")
{%- if cookiecutter.dataset == "csv" %}
    if not dataset.entry["synthetic"]:
        listed.append("Rates were tuned on the generated example, not on this table")
{%- endif %}
    if config.untuned:
        listed.append(f"Rates were tuned for another setting; here: {', '.join(config.untuned)}")
    return listed


def _losing(all_of: Measured) -> list[str]:
    """Return in how many cases a client has a worse model from the federation than alone."""
    gains = np.concatenate([o.strategies[all_of.best].own - o.alone.own for o in all_of.outcomes])
    if gains.min() > -NOTICED:
        return []
    like = "own samples" if all_of.config.partition == "natural" else "own mix of labels"
    count = f"{(gains <= -NOTICED).sum()} of {len(gains)} clients over all seeds"
    return [f"On their {like} {count} have a better model alone, one by {-gains.min():.1f} points"]


def _against(values: Sequence[float], others: Sequence[float], name: str) -> str:
    """Return how far the mean lies above or below another, and whether seeds agree on it."""
    gains = np.subtract(values, others)
    gap = gains.mean()
    within = " (within spread)" if abs(gap) <= _spread(gains) else ""
    return f"{abs(gap):.1f} points {'below' if gap < 0 else 'above'} {name}{within}"


def _spread(gains: Floats) -> float:
    """Return the standard deviation over seeds of paired differences; 0 for one seed."""
    return float(np.std(gains, ddof=1)) if len(gains) > 1 else 0.0
