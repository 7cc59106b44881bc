"""What a client gains, or loses, when it trains the federation's model on with its own data."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from .. import drawing, evaluate, experiment
from ..config import Config
from ..data import Dataset, Floats
from ..drawing import Words
from ..metrics import TESTED
from ..section import Metric, Section, metric

ROUNDS = 5  # worth of local steps
RATES = (0.01, 0.1, 1.0)  # step sizes to choose from, on each client's own validation data
NOTICED = 0.05  # points; less reads as none


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Fine-tune the strategy that is best on validation data, and compare client by client."""
    name, rate, before, after = compared(config, dataset)
    means, lows = (
        [[of(own) for own in owns] for owns in (after, before)]
        for of in (np.mean, lambda own: evaluate.worst(own, config.worst_share))
    )
    label = f"{name} fine-tuned by each client, mean client, own data"
    worst = f"The same, worst {100 * config.worst_share:g} % of clients"
    gains = after - before
    lost = f"{(gains < -NOTICED).sum()} of {gains.size} clients over all seeds lose by fine-tuning"
    said = [f"{lost}, one of them {-gains.min():.1f} points"] if gains.min() < -NOTICED else []
    caption = (
        f"{ROUNDS * config.local_steps} steps of size {rate:g}, chosen on validation data. "
        f"{said[0] if said else 'No client loses'}."
    )
    pairs = {"before": np.round(before, 3).tolist(), "after": np.round(after, 3).tolist()}
    return Section(
        metrics=[
            metric("tuned_accuracy", label, TESTED, means[0], ("before", means[1])),
            metric("tuned_worst_accuracy", worst, TESTED, lows[0], ("before", lows[1])),
        ],
        figures=[_lines(folder, config, name, before[0], after[0], caption)],
        limitations=said,
        results={"fine_tuning": {"strategy": name, "step_size": rate, **pairs}},
    )


def compared(config: Config, dataset: Dataset) -> tuple[str, float, Floats, Floats]:
    """Return the best strategy, the best step size, and each client's accuracy before and after.

    Both are chosen on validation data; accuracies are on test data, (seeds, clients).
    """
    drawn = [experiment.draw(config, dataset, seed) for seed in config.seeds]
    seeds = [experiment.federated(one) for one in drawn]
    best = experiment.best(seeds)
    weights = [scores[best].weights or one.start for one, scores in zip(drawn, seeds, strict=True)]
    pairs = list(zip(drawn, weights, strict=True))
    tried = {rate: [experiment.apart(*pair, ROUNDS, rate) for pair in pairs] for rate in RATES}
    rate = max(tried, key=lambda rate: np.mean([s.own_validation.mean() for s in tried[rate]]))
    before, after = [scores[best].own for scores in seeds], [s.own for s in tried[rate]]
    return best, rate, np.stack(before), np.stack(after)


def _lines(
    folder: Path, config: Config, name: str, before: Floats, after: Floats, caption: str
) -> Metric:
    """Draw a line from before to after for each client of the first seed."""
    like = "own test samples" if config.partition == "natural" else "own mix of labels"

    def lines(page: Figure) -> None:
        plot = page.add_subplot(ylabel="Clients, worst below", yticks=[])
        plot.set_xlabel(f"Test accuracy on a client's {like} in %")
        for place, k in enumerate(np.argsort(before)):
            color, ends = "C2" if after[k] < before[k] else "C0", (before[k], after[k])
            plot.plot(ends, (place, place), "-", color=color, lw=2, alpha=0.6)
            plot.plot(before[k], place, "o", ms=7, mfc=plot.get_facecolor(), mec=color, mew=1.6)
            plot.plot(after[k], place, "o", ms=7, color=color)
        plot.set_xlim(right=100.5)
        plot.grid(axis="x")

    words = Words(
        f"Fine-tuning: {before.mean():.1f} % before, {after.mean():.1f} % after",
        f"{name}: a ring before, a dot after each client trains on (seed {config.seeds[0]})",
        caption,
    )
    return drawing.save(folder, "fine-tuning", words, lines)
