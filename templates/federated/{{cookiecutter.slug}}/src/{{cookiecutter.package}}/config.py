"""Every value that an experiment depends on, with its meaning, unit and source."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, NamedTuple

TUNED_FOR = (10, 0.1)  # clients and alpha with which --tune chose local_steps and learning_rate


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class Config:
    """One experiment. Equal configurations give equal results, byte for byte.

    ``--tune`` is a grid of 4 local steps x 4 learning rates on the validation split: of those less
    than one validation image below the best mean of three seeds, the values with the fewest local
    steps were taken, because communication is what a federation pays for.
    """

    clients: Annotated[int, About("all take part in every round", "clients", "chosen")] = {{ cookiecutter.clients }}
    alpha: Annotated[float, About("Dirichlet label skew, small is skewed", "1", "chosen")] = {{ cookiecutter.alpha|float }}
    rounds: Annotated[int, About("rounds of communication", "rounds", "chosen")] = {{ cookiecutter.rounds }}
    seeds: Annotated[
        tuple[int, ...],
        About("repetitions: each draws partition, first weights, batches", "seed", "chosen"),
    ] = (0, 1, 2)
    local_steps: Annotated[int, About("SGD steps of a client in a round", "steps", "--tune")] = 10
    learning_rate: Annotated[float, About("step size of every SGD here", "1", "--tune")] = 0.3
    batch_size: Annotated[int, About("samples in a step", "samples", "McMahan: 10 to 50")] = 32
    hidden: Annotated[int, About("width of the hidden layer", "units", "as many as pixels")] = 64
    min_samples: Annotated[int, About("fewest samples of a client", "samples", "chosen")] = 5
    test_share: Annotated[float, About("share of images for testing", "1", "customary")] = 0.2
    validation_share: Annotated[float, About("share for --tune", "1", "customary")] = 0.15
    split_seed: Annotated[int, About("draws the split for all seeds", "seed", "arbitrary")] = 0
    target: Annotated[float, About("test accuracy to count rounds to", "%", "chosen")] = 95.0
    worst_share: Annotated[float, About("share of worst clients", "1", "Li et al. 2020")] = 0.1

    def __post_init__(self) -> None:
        """Refuse values with which no run makes sense."""
        positive = ("clients", "alpha", "rounds", "local_steps", "learning_rate", "batch_size")
        for name in (*positive, "hidden", "min_samples", "test_share", "validation_share"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)}; give it a value above 0")
        if self.test_share + self.validation_share >= 1:
            raise ValueError("test_share and validation_share leave nothing; lower one of them")
        if not self.seeds or len(set(self.seeds)) < len(self.seeds) or min(self.seeds) < 0:
            raise ValueError(f"seeds are {self.seeds}; give different ones, none below 0")
        if not 0 < self.worst_share <= 1:
            raise ValueError(f"worst_share is {self.worst_share}; give it a value in (0, 1]")

    def smoke(self) -> "Config":
        """Return the same experiment, cut so short that only its plumbing is tried."""
        return replace(self, rounds=min(self.rounds, 3), seeds=self.seeds[:1])

    def as_json(self) -> dict[str, Any]:
        """Return every field; Any, because JSON holds numbers and lists."""
        return {**asdict(self), "seeds": list(self.seeds)}
