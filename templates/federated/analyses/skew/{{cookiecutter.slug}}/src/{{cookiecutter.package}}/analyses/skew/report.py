"""What the other skew says of the strategies."""

from pathlib import Path

from ...experiment import best
from ...findings import beside
from ...report import curves, final
from ...showcase.part import Column, Report, Table
from . import Skewed


def report(skewed: Skewed, _folder: Path) -> Report:
    """Return how the strategies compare there; the best one is chosen there, on validation data."""
    alpha, chosen = f"alpha {skewed.config.alpha:g}", best(skewed.scores)
    column = Column("accuracy", f"Everybody's data, {alpha}", "%")
    rows = {name.lower(): (name, {"accuracy": final(of)}) for name, of in skewed.scores.items()}
    found = Table("skew", f"Label skew {alpha}", [column], rows, head="Strategy")
    rival = "fedavg" if chosen != "FedAvg" else "scaffold"
    label = f"{chosen} accuracy, {alpha}"
    return Report(
        tables=[found],
        metrics=[
            found.metric(
                chosen.lower(), "accuracy", id="skew_accuracy", label=label, baseline=rival
            )
        ],
        findings=[
            f"At {alpha}, same rates, in points beside FedAvg: {beside(found, list(skewed.scores))}"
        ],
        documents={"skew_curves": curves(skewed.scores)},
    )
