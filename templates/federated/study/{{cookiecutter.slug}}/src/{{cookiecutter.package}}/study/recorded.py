"""A study outlasts the full runs after it: what it found is shown beside theirs.

``study.json`` holds its results and names its metrics and figures, whose entries stand in the
manifest. A full run with another configuration shows none of it: it would tell of another
experiment.
"""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..config import Config
from ..data import Dataset
from ..section import Section

WORDS = ("highlights", "limitations")


def kept(config: Config, dataset: Dataset, section: Section) -> dict[str, Any]:
    """Return ``study.json``; Any, because it is JSON."""
    return {
        "config": asdict(config),
        "data": dataset.entry["sha256"],
        "metrics": [metric["id"] for metric in section.metrics],
        "figures": [figure["path"] for figure in section.figures],
        **{name: getattr(section, name) for name in WORDS},
        "results": section.results,
    }


def recall(root: Path, config: Config, dataset: Dataset, staged: Path) -> Section | None:
    """Return what a study of the same experiment recorded, and copy its figures.

    Args:
        root: the project's folder.
        config: the experiment that runs now.
        dataset: what it runs on.
        staged: where this run writes.
    """
    named = ("results/study.json", "results/timings.json", "showcase.json")
    files = [root / name for name in named]
    if not all(path.exists() for path in files):
        return None
    held, times, manifest = (json.loads(path.read_bytes()) for path in files)
    now = json.loads(json.dumps(kept(config, dataset, Section())))
    # What an older version recorded has no short value, and is measured anew.
    metrics = {metric["id"]: metric for metric in manifest["metrics"] if "short" in metric}
    figures = {figure["path"]: figure for figure in manifest["figures"]}
    same = all(now[name] == held.get(name) for name in ("config", "data"))
    if not (same and metrics.keys() >= {*held["metrics"]} and figures.keys() >= {*held["figures"]}):
        return None
    entries = [figures[path] for path in held["figures"]]
    drawn = [entry[theme] for entry in entries for theme in ("path", "dark")]
    if not all((root / path).exists() for path in drawn):
        return None
    for path in drawn:
        shutil.copy(root / path, staged / path)
    return Section(
        metrics=[metrics[name] for name in held["metrics"]],
        figures=[{k: entry[k] for k in entry if k != "sha256"} for entry in entries],
        results=held["results"],
        times=times.get("study", {}),
        **{name: held[name] for name in WORDS},
    )
