"""Part of ``study``: what explaining costs, beside captum and shap on the same network.

Everything here is time or memory, and so differs a little each time.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import shap

from . import engine_{{ cookiecutter.framework }} as engine
from . import gradients, large, shapley
from .metrics import metric
from .referee import Referee, is_there
from .section import Metric, Section, Setting
from .table import Floats

ROWS = 2000  # for integrated gradients
NODES = 64
FEW = 10  # rows for Shapley values
TRUTH = 20_000  # permutations that stand for the exact values
PERMUTATIONS, COALITIONS = (200, 400, 800), (500, 1000, 2000)
COUNTS = (200_000, 1_000_000)  # rows of a large table, and of one that is five times as large
LARGE_NODES = 16
REPETITIONS = 3  # of both sides; the fastest counts: the others were disturbed


class Point(NamedTuple):
    """A setting of an estimator: milliseconds a row, and its mean squared error."""

    milliseconds: float
    error: float


def measure(setting: Setting) -> Section:
    """Return ratios and rates."""
    network = setting.models["neural"].fitted
    found = [_shapley(setting, network)]
    if is_there():
        found.insert(0, _integrated(setting, network))
    if sys.platform != "win32":
        found += _large(setting, network)
    note = "Ratios of cost were measured on one machine, in one process each"
    missing = () if is_there() else ("captum was not installed, so nothing is compared with it",)
    return Section(metrics=tuple(found), limitations=(note, *missing))


def _fastest(function: Callable[[], object], rows: int) -> float:
    """Return milliseconds of processor time a row, of the run that took least."""
    spent = []
    for _ in range(REPETITIONS):
        begun = time.process_time()  # what else runs on the machine does not count
        function()
        spent.append(time.process_time() - begun)
    return 1000 * min(spent) / rows


def _integrated(setting: Setting, network: engine.Network) -> Metric:
    """Compare integrated gradients with captum's: same weights, rows, baseline and nodes."""
    table = setting.table
    x, baseline = table.x[table.test[:ROWS]], table.x[table.train].mean(axis=0)
    referee = Referee(network.weights)
    explain = partial(gradients.integrated, network.gradient, x, baseline, NODES)
    explain()  # compiles
    ours = _fastest(explain, len(x))
    theirs = _fastest(partial(referee.integrated, x, baseline, NODES), len(x))
    return metric(
        "gradients_speedup",
        f"Integrated gradients: captum's processor time over that of {engine.NAME}",
        ("x", "higher", "none"),
        theirs / ours,
        n=len(x),
        baseline=("the same time", 1.0),
        volatile=True,
    )


def _shapley(setting: Setting, network: engine.Network) -> Metric:
    """Compare permutations with shap's KernelExplainer at equal error."""
    x = setting.table.x[setting.table.test[:FEW]]
    game = shapley.Game(network, setting.background)
    kernel = shap.KernelExplainer(network, setting.background)
    truth = shapley.permutations(game, x, TRUTH, seed=1)
    # l1_reg=0: by default shap drops all but ten features.
    asked = partial(kernel.shap_values, x, l1_reg=0, silent=True)
    ours = [_point(partial(shapley.permutations, game, x, n), truth) for n in PERMUTATIONS]
    theirs = [_point(partial(asked, nsamples=n), truth) for n in COALITIONS]
    return metric(
        "shapley_speedup",
        "Shapley values: KernelExplainer's processor time over ours, at equal error",
        ("x", "higher", "none"),
        work(theirs) / work(ours),
        n=len(x),
        baseline=("the same time", 1.0),
        volatile=True,
    )


def _point(explain: Callable[[], Floats], truth: Floats) -> Point:
    error = float(np.square(explain() - truth).mean())
    return Point(_fastest(explain, len(truth)), error)


def work(points: list[Point]) -> float:
    """Return time times squared error, which does not depend on how many samples were drawn.

    The squared error of a mean falls as 1 / samples, and the time grows as samples: the ratio of
    two estimators' products is the ratio of their times at equal error. Geometric mean of points.
    """
    products = [point.milliseconds * point.error for point in points]
    return float(np.exp(np.mean(np.log(products))))


def _large(setting: Setting, network: engine.Network) -> list[Metric]:
    """Return rows in a second of a large table, and the memory that its size adds."""
    table = setting.table
    sent = large.Work(network.gradient, table.x, table.x[table.train].mean(axis=0), 0, LARGE_NODES)
    small, big = large.measure(sent, COUNTS)
    rows, kind = f"{COUNTS[1]:,} rows", ("MB", "lower", "none")
    rate = COUNTS[1] / big.seconds
    return [
        metric(
            "gradients_rate",
            f"Rows explained in a second, integrated gradients with {LARGE_NODES} nodes, {rows}",
            ("rows/s", "higher", "none"),
            rate,
            n=COUNTS[1],
            volatile=True,
        ),
        metric(
            "gradients_memory",
            f"Largest memory of the process that explained {rows}",
            kind,
            big.megabytes,
            baseline=(f"{COUNTS[0]:,} rows", small.megabytes),
            volatile=True,
        ),
    ]
