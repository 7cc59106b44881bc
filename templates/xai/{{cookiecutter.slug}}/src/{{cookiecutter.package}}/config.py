"""Every value that a run depends on, with its meaning, unit and source."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, NamedTuple

FEWEST_NULLS = 19  # of the smallest p-value, 1 / (1 + nulls): 5 %


class SetupError(ValueError):
    """What was asked for cannot be run; the message says what to do."""


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


@dataclass(frozen=True)
class Config:
    """One run. Equal configurations give equal results, byte for byte, times apart."""

    seed: Annotated[int, About("models, backgrounds, samples", "seed", "arbitrary")] = 0
    split_seed: Annotated[int, About("draws the split", "seed", "arbitrary")] = 0
    rows: Annotated[int, About("rows of the table that are used", "rows", "all")] = 1_000_000
    test_share: Annotated[float, About("share of rows for testing", "1", "customary")] = 0.25
    validation_share: Annotated[float, About("share for choices", "1", "customary")] = 0.15
    threshold: Annotated[float, About("probability that refuses", "1", "customary")] = 0.5
    # Models
    hidden: Annotated[int, About("width of both hidden layers", "units", "study")] = 32
    epochs: Annotated[int, About("passes over the training rows", "epochs", "study")] = 20
    batch_size: Annotated[int, About("rows in a step", "rows", "customary")] = 256
    learning_rate: Annotated[float, About("first step size of Adam", "1", "study")] = 0.005
    penalty: Annotated[float, About("C of logistic regression", "1", "scikit-learn's")] = 1.0
    trees: Annotated[int, About("trees of the boosting model", "trees", "study")] = 100
    tree_rate: Annotated[float, About("shrinkage of each tree", "1", "study")] = 0.05
    bags: Annotated[int, About("outer bags of the glass box", "bags", "study")] = 2
    interactions: Annotated[int, About("pairs in the glass box", "pairs", "study")] = 10
    # Explaining
    explained: Annotated[int, About("test rows that are explained", "rows", "cost")] = 100
    background: Annotated[int, About("rows for unknown features", "rows", "customary")] = 100
    permutations: Annotated[int, About("permutations of Shapley", "permutations", "cost")] = 200
    coalitions: Annotated[int, About("coalitions of KernelSHAP", "coalitions", "cost")] = 256
    nodes: Annotated[int, About("nodes of integrated gradients", "nodes", "cost")] = 64
    neighbours: Annotated[int, About("samples of LIME for a row", "samples", "cost")] = 1000
    # Measuring explanations
    subsets: Annotated[int, About("random subsets a row, faithfulness", "subsets", "cost")] = 100
    nudges: Annotated[int, About("random nudges a row, sensitivity", "nudges", "cost")] = 10
    radius: Annotated[float, About("size of a nudge", "sd", "Yeh et al. 2019")] = 0.1
    judged: Annotated[int, About("rows of costly measures", "rows", "cost")] = 40
    nulls: Annotated[int, About("draws of a null, level 1 / (1 + it)", "draws", "5 %")] = 19
    resamples: Annotated[int, About("bootstrap samples of an interval", "samples", "cost")] = 500
    refits: Annotated[int, About("models of the stability analysis", "refits", "cost")] = 10
    sign_share: Annotated[float, About("refits that must agree on a sign", "1", "chosen")] = 0.9
    # Counterfactuals
    queries: Annotated[int, About("refused rows to find a way for", "rows", "cost")] = 50
    most_changes: Annotated[int, About("features that may change", "features", "chosen")] = 3

    def __post_init__(self) -> None:
        """Refuse values with which no run makes sense."""
        shares = ("test_share", "validation_share", "threshold", "sign_share")
        for name in Config.__annotations__:
            value = getattr(self, name)
            if name not in ("seed", "split_seed", "interactions") and not value > 0:
                raise SetupError(f"{name} is {value}; give it a value above 0")
            if name in shares and value > 1:
                raise SetupError(f"{name} is {value}; give it a value of at most 1")
        if self.test_share + self.validation_share >= 1:
            raise SetupError("test_share and validation_share leave nothing; lower one of them")

    def smoke(self) -> "Config":
        """Return the same run, cut so short that only its plumbing is tried."""
        return replace(
            self,
            rows=min(self.rows, 2000),
            epochs=3,
            trees=20,
            bags=1,
            explained=12,
            background=20,
            permutations=20,
            coalitions=128,
            nodes=16,
            neighbours=100,
            subsets=20,
            nudges=2,
            judged=8,
            nulls=1,
            resamples=20,
            refits=2,
            queries=5,
        )

    def as_json(self) -> dict[str, Any]:
        """Return every field; Any, because JSON holds numbers."""
        return asdict(self)
