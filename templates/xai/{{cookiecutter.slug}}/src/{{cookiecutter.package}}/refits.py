"""Models fitted on bootstrap samples of the training rows, which explain the same people again."""

from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed

from . import trees
from .config import Config
from .models import refit
from .section import Setting
from .table import Floats, Ints

MODEL = "boosting"  # refits in a third of a second, and its Shapley values are exact


def explain(setting: Setting) -> Floats:
    """Return Shapley values of the explained rows by each refitted model, (refits, n, d)."""
    seeds = range(1, setting.config.refits + 1)
    light = replace(setting, models={})  # what travels to another process
    return np.stack(Parallel()(delayed(_one)(light, seed) for seed in seeds))


def itself(setting: Setting) -> Floats:
    """Return Shapley values of the explained rows by the model that all refits vary, (n, d)."""
    x = setting.table.x[setting.rows]
    return trees.interventional(setting.models[MODEL].fitted, x, setting.background)


def _one(setting: Setting, seed: int) -> Floats:
    table, config = setting.table, setting.config
    rows = resample(table.train, config, seed)
    model = refit(MODEL, table, rows, config, seed)
    return trees.interventional(model.fitted, table.x[setting.rows], setting.background)


def resample(rows: Ints, config: Config, seed: int) -> Ints:
    """Return a bootstrap sample of ``rows``."""
    rng = np.random.default_rng([config.seed, 3, seed])
    return np.sort(rng.choice(rows, len(rows)))
