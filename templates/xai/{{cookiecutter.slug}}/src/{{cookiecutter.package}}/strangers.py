"""Models that know nothing about the one that is explained: random weights, or shuffled labels."""

from dataclasses import replace

import numpy as np

from . import models{% if cookiecutter.framework != "sklearn" %}, network
from .engine_{{ cookiecutter.framework }} import Network{% endif %}
from .models import Model
from .section import Setting
from .table import drawn

FITTED = 1000  # training rows, so that many models are affordable
TREES = 20


def by_labels(setting: Setting, count: int) -> tuple[Model, ...]:
    """Return small boosting models: one on the true labels, then ``count`` on shuffled ones."""
    config = replace(setting.config, trees=TREES)
    table = setting.table
    rows = table.train[drawn(table.y[table.train], FITTED, config.seed)]
    fitted = [models.refit("boosting", table, rows, config, config.seed)]
    rng = np.random.default_rng([config.seed, 13])
    for _ in range(count):
        y = table.y.copy()
        y[rows] = rng.permutation(y[rows])  # among themselves: no outcome can get lost
        fitted.append(models.refit("boosting", replace(table, y=y), rows, config, config.seed))
    return tuple(fitted)
{%- if cookiecutter.framework != "sklearn" %}


def by_weights(setting: Setting, count: int) -> tuple[Model, ...]:
    """Return the neural model, then ``count`` networks with first weights only."""
    own = setting.models["neural"]
    x, hidden = setting.table.x[setting.table.train], setting.config.hidden
    random = (Network(network.initial(x, hidden, 1000 + number)) for number in range(count))
    return own, *(replace(own, fitted=net, log_odds=net) for net in random)
{%- endif %}


CASES = {
{%- if cookiecutter.framework != "sklearn" %}
    "Weights": by_weights,
{%- endif %}
    "Labels": by_labels,
}
