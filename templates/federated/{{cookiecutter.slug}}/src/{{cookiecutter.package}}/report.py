"""What the experiment says: a table, the metrics of it, and the sentence it was made for."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from . import drawing, evaluate, figures, findings
from .data import Dataset
from .evaluate import Score
from .experiment import Drawn, Numbers, Scores
from .showcase.part import Column, Entry, Headline, More, Report, Table, Value

COLUMNS = (
    Column("accuracy", "Everybody's data", "%"),
    Column("own", "Its own data, mean client", "%"),
    Column("worst", "Its own data, worst clients", "%"),
    Column("rounds", "Rounds to the target", "rounds", "lower"),
)
Cells = dict[str, Value | str]


def report(numbers: Numbers, folder: Path) -> Report:
    """Return what was measured as tables, figures and words."""
    found, seeds = table(numbers), enumerate(numbers.drawn)
    return Report(
        tables=[found],
        metrics=metrics(numbers, found),
        figures=[figures.accuracy(folder, numbers, found)],
        findings=findings.findings(numbers, found),
        limitations=findings.limitations(numbers),
        headline=headline(numbers.best),
        card=partial(drawing.card, folder, figures.by_round(numbers, found)),
        documents={
            "curves": curves({**numbers.strategies, "Centralised": numbers.centralised}),
            "clients": {f"seed {drawn.seed}": _clients(numbers, k, drawn) for k, drawn in seeds},
        },
    )


def table(numbers: Numbers) -> Table:
    """Return test accuracies of every training, over the seeds."""
    config, apart, pooled = numbers.config, numbers.alone, numbers.centralised
    rows: dict[str, tuple[str, Cells]] = {}
    for name, scores in numbers.strategies.items():
        cells = {"accuracy": final(scores), **_own(scores, config.worst_share)}
        rows[name.lower()] = (name, {**cells, "rounds": _rounds(scores, config.target)})
    rows["centralised"] = ("Centralised", {"accuracy": final(pooled)})
    alone = Value.over([score.test.mean() for score in apart])
    rows["alone"] = ("mean client alone", {"accuracy": alone, **_own(apart, config.worst_share)})
    likeliest = Value.over([score.test[score.validation.argmax()] for score in apart])
    rows["best_alone"] = ("best client alone", {"accuracy": likeliest})
    note = (
        f"Centralised: on pooled data, as many steps as one client. Best client: by validation. "
        f"A client's own data: its {numbers.own}. Worst clients: {100 * config.worst_share:g} % "
        f"of them. Target: {config.target:g} %."
    )
    return Table("strategies", "Test accuracy", COLUMNS, rows, note, "Training")


def final(scores: list[Score]) -> Value:
    """Return the test accuracy after the last round, over the seeds."""
    return Value.over([score.test[-1] for score in scores])


def _own(scores: list[Score], share: float) -> Cells:
    """Return how single clients fare: the mean of them, and the worst."""
    worst = Value.over([evaluate.worst(score.own, share) for score in scores])
    return {"own": Value.over([score.own.mean() for score in scores]), "worst": worst}


def _rounds(scores: list[Score], target: float) -> Value | str:
    """Return the rounds to the target, or how many seeds get there."""
    rounds = [evaluate.rounds_to(score.test, target) for score in scores]
    reached = [count for count in rounds if count is not None]
    whole = len(reached) == len(rounds)
    return Value.over(reached) if whole else f"{len(reached)} of {len(rounds)} seeds"


def metrics(numbers: Numbers, found: Table) -> list[Entry]:
    """Return the metrics in the order of the README's table."""
    best, config = numbers.best, numbers.config
    row, rival = best.lower(), "alone" if best == "FedAvg" else "fedavg"
    worst = f"{best}, {numbers.own}, worst {100 * config.worst_share:g} %"
    own = f"{best}, {numbers.own}, mean client"
    first: More = {**_accuracy(best), "baseline": "best_alone", "ceiling": "centralised"}
    wanted: list[tuple[str, str, More]] = [
        (row, "accuracy", {**first, "chance": chance(numbers.dataset)}),
        ("alone", "accuracy", _accuracy("Alone", "Mean client alone, accuracy")),
        ("centralised", "accuracy", _accuracy("Centralised")),
        (row, "own", {"id": "own_accuracy", "label": own, "baseline": "alone"}),
        (row, "worst", {"id": "worst_clients_accuracy", "label": worst, "baseline": rival}),
    ]
    reached = findings.values(found, "rounds")
    if row in reached:
        label = f"{best}: rounds to {config.target:g} % accuracy"
        beside = best != "FedAvg" and "fedavg" in reached
        more: More = {"id": "rounds_to_target", "label": label}
        wanted.append((row, "rounds", {**more, "baseline": "fedavg"} if beside else more))
    for name in (name for name in numbers.strategies if name != best):
        rival = "best_alone" if name == "FedAvg" else "fedavg"
        wanted.append((name.lower(), "accuracy", {**_accuracy(name), "baseline": rival}))
    return [found.metric(row, column, **more) for row, column, more in wanted]


def _accuracy(name: str, label: str = "") -> More:
    return {"id": f"{name.lower()}_accuracy", "label": label or f"{name} accuracy"}


def chance(dataset: Dataset) -> tuple[str, Value]:
    """Return what always giving the commonest label reaches, on test samples that favour it.

    All seeds share their test samples, so that no interval over seeds covers the choice of them:
    this is the upper end of the share's 95 % interval.
    """
    tested = dataset.labels[dataset.test]
    share = float(np.bincount(tested).max()) / len(tested)
    luck = 1.96 * (share * (1 - share) / len(tested)) ** 0.5
    return "the commonest label, with luck", Value(100 * (share + luck))


def headline(best: str) -> Headline:
    """Return the sentence that the experiment was made for."""
    names = [_accuracy(name)["id"] for name in (best, "Alone", "Centralised")]
    own, alone, pooled = ("{" + name + "}" for name in names)
    words = f"Without pooling data {best} reaches {own}, the mean client alone {alone}"
    return Headline(f"{words}, training on pooled data {pooled}", names)


def curves(scores: Scores) -> dict[str, list[list[float]]]:
    """Return test accuracy by round, for each strategy and, in their order, each seed."""
    return {name: [np.round(score.test, 3).tolist() for score in scores[name]] for name in scores}


def _clients(numbers: Numbers, seed: int, drawn: Drawn) -> dict[str, Any]:  # Any: JSON
    """Return what each client holds, and how well it is served."""
    scores = {**numbers.strategies, "alone": numbers.alone}
    return {
        "label_counts": drawn.label_counts.tolist(),
        "moved": drawn.dealt.moved,
        "alone_on_all": np.round(numbers.alone[seed].test, 3).tolist(),
        "own": {name: np.round(of[seed].own, 3).tolist() for name, of in scores.items()},
    }
