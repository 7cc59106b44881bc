"""From parts to files: every part measured, their sections joined, results and manifest written."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import (
{%- if cookiecutter.compare_with != "none" %}
    comparison,
{%- endif %}
    convergence,
{%- if cookiecutter.framework != "sklearn" %}
    cost,
{%- endif %}
    counterfactuals,
    data,
    documents,
    effects,
    fairness,
    findings,
    many_refits,
    models,
{%- if cookiecutter.report %}
    page,
{%- endif %}
    performance,
    plain,
    provenance,
    recorded,
    roar,
    sanity,
    scoreboard,
    stability,
    truth,
    tuning,
)
from .config import Config
from .metrics import rounded
from .section import Part, Section, Setting, join
from .showcase import results
from .table import Table

PARTS: tuple[Part, ...] = (
    scoreboard.measure,
    truth.measure,
    sanity.measure,
    performance.measure,
    stability.measure,
    counterfactuals.measure,
    fairness.measure,
    effects.measure,
{%- if cookiecutter.compare_with != "none" %}
    comparison.measure,
{%- endif %}
)
STUDIES: tuple[Part, ...] = (
    tuning.study,
    many_refits.study,
    convergence.study,
    roar.study,
{%- if cookiecutter.framework != "sklearn" %}
    cost.measure,
{%- endif %}
)
PACKAGES = (
    *models.PACKAGES,
{%- if cookiecutter.compare_with != "none" %}
    *comparison.PACKAGES,
{%- endif %}
    "interpret-core",
    "matplotlib",
    "numpy",
    "scikit-learn",
    "shap",
)


class Order(NamedTuple):
    """What was asked for: the profile, the command that was typed, and whether to renew times."""

    profile: str
    command: str
    record: bool = False


def run(root: Path, config: Config, order: Order) -> bool:
    """Measure every part and write what was measured; return whether a tracked file changed.

    Args:
        root: the project's folder.
        config: of the run.
        order: ``smoke`` writes into build/ only, ``study`` measures more.
    """
    begun = time.perf_counter()
    origin = provenance.record(root, PACKAGES, sorted({config.seed, config.split_seed}))
    table = data.load(config)
    staged = results.stage(root, order.profile)
    at = prepare(config, table, staged / "figures")
    found = measure(PARTS, at)
    extra = Section()
    if order.profile == "study":
        extra = measure(STUDIES, at)
    elif order.profile == "full":
        extra = recorded.recall(root, config, staged)
    whole = join(found, extra)
    seconds = time.perf_counter() - begun
    manifest = {
        **provenance.project(root),
        "headline": plain.headline(findings.metrics(whole)[0]),
        "highlights": list(whole.highlights[: findings.MOST]),
        "limitations": findings.limitations(whole, table),
        "run": {
            "command": order.command,
            "seconds": round(seconds, 1),
            "device": "cpu",
            "profile": order.profile,
        },
        "metrics": findings.metrics(whole),
        "figures": findings.figures(whole),
        "data": [_data(table)],
        "provenance": origin,
    }
    written = {"summary": _summary(config, found), **found.results}
    written["timings"] = {
        "seconds": round(seconds, 1),
        **{name: rounded(value, 3) for name, value in found.times.items()},
        "study": {name: rounded(value, 3) for name, value in extra.times.items()},
    }
    if extra != Section():
        written["study"] = recorded.kept(config, extra)
    for stem, document in written.items():
        documents.write(staged / "results" / f"{stem}.json", document)
{%- if cookiecutter.report %}
    page.write(staged / "results" / "report.html", manifest, at, [found])
{%- endif %}
    tables = documents.listed(whole.listings)
    return results.publish(root, staged, manifest, tables=tables, record=order.record)


def prepare(config: Config, table: Table, figures: Path) -> Setting:
    """Return what every part works on: fitted models, and rows drawn by ``config.seed``."""
    rng = np.random.default_rng([config.seed, 1])
    background = rng.choice(table.train, min(config.background, len(table.train)), replace=False)
    rows = rng.choice(table.test, min(config.explained, len(table.test)), replace=False)
    fitted = models.fit(table, config)
    return Setting(config, table, fitted, table.x[background], np.sort(rows), figures)


def measure(parts: Sequence[Part], at: Setting) -> Section:
    """Return what all parts measured, with the seconds of each."""
    together = Section()
    for part in parts:
        begun = time.perf_counter()
        together = join(together, part(at))
        name = part.__module__.rpartition(".")[2]
        spent = Section(times={f"part_{name}": time.perf_counter() - begun})
        together = join(together, spent)
    return together


def _summary(config: Config, found: Section) -> dict[str, object]:
    lasting = [metric for metric in found.metrics if not metric.get("volatile")]
    return {"config": config.as_json(), "metrics": lasting}


def _data(table: Table) -> dict[str, Any]:
    """Return the manifest's entry of the data; Any, because it is JSON."""
    return {
        "name": data.NAME,
        "license": data.LICENSE,
        **({"url": data.URL} if data.URL else {}),
        "rows": len(table.y),
        "synthetic": data.SYNTHETIC,
        "sha256": table.sha256,
    }
