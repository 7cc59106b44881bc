"""The metrics of the main part, computed from the outcomes of all seeds."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import evaluate, oracle, outcome
from .config import Config
from .data import Dataset
from .outcome import Outcome, Scores
from .section import Metric, metric

BYTES_PER_WEIGHT = 4  # float32
BYTES_PER_INPUT = {{ "4  # float32" if cookiecutter.dataset == "csv" else "1  # a pixel" }}
SENDS = {"SCAFFOLD": 2}  # vectors each way; the others send one: weights, or their change


@dataclass(frozen=True)
class Measured:
    """The outcomes of all seeds, and those at the second skew where there is one."""

    config: Config
    dataset: Dataset
    outcomes: Sequence[Outcome]
    second: Sequence[Scores] = ()

    @property
    def scores(self) -> list[Scores]:
        """Return the strategies' scores, for each seed."""
        return [seed.strategies for seed in self.outcomes]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the strategies in their order."""
        return tuple(self.outcomes[0].strategies)

    @property
    def best(self) -> str:
        """Return the strategy that is best on validation data."""
        return outcome.best(self.scores)


def final(seeds: Sequence[Scores], name: str) -> list[float]:
    """Return a strategy's test accuracy after the last round, for each seed."""
    return [float(scores[name].test[-1]) for scores in seeds]


def alone(outcomes: Sequence[Outcome]) -> list[float]:
    """Return the mean client's own test accuracy on everybody's data, for each seed."""
    return [float(seed.alone.test.mean()) for seed in outcomes]


def megabytes(config: Config, dataset: Dataset, clients: int, name: str) -> float:
    """Return the traffic of a round, up and down, in MB."""
    weights = oracle.initial(dataset.inputs.shape[1], config.hidden, len(dataset.classes), 0)
    vectors = 2 * SENDS.get(name, 1) * max(1, round(config.participation * clients))
    return vectors * sum(w.size for w in weights) * BYTES_PER_WEIGHT / 1e6


def measured(all_of: Measured) -> list[Metric]:
    """Return the metrics in the order of the README's table."""
    outcomes, best, tested = all_of.outcomes, all_of.best, ("%", "higher", "test")
    client = ("the mean client alone", alone(outcomes))
    fedavg = ("FedAvg", final(all_of.scores, "FedAvg"))
    found = []
    for name in (best, *(name for name in all_of.names if name != best)):
        baseline = client if name in (best, "FedAvg") else fedavg
        label, identifier = f"{name} accuracy", f"{name.lower()}_accuracy"
        found.append(metric(identifier, label, tested, final(all_of.scores, name), baseline))
    found[0] |= {"headline": True}
    central = [float(o.centralised.test[-1]) for o in outcomes]
    label = "Centralised accuracy, as many steps as one client"
    found.append(metric("centralised_accuracy", label, tested, central))
    if all_of.second:
        label = f"{best} accuracy at the second skew, alpha {all_of.config.second_alpha:g}"
        second = ("FedAvg", final(all_of.second, "FedAvg"))
        found.append(metric("second_accuracy", label, tested, final(all_of.second, best), second))
    return [*found, *_of_clients(all_of), *_cost(all_of)]


def _of_clients(all_of: Measured) -> list[Metric]:
    """Return what the best strategy means for single clients, on data like their own."""
    best, tested, share = all_of.best, ("%", "higher", "test"), all_of.config.worst_share
    together = [o.strategies[best].own for o in all_of.outcomes]
    apart = [o.alone.own for o in all_of.outcomes]
    fedavg = [o.strategies["FedAvg"].own for o in all_of.outcomes]
    rival, owns = ("alone", apart) if best == "FedAvg" else ("FedAvg", fedavg)
    own = "own samples" if all_of.config.partition == "natural" else "own mix of labels"
    return [
        metric(
            "own_accuracy",
            f"{best} on a client's {own}, mean client",
            tested,
            [float(values.mean()) for values in together],
            ("alone", [float(values.mean()) for values in apart]),
        ),
        metric(
            "worst_clients_accuracy",
            f"{best} on the worst {100 * share:g} % of clients, {own}",
            tested,
            [evaluate.worst(values, share) for values in together],
            (rival, [evaluate.worst(values, share) for values in owns]),
        ),
    ]


def _cost(all_of: Measured) -> list[Metric]:
    """Return the rounds to the target, or how many seeds reached it, and the traffic."""
    config, best, outcomes = all_of.config, all_of.best, all_of.outcomes
    goal = f"{config.target:g} % accuracy"
    rounds = {name: _rounds(all_of, name) for name in (best, "FedAvg")}
    always = len(rounds[best]) == len(outcomes)
    if always:
        kind = ("rounds", "lower", "test")
        whole = len(rounds["FedAvg"]) == len(outcomes) and best != "FedAvg"
        rival = ("FedAvg", rounds["FedAvg"]) if whole else None
        first = metric("rounds_to_target", f"{best}: rounds to {goal}", kind, rounds[best], rival)
    else:
        label = f"{best}: seeds that reach {goal} within {config.rounds} rounds"
        count = [len(rounds[best])]
        first = metric("seeds_at_target", label, ("count", "higher", "test"), count)
        first["baseline"] = {"label": "seeds", "value": len(outcomes)}
    each = megabytes(config, all_of.dataset, len(outcomes[0].label_counts), best)
    sent = [each * count for count in (rounds[best] if always else [config.rounds])]
    label = f"{best}: traffic to {goal}" if always else f"{best}: traffic of all rounds"
    size = all_of.dataset.inputs[all_of.dataset.train].size
    raw = ("sending the samples once", [size * BYTES_PER_INPUT / 1e6])
    split = "test" if always else "none"
    return [first, metric("traffic", label, ("MB", "lower", split), sent, raw)]


def _rounds(all_of: Measured, name: str) -> list[float]:
    """Return the rounds to the target of those seeds that reach it."""
    curves = [seed.strategies[name].test for seed in all_of.outcomes]
    reached = [evaluate.rounds_to(curve, all_of.config.target) for curve in curves]
    return [count for count in reached if count is not None]
