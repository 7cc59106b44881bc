"""Study: how fast sampled Shapley values reach the truth that is known in closed form."""

from collections.abc import Callable

import numpy as np

from . import kernel_shap, shapley, synthetic
from .metrics import metric, rounded
from .section import Listing, Section, Setting
from .shapley import Game
from .table import Floats

COUNTS = (60, 120, 240, 480)
ROWS, BACKGROUND, REPEATS = 20, 10, 8

ESTIMATORS: dict[str, Callable[[Game, Floats, int, int], Floats]] = {
    "Permutation Shapley": shapley.permutations,
    "KernelSHAP": kernel_shap.kernel,
}


def study(setting: Setting) -> Section:
    """Return the error of both estimators by sample size, and the slope of each in log-log."""
    x = synthetic.sample(ROWS, setting.config.seed)
    background = synthetic.sample(BACKGROUND, setting.config.seed + 1)
    game, truth = Game(synthetic.log_odds, background), synthetic.shapley(x, background)

    def error(name: str, count: int) -> float:
        told = [ESTIMATORS[name](game, x, count, seed) for seed in range(REPEATS)]
        return float(np.sqrt(np.square(np.array(told) - truth).mean()))

    errors = {name: [error(name, count) for count in COUNTS] for name in ESTIMATORS}
    slopes = {name: slope(COUNTS, found) for name, found in errors.items()}
    return Section(
        metrics=(
            metric(
                "convergence",
                "Slope of log error over log permutations",
                ("1", "target", "none"),
                slopes["Permutation Shapley"],
                baseline=("Monte Carlo", -0.5),
            ),
        ),
        results={
            "convergence": {
                "counts": list(COUNTS),
                **{name: [rounded(value, 4) for value in found] for name, found in errors.items()},
            }
        },
        listings=(
            Listing(
                "Error by sample size",
                ("Samples", *errors),
                tuple(
                    (str(count), *(f"{found[i]:.4f}" for found in errors.values()))
                    for i, count in enumerate(COUNTS)
                ),
                "Root mean squared error, log-odds, of the synthetic function; samples are "
                "permutations, or coalitions of which there are 1,024: "
                + ", ".join(
                    f"{name} falls with power {value:.2f}" for name, value in slopes.items()
                )
                + ".",
            ),
        ),
    )


def slope(counts: tuple[int, ...], errors: list[float]) -> float:
    """Return the least-squares slope of log error over log count; errors of 0 are left out."""
    known = [(count, error) for count, error in zip(counts, errors, strict=True) if error > 1e-12]
    x, y = np.log(np.array(known).T)
    return float(np.polyfit(x, y, 1)[0])
