"""Study: remove the most important features, fit again, and see what the model cannot replace.

ROAR, Hooker et al. 2019 (https://arxiv.org/abs/1806.10758). Removal without a new fit, as in
``removal.py``, asks a model about rows that it never saw; this does not, but it asks whether the
*data* hold another way to the answer, not whether an explanation of the model is true.
"""

from dataclasses import replace

import numpy as np

from . import models, trees
from .accuracy import auc
from .metrics import rounded
from .section import Listing, Section, Setting
from .table import Floats, Ints

PARTS = (0.0, 0.05, 0.15, 0.25, 0.5)  # of the features


def study(setting: Setting) -> Section:
    """Return the test AUC of boosting models without their first features, by order."""
    table, config = setting.table, setting.config
    shown = table.x[table.validation[: 10 * config.explained]]
    told = trees.interventional(setting.models["boosting"].fitted, shown, setting.background)
    ranked = np.argsort(-np.abs(told).mean(axis=0), kind="stable")
    rng = np.random.default_rng([config.seed, 14])
    orders = {
        "Most important first": ranked,
        "Random": rng.permutation(len(ranked)),
        "Least important first": ranked[::-1],
    }
    counts = sorted({round(part * len(ranked)) for part in PARTS})
    found = {
        name: [refitted(setting, order[:count]) for count in counts]
        for name, order in orders.items()
    }
    return Section(
        results={
            "roar": {
                "removed": counts,
                **{name: [rounded(area, 4) for area in areas] for name, areas in found.items()},
            }
        },
        listings=(
            Listing(
                "Remove and refit",
                ("Features removed", *found),
                tuple(
                    (str(count), *(f"{areas[i]:.3f}" for areas in found.values()))
                    for i, count in enumerate(counts)
                ),
                "Test AUC of gradient boosting after a new fit without the features; importance is "
                "the mean size of Shapley values on validation rows.",
            ),
        ),
    )


def without(x: Floats, rows: Ints, columns: Ints) -> Floats:
    """Return ``x`` (n, d) with each of ``columns`` held at its mean over ``rows``."""
    held = x.copy()
    held[:, columns] = x[np.ix_(rows, columns)].mean(axis=0)
    return held


def refitted(setting: Setting, columns: Ints) -> float:
    """Return the test AUC of a boosting model that never saw ``columns``."""
    table, config = setting.table, setting.config
    blind = replace(table, x=without(table.x, table.train, columns))
    model = models.refit("boosting", blind, table.train, config, config.seed)
    y = table.y[table.test]
    return float(auc(model.log_odds(blind.x[table.test]), y, np.ones(len(y))))
