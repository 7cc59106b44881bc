"""What a client gains, or loses, when it trains the federation's model on with its own data."""

from pathlib import Path

import numpy as np

from . import evaluate, figures_study, outcome
from .config import Config
from .data import Dataset, Floats
from .section import Section, figure, metric

ROUNDS = 5  # worth of local steps
RATES = (0.01, 0.1, 1.0)  # step sizes to choose from, on each client's own validation data
NOTICED = 0.05  # points; less reads as none


def study(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Fine-tune the strategy that is best on validation data, and compare client by client."""
    name, rate, before, after = compared(config, dataset)
    figures_study.fine_tuning(folder, config, name, before, after)
    tested, share = ("%", "higher", "test"), config.worst_share
    means = [[float(own.mean()) for own in owns] for owns in (after, before)]
    lows = [[evaluate.worst(own, share) for own in owns] for owns in (after, before)]
    gains = after - before
    lost = f"{(gains < -NOTICED).sum()} of {gains.size} clients over all seeds lose by fine-tuning"
    said = f"{lost}, one of them {-gains.min():.1f} points" if gains.min() < -NOTICED else ""
    return Section(
        metrics=[
            metric(
                "tuned_accuracy",
                f"{name} fine-tuned by each client, mean client, own data",
                tested,
                means[0],
                ("before", means[1]),
            ),
            metric(
                "tuned_worst_accuracy",
                f"The same, worst {100 * share:g} % of clients",
                tested,
                lows[0],
                ("before", lows[1]),
            ),
        ],
        figures=[
            figure(
                "fine-tuning",
                f"Each client's accuracy on data like its own before and after fine-tuning: mean "
                f"{before.mean():.1f} % and {after.mean():.1f} %",
                f"{ROUNDS * config.local_steps} steps of size {rate:g}, chosen on validation data, "
                "on the client's own samples. " + (f"{said}." if said else "No client loses."),
            )
        ],
        results={
            "fine_tuning": {
                "strategy": name,
                "step_size": rate,
                "before": np.round(before, 3).tolist(),
                "after": np.round(after, 3).tolist(),
            }
        },
        limitations=[said] if said else [],
    )


def compared(config: Config, dataset: Dataset) -> tuple[str, float, Floats, Floats]:
    """Return the best strategy, the best step size, and each client's accuracy before and after.

    Both are chosen on validation data; accuracies are on test data, (seeds, clients).
    """
    drawn = [outcome.draw(config, dataset, seed) for seed in config.seeds]
    seeds = [outcome.federated(one) for one in drawn]
    best = outcome.best(seeds)
    weights = [scores[best].weights or one.start for one, scores in zip(drawn, seeds, strict=True)]
    pairs = list(zip(drawn, weights, strict=True))
    tried = {rate: [outcome.fine_tuned(*pair, ROUNDS, rate) for pair in pairs] for rate in RATES}
    rate = max(tried, key=lambda rate: np.mean([s.own_validation.mean() for s in tried[rate]]))
    before, after = [scores[best].own for scores in seeds], [s.own for s in tried[rate]]
    return best, rate, np.stack(before), np.stack(after)
