"""From sections to files: results, figures, manifest, and the README's regions."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

{% set engines = [cookiecutter.framework, cookiecutter.compare_with]|reject("equalto", "none")|sort -%}
from . import data, engines, plain, provenance, results{% if cookiecutter.study %}, study{% endif %}
from .config import Config
from .data import Dataset
{%- if cookiecutter.privacy != "none" %}
from .privacy import report as privacy
{%- endif %}
from .section import Section
from .showcase import results as published
{%- if cookiecutter.compare_with != "none" %}
from .speed import report as speed
{%- endif %}

{% set more = [] -%}
{% if cookiecutter.compare_with != "none" %}{% set _ = more.append("speed.measure") %}{% endif -%}
{% if cookiecutter.privacy != "none" %}{% set _ = more.append("privacy.measure") %}{% endif -%}
Part = Callable[[Config, Dataset, Path], Section]
PARTS: tuple[Part, ...] = ({{ (["results.measure"] + more)|join(", ") }}{% if not more %},{% endif %})
PACKAGES = (
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
        profile: ``smoke`` writes into build/ only{% if cookiecutter.study %}, ``study`` measures more{% endif %}.
        command: what was typed, for the manifest.
        record: renew times and provenance although the results are those on record.
    """
    begun = time.perf_counter()
    ours = [package for name in engines.names() for package in engines.load(name).PACKAGES]
    # Before the run changes files.
    origin = provenance.record(root, (*ours, *PACKAGES), config.seeds)
    dataset = data.load(config.test_share, config.validation_share, config.split_seed)
    staged = published.stage(root, profile)
    found = Section()
    for part in PARTS:
        found += part(config, dataset, staged / "figures")
    documents, times = {**found.results}, {**found.times}
{%- if cookiecutter.study %}
    extra = None
    if profile == "study":
        extra = study.measure(config, dataset, staged / "figures")
    elif profile == "full":
        extra = study.recall(root, config, dataset, staged)
    if extra:
        documents["study"], times["study"] = study.kept(config, dataset, extra), extra.times
        found += extra
{%- endif %}
    times["seconds"] = round(time.perf_counter() - begun, 3)
    for stem, document in {**documents, "timings": times}.items():
        _write(staged / "results" / f"{stem}.json", document)
    seconds = round(times["seconds"], 1)
    manifest = {
        **provenance.project(root),
        "headline": plain.headline(found.metrics[0]),
        "highlights": found.highlights[:5],
        "limitations": found.limitations,
        "run": {"command": command, "seconds": seconds, "device": "cpu", "profile": profile},
        "metrics": found.metrics,
        "figures": found.figures,
        "data": [dataset.entry],
        "provenance": origin,
    }
    return published.publish(root, staged, manifest, record=record)


def _write(path: Path, document: object) -> None:
    """Write JSON with one line for each innermost list: small, and a diff can be read."""
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    text = re.sub(r"\[[^\[\]{}]+\]", lambda found: " ".join(found[0].split()), text)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
