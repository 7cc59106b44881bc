"""From sections to files: results, figures, manifest, and the README's regions."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

{% set engines = [cookiecutter.framework, cookiecutter.compare_with]|reject("equalto", "none")|sort -%}
from . import (
    _showcase,
    cost,
    data,
{%- for name in engines %}
    engine_{{ name }},
{%- endfor %}
    experiment,
    fine_tuning,
{%- if cookiecutter.distributed %}
    flower,
{%- endif %}
{%- if cookiecutter.privacy != "none" %}
    privacy,
{%- endif %}
    provenance,
    recorded,
    speed,
    sweeps,
    tuning,
)
from .config import Config
from .data import Dataset
from .section import Section

Part = Callable[[Config, Dataset, Path], Section]
PARTS: tuple[Part, ...] = (experiment.measure, speed.measure{% if cookiecutter.privacy != "none" %}, privacy.measure{% endif %})
STUDIES: tuple[Part, ...] = (
    tuning.study,
    sweeps.study,
    fine_tuning.study,
    cost.study,
{%- if cookiecutter.privacy != "none" %}
    privacy.study,
{%- endif %}
{%- if cookiecutter.distributed %}
    flower.study,
{%- endif %}
)
PACKAGES = (
{%- for name in engines %}
    *engine_{{ name }}.PACKAGES,
{%- endfor %}
{%- if cookiecutter.privacy == "dp" %}
    "dp-accounting",
{%- elif cookiecutter.privacy == "secagg" %}
    "cryptography",
{%- endif %}
    "numpy",
{%- if cookiecutter.dataset == "digits" %}
    "scikit-learn",
{%- endif %}
    "matplotlib",
)


def run(root: Path, config: Config, profile: str, command: str, *, record: bool = False) -> bool:
    """Measure every part and write what was measured; return whether a tracked file changed.

    Args:
        root: the project's folder.
        config: the experiment.
        profile: ``smoke`` writes into build/ only, ``study`` measures more.
        command: what was typed, for the manifest.
        record: renew times and provenance although the results are those on record.
    """
    begun = time.perf_counter()
    origin = provenance.record(root, PACKAGES, config.seeds)  # before the run changes files
    dataset = data.load(config.test_share, config.validation_share, config.split_seed)
    staged = _showcase.stage(root, profile)
    found = joined([part(config, dataset, staged / "figures") for part in PARTS])
    extra = None
    if profile == "study":
        extra = joined([part(config, dataset, staged / "figures") for part in STUDIES])
    elif profile == "full":
        extra = recorded.recall(root, config, dataset.entry["sha256"], staged)
    seconds = time.perf_counter() - begun
    times = {"seconds": round(seconds, 3), **found.times}
    if extra:
        kept = recorded.kept(config, dataset.entry["sha256"], extra)
        _write(staged / "results" / "study.json", kept)
        times["study"] = extra.times
    whole = joined([found, extra]) if extra else found
    for stem, document in {**found.results, "timings": times}.items():
        _write(staged / "results" / f"{stem}.json", document)
    manifest = {
        **provenance.project(root),
        "highlights": whole.highlights[:5],
        "limitations": whole.limitations,
        "run": {
            "command": command,
            "seconds": round(seconds, 1),
            "device": "cpu",
            "profile": profile,
        },
        "metrics": whole.metrics,
        "figures": whole.figures,
        "data": [dataset.entry],
        "provenance": origin,
    }
    return _showcase.publish(root, staged, manifest, record=record)


def joined(sections: list[Section]) -> Section:
    """Return several sections as one, in their order."""
    together: dict[str, Any] = {}  # Any: lists and mappings of JSON
    for field in fields(Section):
        values = [getattr(section, field.name) for section in sections]
        if isinstance(values[0], dict):
            together[field.name] = {key: v[key] for v in values for key in v}
        else:
            together[field.name] = [entry for value in values for entry in value]
    return Section(**together)


def _write(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
