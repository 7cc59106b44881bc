"""What a client gains, or loses, when it trains the federation's model on with its own data."""

from pathlib import Path

import numpy as np

from . import evaluate, figures_study, outcome
from .config import Config
from .data import Dataset, Floats
from .section import Section, figure, metric

ROUNDS = 5  # worth of local steps


def study(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Fine-tune the strategy that is best on validation data, and compare client by client."""
    name, before, after = compared(config, dataset)
    figures_study.fine_tuning(folder, config, name, before, after)
    tested, share = ("%", "higher", "test"), config.worst_share
    means = [[float(own.mean()) for own in owns] for owns in (after, before)]
    lows = [[evaluate.worst(own, share) for own in owns] for owns in (after, before)]
    gains = after - before
    lost = f"{(gains < 0).sum()} of {gains.size} clients over all seeds lose by fine-tuning"
    said = f"{lost}, one of them {-gains.min():.1f} points" if (gains < 0).any() else ""
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
                f"{ROUNDS * config.local_steps} steps on the client's own samples. "
                + (f"{said}." if said else "No client loses."),
            )
        ],
        results={
            "fine_tuning": {
                "strategy": name,
                "before": np.round(before, 3).tolist(),
                "after": np.round(after, 3).tolist(),
            }
        },
        limitations=[said] if said else [],
    )


def compared(config: Config, dataset: Dataset) -> tuple[str, Floats, Floats]:
    """Return the best strategy, and clients' own accuracies with and without: (seeds, clients)."""
    drawn = [outcome.draw(config, dataset, seed) for seed in config.seeds]
    seeds = [outcome.federated(one) for one in drawn]
    best = outcome.best(seeds)
    weights = [scores[best].weights or one.start for one, scores in zip(drawn, seeds, strict=True)]
    after = [outcome.fine_tuned(*pair, ROUNDS).own for pair in zip(drawn, weights, strict=True)]
    return best, np.stack([scores[best].own for scores in seeds]), np.stack(after)
