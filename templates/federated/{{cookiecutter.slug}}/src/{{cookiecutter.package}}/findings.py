"""What the measurements say in words, whichever way it went."""

from collections.abc import Sequence

import numpy as np

from .experiment import Numbers
from .showcase.part import Table, Value

NOTICED = 0.05  # points; less reads as none


def findings(numbers: Numbers, found: Table) -> list[str]:
    """Return what a reader should remember."""
    best, row = numbers.best, numbers.best.lower()
    ends = against(found, row, "centralised", "centralised training")
    apart = against(found, row, "alone", "the mean client alone")
    own = against(found, row, "alone", "its own model", "own")
    return [
        f"{best}, the best on validation data, ends {ends} and {apart}",
        f"On its {numbers.own} the mean client has {best} {own}",
        f"Points beside FedAvg: {beside(found, list(numbers.strategies))}",
    ]


def against(found: Table, row: str, other: str, name: str, column: str = "accuracy") -> str:
    """Return how far a row lies above or below another, or that it is level."""
    gap, level = _gap(found, row, other, column)
    if level:
        return f"level with {name} ({gap:+.1f} points)"
    return f"{abs(gap):.1f} points {'below' if gap < 0 else 'above'} {name}"


def beside(found: Table, names: Sequence[str], column: str = "accuracy") -> str:
    """Return how far each strategy but FedAvg lies above or below it."""
    gaps = {n: _gap(found, n.lower(), "fedavg", column) for n in names if n != "FedAvg"}
    said = [f"{name} {gap:+.1f}{' (level)' * level}" for name, (gap, level) in gaps.items()]
    return ", ".join(said) or "FedAvg itself is the best"


def values(found: Table, column: str) -> dict[str, Value]:
    """Return the numbers of a column, by row."""
    cells = {row: of.get(column) for row, (_, of) in found.rows.items()}
    return {row: cell for row, cell in cells.items() if isinstance(cell, Value)}


def _gap(found: Table, row: str, other: str, column: str) -> tuple[float, bool]:
    """Return the difference of two rows, and whether the seeds leave its sign open.

    By the 95 % interval of the paired differences: it must not hold zero.
    """
    of = values(found, column)
    sure = gap.ci95 if (gap := of[row].minus(of[other])) else None
    return of[row].value - of[other].value, sure is None or sure[0] <= 0 <= sure[1]


def limitations(numbers: Numbers) -> list[str]:
    """Return what the numbers do not show: facts of the set-up, and what lost."""
    config, dataset, scores = numbers.config, numbers.dataset, numbers.strategies[numbers.best]
    tested, made_up = dataset.labels[dataset.test], dataset.entry["synthetic"]
    share = float(np.mean([score.test[-1] for score in scores])) / 100
    error = 196 * (share * (1 - share) / len(tested)) ** 0.5  # 1.96 sd of a proportion, in %
    commonest = 100 * np.bincount(tested).max() / len(tested)
    moved = sum(drawn.dealt.moved for drawn in numbers.drawn)
    pairs = zip(scores, numbers.alone, strict=True)
    gains = np.concatenate([together.own - apart.own for together, apart in pairs])
    lost = f"{(gains <= -NOTICED).sum()} of {len(gains)} clients over all seeds"
    untuned = config.untuned(made_up=made_up)
    reason = f"so that each client holds at least {config.min_samples}"
    said = {
        "Clients are simulated in one process: no network, no drop-outs, no stragglers": True,
        f"The choice of {len(tested)} test samples moves accuracy by {error:.1f} points": True,
        f"On their {numbers.own} {lost} have a better model alone, "
        f"one by {-gains.min():.1f} points": gains.min() <= -NOTICED,
        f"Always giving the commonest label would be right in {commonest:.1f} %": commonest
        > 150 / len(dataset.classes),
        f"Samples moved between clients, over all seeds, {reason}: {moved}": moved,
        "The table is generated, nobody's data: the numbers show the method only": made_up,
        f"Rates were tuned for another setting; here: {', '.join(untuned)}": untuned,
    }
    return [sentence for sentence, holds in said.items() if holds]
