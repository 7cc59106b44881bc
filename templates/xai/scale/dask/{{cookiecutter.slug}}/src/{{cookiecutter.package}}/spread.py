"""Part of ``study``: TreeSHAP of every test row on the chosen backend, and in this process."""

import time
from functools import partial

import numpy as np
from joblib import effective_n_jobs

from . import scale, trees
from .metrics import metric
from .section import Section, Setting
from .table import Floats

AT_ONCE = 500  # rows of a piece: large enough that sending it costs little


def measure(setting: Setting) -> Section:
    """Return rows in a second on both, and by how much their values differ."""
    x = setting.table.x[setting.table.test]
    explain = partial(trees.path_dependent, setting.models["boosting"].fitted)
    scale.by_rows(explain, x[:AT_ONCE], 1 + AT_ONCE // 8)  # starts what has to start
    workers = effective_n_jobs(-1)
    spread, there = _timed(explain, x)
    with scale.backend("sequential"):
        alone, here = _timed(explain, x)
    return Section(
        metrics=(
            metric(
                "trees_rate",
                f"Rows explained in a second, TreeSHAP, on a backend with room for {workers}",
                ("rows/s", "higher", "none"),
                len(x) / spread,
                n=len(x),
                baseline=("in one process", len(x) / alone),
                volatile=True,
            ),
            metric(
                "trees_difference",
                "Largest difference of a value between both",
                ("log-odds", "lower", "none"),
                float(np.abs(there - here).max()),
                n=len(x),
            ),
        )
    )


def _timed(explain: partial[Floats], x: Floats) -> tuple[float, Floats]:
    """Return seconds and values."""
    begun = time.perf_counter()
    found = scale.by_rows(explain, x, AT_ONCE)
    return time.perf_counter() - begun, found
