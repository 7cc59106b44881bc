"""What the main part measured: outcomes of all seeds, and the metrics computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import evaluate, experiment
from .config import Config
from .data import Dataset, Floats
from .experiment import Outcome, Scores
from .section import Metric, metric

TESTED = ("%", "higher", "test")


@dataclass(frozen=True)
class Measured:
    """The outcomes of all seeds, and the scores at the second skew where there is one."""

    config: Config
    dataset: Dataset
    outcomes: Sequence[Outcome]
    second: Sequence[Scores] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the strategies in their order."""
        return tuple(self.outcomes[0].strategies)

    @property
    def best(self) -> str:
        """Return the strategy that is best on validation data."""
        return experiment.best([seed.strategies for seed in self.outcomes])

    @property
    def centralised(self) -> list[float]:
        """Return the test accuracy of pooling the data, for each seed."""
        return [float(seed.centralised.test[-1]) for seed in self.outcomes]

    @property
    def alone(self) -> list[float]:
        """Return the mean client's own test accuracy on everybody's data, for each seed."""
        return [float(seed.alone.test.mean()) for seed in self.outcomes]

    @property
    def own(self) -> str:
        """Return what a client is measured on."""
        return "own samples" if self.config.partition == "natural" else "own mix of labels"

    def curves(self, name: str) -> Floats:
        """Return a strategy's test accuracy after each round, (seeds, rounds)."""
        return np.stack([seed.strategies[name].test for seed in self.outcomes])

    def final(self, name: str, *, second: bool = False) -> list[float]:
        """Return a strategy's test accuracy after the last round, for each seed."""
        seeds = self.second if second else [seed.strategies for seed in self.outcomes]
        return [float(scores[name].test[-1]) for scores in seeds]

    def of_clients(self, name: str) -> list[Floats]:
        """Return each client's test accuracy on data like its own, (clients,), for each seed."""
        if name == "alone":
            return [seed.alone.own for seed in self.outcomes]
        return [seed.strategies[name].own for seed in self.outcomes]


def measured(all_of: Measured) -> list[Metric]:
    """Return the metrics in the order of the README's table."""
    best, share = all_of.best, all_of.config.worst_share
    alone, fedavg = ("the mean client alone", all_of.alone), ("FedAvg", all_of.final("FedAvg"))
    found = []
    for name in sorted(all_of.names, key=lambda name: name != best):
        baseline = alone if name in (best, "FedAvg") else fedavg
        stem, label = f"{name.lower()}_accuracy", f"{name} accuracy"
        found.append(metric(stem, label, TESTED, all_of.final(name), baseline))
    label = "Centralised accuracy, as many steps as one client"
    found.append(metric("centralised_accuracy", label, TESTED, all_of.centralised))
    if all_of.second:
        label = f"{best} accuracy at the second skew, alpha {all_of.config.second_alpha:g}"
        values, others = (all_of.final(name, second=True) for name in (best, "FedAvg"))
        found.append(metric("second_accuracy", label, TESTED, values, ("FedAvg", others)))
    together, apart, rivals = map(all_of.of_clients, (best, "alone", "FedAvg"))
    label = f"{best} on a client's {all_of.own}, mean client"
    means, others = ([float(own.mean()) for own in each] for each in (together, apart))
    found.append(metric("own_accuracy", label, TESTED, means, ("alone", others)))
    label = f"{best} on the worst {100 * share:g} % of clients, {all_of.own}"
    rival, rivals = ("alone", apart) if best == "FedAvg" else ("FedAvg", rivals)
    lows, others = ([evaluate.worst(own, share) for own in each] for each in (together, rivals))
    found.append(metric("worst_clients_accuracy", label, TESTED, lows, (rival, others)))
    return [*found, _rounds(all_of)]


def _rounds(all_of: Measured) -> Metric:
    """Return the rounds to the target, or how many seeds reach it."""
    config, best, seeds = all_of.config, all_of.best, len(all_of.outcomes)
    goal = f"{config.target:g} % accuracy"
    reached = {}
    for name in (best, "FedAvg"):
        counts = [evaluate.rounds_to(curve, config.target) for curve in all_of.curves(name)]
        reached[name] = [count for count in counts if count is not None]
    if len(reached[best]) == seeds:
        whole = best != "FedAvg" and len(reached["FedAvg"]) == seeds
        rival = ("FedAvg", reached["FedAvg"]) if whole else None
        kind = ("rounds", "lower", "test")
        return metric("rounds_to_target", f"{best}: rounds to {goal}", kind, reached[best], rival)
    label = f"{best}: seeds that reach {goal} within {config.rounds} rounds"
    kind, count = ("count", "higher", "test"), [len(reached[best])]
    return metric("seeds_at_target", label, kind, count, ("seeds", [seeds]))
