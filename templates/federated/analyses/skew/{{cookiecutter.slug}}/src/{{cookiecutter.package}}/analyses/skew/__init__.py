"""Another label skew: what the strategies are worth there, with the rates of the first one."""

from dataclasses import dataclass, replace
from math import inf
from typing import Annotated, NamedTuple

from ... import experiment
from ...config import Config
from ...data import Dataset
from ...experiment import Scores
from ...showcase.settings import About, SetupError


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this analysis depends on besides the experiment."""

    alpha: Annotated[float, About("another Dirichlet label skew, to compare with", "1", "chosen")]

    def __post_init__(self) -> None:
        """Refuse what is no skew."""
        if not 0 < self.alpha < inf:
            raise SetupError(f"skew alpha is {self.alpha}; give it a value above 0")


class Skewed(NamedTuple):
    """The experiment at the other skew, and the scores of each strategy."""

    config: Config
    scores: Scores


def measure(config: Config, dataset: Dataset, settings: Settings) -> Skewed:
    """Train with every strategy at the other skew; nothing is tuned for it."""
    other = replace(config, partition="dirichlet", alpha=settings.alpha)
    drawn = [experiment.draw(other, dataset, seed) for seed in config.seeds]
    return Skewed(other, experiment.federated(drawn))
