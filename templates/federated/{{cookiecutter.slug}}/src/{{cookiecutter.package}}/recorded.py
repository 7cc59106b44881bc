"""A study outlasts the full runs after it: what it found is shown beside theirs.

``study.json`` holds its results and names its metrics and figures, whose entries stand in the
manifest. A full run with another configuration shows none of it: it would tell of another
experiment.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from .config import Config
from .section import Section

WORDS = ("highlights", "limitations")


def kept(config: Config, section: Section) -> dict[str, Any]:
    """Return ``study.json``; Any, because it is JSON."""
    return {
        "config": config.as_json(),
        "metrics": [metric["id"] for metric in section.metrics],
        "figures": [figure["path"] for figure in section.figures],
        **{name: getattr(section, name) for name in WORDS},
        "results": section.results,
    }


def recall(root: Path, config: Config, staged: Path) -> Section | None:
    """Return what a study of the same configuration recorded, and copy its figures.

    Args:
        root: the project's folder.
        config: the experiment that runs now.
        staged: where this run writes.
    """
    files = (root / "results" / "study.json", root / "showcase.json")
    if not all(path.exists() for path in files):
        return None
    held, manifest = (json.loads(path.read_bytes()) for path in files)
    metrics = {metric["id"]: metric for metric in manifest["metrics"]}
    figures = {figure["path"]: figure for figure in manifest["figures"]}
    same = held["config"] == json.loads(json.dumps(config.as_json()))
    if not (same and metrics.keys() >= {*held["metrics"]} and figures.keys() >= {*held["figures"]}):
        return None
    entries = [figures[path] for path in held["figures"]]
    for path in (entry[theme] for entry in entries for theme in ("path", "dark")):
        shutil.copy(root / path, staged / path)
    times = json.loads((root / "results" / "timings.json").read_bytes())
    return Section(
        metrics=[metrics[name] for name in held["metrics"]],
        figures=[{k: entry[k] for k in entry if k != "sha256"} for entry in entries],
        results=held["results"],
        times=times.get("study", {}),
        **{name: held[name] for name in WORDS},
    )
