"""What a study measures beyond a full run: tuning, sweeps, and costs."""

from pathlib import Path

{% set parts = ["tuning", "skews", "traffic", "fine_tuning", "cost"] -%}
{% if cookiecutter.compare_with == "none" %}{% set _ = parts.append("speed") %}{% endif -%}
{% if cookiecutter.privacy != "none" %}{% set _ = parts.append("privacy") %}{% endif -%}
{% if cookiecutter.distributed %}{% set _ = parts.append("flower") %}{% endif -%}
from ..config import Config
from ..data import Dataset
from ..section import Section
{% if cookiecutter.compare_with == "none" %}from ..speed import report as speed
{% endif -%}
from . import cost, fine_tuning{% if cookiecutter.distributed %}, flower{% endif %}{% if cookiecutter.privacy != "none" %}, privacy{% endif %}, skews, traffic, tuning
from .recorded import kept, recall

__all__ = ["kept", "measure", "recall"]

PARTS = (
{%- for part in parts %}
    {{ part }}.measure,
{%- endfor %}
)


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Run all parts, and draw into ``folder``."""
    found = Section()
    for part in PARTS:
        found += part(config, dataset, folder)
    return found
