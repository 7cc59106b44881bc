"""From parts to files: every part measured, their sections joined, results and manifest written."""

import time
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from . import (
    alerts,
    data,
    documents,
    drift,
    evasion,
    families,
    generalisation,
    hard_negatives,
    hardening_study,
    manifest,
    models,
{%- if cookiecutter.dataset == "uci-phishing" %}
    page_attacks,
    page_robustness,
{%- endif %}
{%- if cookiecutter.compare_with != "none" %}
    parity,
{%- endif %}
    poisoning,
    provenance,
    rates,
    repeats,
    tuning,
)
from .config import Config
from .corpus import Corpus
from .section import Part, Section, Setting
{%- if cookiecutter.service %}
from .service import throughput
{%- endif %}
from .showcase import results
{%- if cookiecutter.stream == "redis" %}
from .stream import recovery
{%- endif %}

PARTS: tuple[Part, ...] = (
    generalisation.measure,
    drift.measure,
    families.measure,
    evasion.measure,
{%- if cookiecutter.dataset == "uci-phishing" %}
    page_robustness.measure,
{%- endif %}
    poisoning.measure,
    alerts.measure,
    hard_negatives.measure,
{%- if cookiecutter.compare_with != "none" %}
    parity.measure,
{%- endif %}
{%- if cookiecutter.service %}
    throughput.measure,
{%- endif %}
{%- if cookiecutter.stream == "redis" %}
    recovery.measure,
{%- endif %}
)
STUDY: tuple[Part, ...] = (
    *PARTS,
    tuning.measure,
    repeats.measure,
    hardening_study.measure,
{%- if cookiecutter.dataset == "uci-phishing" %}
    page_attacks.measure,
{%- endif %}
)


class Order(NamedTuple):
    """What was asked for: the profile, the command that was typed, and whether to renew times."""

    profile: str
    command: str
    record: bool = False


def run(root: Path, config: Config, order: Order) -> bool:
    """Measure every part in ``root``, the project; return whether a tracked file changed."""
    begun = time.perf_counter()
    packages = (*models.PACKAGES, "numpy", "scipy", "scikit-learn", "matplotlib")
{%- if cookiecutter.compare_with != "none" %}
    packages += parity.PACKAGES
{%- endif %}
{%- if cookiecutter.service %}
    packages += throughput.PACKAGES
{%- endif %}
    seeds = {config.seed, config.split_seed}
    if order.profile == "study":
        seeds |= set(repeats.seeds(config))
    origin = provenance.record(root, packages, sorted(seeds))
    corpus = data.load(config)
    staged = results.stage(root, order.profile)
    at = prepare(config, corpus, staged / "figures")
    parts = STUDY if order.profile == "study" else PARTS
    section = reduce(join, (_timed(part, at) for part in parts))
    seconds = time.perf_counter() - begun
    documents.write(staged / "results", config, section, seconds)
    ran = {
        "command": order.command,
        "seconds": round(seconds, 1),
        "device": "cpu",
        "profile": order.profile,
    }
    document = manifest.made(root, corpus, section, ran, origin)
    tables = documents.listed(section)
    return results.publish(root, staged, document, tables=tables, record=order.record)


def prepare(config: Config, corpus: Corpus, figures: Path) -> Setting:
    """Return what every part works on: detectors fitted on the past."""
    rates.require(len(corpus.benign(corpus.past.validation)), config.rate)
    fitted = models.fit(corpus, corpus.past.train, config, config.seed)
    return Setting(config, corpus, fitted, figures)


def join(first: Section, second: Section) -> Section:
    """Return both sections as one."""
    return Section(
        first.metrics + second.metrics,
        first.figures + second.figures,
        first.results | second.results,
        first.listings + second.listings,
        first.highlights + second.highlights,
        first.limitations + second.limitations,
        first.times | second.times,
    )


def _timed(part: Part, at: Setting) -> Section:
    """Return the part's section with its own seconds."""
    begun = time.perf_counter()
    section = part(at)
    name = part.__module__.rpartition(".")[2]
    spent = Section(times={f"part_{name}": time.perf_counter() - begun})
    return join(section, spent)
