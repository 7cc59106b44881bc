"""The same network in two frameworks: do they explain alike, train alike, and what does it cost?"""

import time
from collections.abc import Callable

import numpy as np

{% for name in [cookiecutter.framework, cookiecutter.compare_with] | sort -%}
from . import engine_{{ name }} as {{ "engine" if name == cookiecutter.framework else "other" }}
{% endfor -%}
from . import gradients
from .accuracy import auc
from .metrics import metric, rounded
from .network import Fitting
from .section import Listing, Section, Setting
from .table import Floats

BAR = 1e-5  # log-odds: what two float32 frameworks may differ by
PACKAGES = other.PACKAGES


def measure(setting: Setting) -> Section:
    """Return how far both frameworks agree, with the same weights and after their own training."""
    config, table = setting.config, setting.table
    x, mean = table.x[table.test], setting.background.mean(axis=0)
    network = setting.models["neural"].fitted
    same = other.Network(network.weights)

    def integrated(gradient: gradients.Gradient) -> Callable[[], Floats]:
        return lambda: gradients.integrated(gradient, x, mean, config.nodes)

    ours, seconds = _timed(integrated(network.gradient))
    theirs, other_seconds = _timed(integrated(same.gradient))
    apart = float(np.abs(ours - theirs).max())
    fitting = Fitting(config.hidden, config.epochs, config.batch_size, config.learning_rate)
    trained = other.fit(table.x[table.train], table.y[table.train], fitting, config.seed)
    scores = network(x), trained(x)
    drift = float(np.abs(scores[0] - scores[1]).mean())
    ones = np.ones(len(x))
    areas = [float(auc(score, table.y[table.test], ones)) for score in scores]
    pace, other_pace = len(x) / seconds, len(x) / other_seconds
    names = f"{engine.NAME} and {other.NAME}"
    return Section(
        metrics=(
            metric(
                "gradient_parity",
                f"Largest difference of integrated gradients, {names}",
                ("log-odds", "lower", "test"),
                rounded(apart, 2),
                n=len(x),
                baseline=("bar", BAR),
            ),
            metric(
                "gradient_pace",
                f"Integrated gradients, {engine.NAME}",
                ("rows/s", "higher", "none"),
                pace,
                baseline=(other.NAME, other_pace),
                volatile=True,
            ),
        ),
        results={
            "comparison": {
                "frameworks": [engine.NAME, other.NAME],
                "integrated gradients, largest difference": rounded(apart, 2),
                "trained apart, mean difference in log-odds": rounded(drift, 3),
                "trained apart, AUC": [rounded(area, 4) for area in areas],
            }
        },
        listings=(
            Listing(
                f"{names}: the same network",
                ("What", engine.NAME, other.NAME, "Difference"),
                (
                    ("Integrated gradients, log-odds", "", "", f"{apart:.1e} at most"),
                    (
                        "AUC after training from the same first weights",
                        *(f"{area:.4f}" for area in areas),
                        f"{drift:.1e} log-odds, mean",
                    ),
                ),
            ),
        ),
        limitations=()
        if apart <= BAR
        else (f"Integrated gradients of {names} differ by {apart:.1e}, above the bar of {BAR:g}",),
        times={"gradients_seconds": seconds, "gradients_other_seconds": other_seconds},
    )


def _timed(function: Callable[[], Floats]) -> tuple[Floats, float]:
    """Return what ``function`` gives and the seconds of its second call: the first compiles."""
    function()
    begun = time.perf_counter()
    values = function()
    return values, time.perf_counter() - begun
