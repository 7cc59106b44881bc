"""Study: the grids behind the values of ``config.py`` that models depend on, on validation rows."""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from . import accuracy, models
from .metrics import rounded
from .section import Listing, Section, Setting

GRIDS: dict[str, dict[str, tuple[float, ...]]] = {
    "ebm": {"bags": (1, 2, 4), "interactions": (0, 5, 10, 20)},
    "boosting": {"trees": (50, 100, 200), "tree_rate": (0.025, 0.05, 0.1)},
{%- if cookiecutter.framework != "sklearn" %}
    "neural": {"hidden": (16, 32, 64), "epochs": (10, 20, 40), "learning_rate": (0.002, 0.005)},
{%- endif %}
}
SHOWN = 3  # best settings of each model in the table for people


class Tried(NamedTuple):
    """One setting of one model, and its AUC on validation rows."""

    model: str
    values: dict[str, float]
    auc: float
    used: bool

    def say(self) -> str:
        """Return the values as they are typed on the command line."""
        flags = (f"--{name.replace('_', '-')} {value:g}" for name, value in self.values.items())
        return " ".join(flags)


def study(setting: Setting) -> Section:
    """Try every setting; test rows are not looked at."""
    found = [tried for name in GRIDS for tried in search(setting, name)]
    best = {name: max(tried.auc for tried in found if tried.model == name) for name in GRIDS}
    return Section(
        results={"tuning": [{**tried._asdict(), "auc": rounded(tried.auc, 5)} for tried in found]},
        listings=(_listing(setting, found),),
        limitations=tuple(
            f"{models.LABELS[tried.model]}: other values are {best[tried.model] - tried.auc:.3f} "
            "AUC better on validation rows"
            for tried in found
            if tried.used and best[tried.model] - tried.auc > 0.005
        ),
    )


def search(setting: Setting, name: str) -> list[Tried]:
    """Return every setting of the model's grid, and the one in use, the best first."""
    table, config = setting.table, setting.config
    y = table.y[table.validation]
    names = tuple(GRIDS[name])
    used = tuple(getattr(config, field) for field in names)
    found = []
    for values in sorted({*product(*GRIDS[name].values()), used}):
        changed = replace(config, **dict(zip(names, values, strict=True)))
        model = models.refit(name, table, table.train, changed, config.seed)
        said = model.log_odds(table.x[table.validation])
        auc = float(accuracy.auc(said, y, np.ones(len(y))))
        found.append(Tried(name, dict(zip(names, values, strict=True)), auc, values == used))
    return sorted(found, key=lambda tried: -tried.auc)


def _listing(setting: Setting, found: list[Tried]) -> Listing:
    rows = []
    for name in GRIDS:
        own = [tried for tried in found if tried.model == name]
        kept = own[:SHOWN] + [tried for tried in own[SHOWN:] if tried.used]
        rows += [
            (models.LABELS[name], tried.say(), f"{tried.auc:.4f}", "yes" if tried.used else "")
            for tried in kept
        ]
    return Listing(
        "Tuning",
        ("Model", "Values", "AUC ↑", "In use"),
        tuple(rows),
        f"{len(setting.table.validation):,} validation rows; the best of each grid, and what is "
        "in use: of settings that differ less than their noise, the cheap one.",
    )
