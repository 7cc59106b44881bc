"""Every value that the experiment depends on, with its meaning, unit and source.

What was answered when the project was made, and what was tuned, stands in ``settings.toml``.
"""

import math
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from . import tuned
from .showcase.settings import About, SetupError

MAY_BE_ZERO = ("prox_mu", "split_seed", "target")
UP_TO_ONE = ("worst_share", "participation")
TUNED = "tuned on validation data"
Kind = Literal["dirichlet", "iid", "shards", "natural"]


@dataclass(frozen=True, kw_only=True)
class Config:
    """One experiment. Equal configurations give equal results, byte for byte."""

    engine: Annotated[str, About("what trains the clients", "", "chosen")]
    partition: Annotated[Kind, About("who holds what; natural: the data's sites", "", "chosen")]
    clients: Annotated[int, About("who share the data, unless natural", "clients", "chosen")]
    alpha: Annotated[float, About("Dirichlet label skew, small is skewed", "1", "chosen")]
    shards: Annotated[int, About("shards of a client", "shards", "McMahan 2017: 2")] = 2
    participation: Annotated[float, About("share of clients in a round", "1", "chosen")]
    rounds: Annotated[int, About("rounds of communication", "rounds", "chosen")]
    seeds: Annotated[tuple[int, ...], About("each draws anew", "seed", "chosen")] = (0, 1, 2, 3, 4)
    local_steps: Annotated[int, About("SGD steps of a client in a round", "steps", "chosen")]
    batch_size: Annotated[int, About("samples in a step", "samples", "McMahan: 10 to 50")] = 32
    hidden: Annotated[int, About("width of the hidden layer", "units", "chosen")] = 64
    min_samples: Annotated[int, About("fewest samples of a client", "samples", "chosen")]
    learning_rate: Annotated[float, About("FedAvg: step of a client", "1", TUNED)]
    server_rate: Annotated[float, About("FedAvg: step of the server", "1", TUNED)]
    prox_learning_rate: Annotated[float, About("FedProx: step of a client", "1", TUNED)]
    prox_server_rate: Annotated[float, About("FedProx: step of the server", "1", TUNED)]
    prox_mu: Annotated[float, About("FedProx: pull to the server's weights", "1", TUNED)]
    adam_learning_rate: Annotated[float, About("FedAdam: step of a client", "1", TUNED)]
    adam_server_rate: Annotated[float, About("FedAdam: step of the server", "1", TUNED)]
    adam_tau: Annotated[float, About("FedAdam: added to the root of squares", "1", TUNED)]
    scaffold_learning_rate: Annotated[float, About("SCAFFOLD: step of a client", "1", TUNED)]
    scaffold_server_rate: Annotated[float, About("SCAFFOLD: step of the server", "1", TUNED)]
    centralised_learning_rate: Annotated[float, About("step when centralised", "1", TUNED)]
    local_learning_rate: Annotated[float, About("step of a client alone", "1", TUNED)]
    test_share: Annotated[float, About("share of samples for testing", "1", "customary")] = 0.2
    validation_share: Annotated[float, About("share for choosing", "1", "customary")] = 0.15
    split_seed: Annotated[int, About("draws the split for all seeds", "seed", "arbitrary")] = 0
    target: Annotated[float, About("test accuracy to count rounds to", "%", "chosen")]
    worst_share: Annotated[float, About("share of worst clients", "1", "Li et al. 2020")] = 0.1

    def __post_init__(self) -> None:
        """Refuse values with which no run makes sense."""
        for name, value in vars(self).items():
            if not isinstance(value, int | float):
                continue
            if not (0 < value < math.inf or (value == 0 and name in MAY_BE_ZERO)):
                raise SetupError(f"{name} is {value}; give it a value above 0")
            if value > 1 and name in UP_TO_ONE:
                raise SetupError(f"{name} is {value}; give it a value in (0, 1]")
        if self.test_share + self.validation_share >= 1:
            raise SetupError("test_share and validation_share leave nothing; lower one of them")
        if not self.seeds or len(set(self.seeds)) < len(self.seeds) or min(self.seeds) < 0:
            raise SetupError(f"seeds are {self.seeds}; give different ones, none below 0")

    def untuned(self, *, made_up: bool) -> tuple[str, ...]:
        """Return the values that differ from those at which the rates were tuned."""
        here = {**vars(self), "made_up_data": made_up}
        known = tuned.FOR.items()
        return tuple(f"{n} {here[n]} instead of {value}" for n, value in known if here[n] != value)

    def smoke(self) -> "Config":
        """Return the same experiment, cut so short that only its plumbing is tried."""
        return replace(self, rounds=min(self.rounds, 3), seeds=self.seeds[:1])
