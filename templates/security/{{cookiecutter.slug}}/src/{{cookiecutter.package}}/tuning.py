"""Study: the choices behind the values of ``config.py``, all made on the end of the past."""

import itertools
from dataclasses import replace

from . import models, rates
from .config import Config
from .metrics import rounded
from .section import Listing, Section, Setting

GRIDS: dict[str, dict[str, tuple[float, ...]]] = {
    "linear": {"strength": (1, 3, 10, 30), "buckets": (1 << 14, 1 << 16, 1 << 18)},
{%- if cookiecutter.framework != "sklearn" %}
    "neural": {"learning_rate": (0.003, 0.01), "epochs": (2, 3, 5), "dims": (8, 16, 32)},
{%- endif %}
}


def measure(setting: Setting) -> Section:
    """Fit every combination on the past, and judge it on the past's end."""
    rows = [
        (name, *map("{:g}".format, values.values()), f"{100 * worth(setting, name, values):.1f} %")
        for name, grid in GRIDS.items()
        for values in combinations(grid)
    ]
    return Section(
        results={"tuning": [list(row) for row in rows]},
        listings=tuple(_listing(setting, name, rows) for name in GRIDS),
    )


def combinations(grid: dict[str, tuple[float, ...]]) -> list[dict[str, float]]:
    """Return every combination of a grid's values."""
    return [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]


def worth(setting: Setting, {% if cookiecutter.framework == "sklearn" %}_{% endif %}name: str, values: dict[str, float]) -> float:
    """Return the share of hostile names found on validation rows with these values."""
    corpus = setting.corpus
    kinds = {key: type(getattr(Config, key)) for key in values}
    config = replace(setting.config, **{key: kinds[key](value) for key, value in values.items()})
    names, labels = corpus.pick(corpus.past.train), corpus.labels[corpus.past.train]
{%- if cookiecutter.framework == "sklearn" %}
    detector = models.fit_linear(names, labels, config)
{%- else %}
    detector = (
        models.fit_linear(names, labels, config)
        if name == "linear"
        else models.fit_neural(names, labels, config, config.seed)
    )
{%- endif %}
    held = corpus.past.validation
    scores = detector.score(corpus.pick(held))
    return rounded(rates.tpr(scores, corpus.labels[held], config.rate))


def _listing(setting: Setting, name: str, rows: list[tuple[str, ...]]) -> Listing:
    return Listing(
        f"Choices of {models.said(name)}",
        (*GRIDS[name], "Found on the end of the past ↑"),
        tuple(row[1:] for row in rows if row[0] == name),
        f"At a false positive rate of {setting.config.rate:g}; the future has no part in it.",
    )
