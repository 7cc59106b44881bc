"""A study outlasts the full runs after it: what it found is shown beside theirs.

``study.json`` holds its results and names its metrics and figures, whose entries stand in the
manifest. A full run with another configuration shows none of it: it would tell of another run.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from .config import Config
from .section import Listing, Section

WORDS = ("highlights", "limitations")


def kept(config: Config, section: Section) -> dict[str, Any]:
    """Return ``study.json``; Any, because it is JSON."""
    return {
        "config": config.as_json(),
        "metrics": [metric["id"] for metric in section.metrics],
        "figures": [figure["path"] for figure in section.figures],
        **{name: list(getattr(section, name)) for name in WORDS},
        "listings": [listing._asdict() for listing in section.listings],
        "results": section.results,
    }


def recall(root: Path, config: Config, staged: Path) -> Section:
    """Return what a study of the same configuration recorded, and copy its figures; else nothing.

    Args:
        root: the project's folder.
        config: of the run that is made now.
        staged: where this run writes.
    """
    files = (root / "results" / "study.json", root / "showcase.json")
    if not all(path.exists() for path in files):
        return Section()
    held, manifest = (json.loads(path.read_bytes()) for path in files)
    # What an older version recorded has no short value, and is measured anew.
    metrics = {metric["id"]: metric for metric in manifest["metrics"] if "short" in metric}
    figures = {figure["path"]: figure for figure in manifest["figures"]}
    whole = metrics.keys() >= {*held["metrics"]} and figures.keys() >= {*held["figures"]}
    if not whole or held["config"] != config.as_json():
        return Section()
    entries = [figures[path] for path in held["figures"]]
    for path in (entry[theme] for entry in entries for theme in ("path", "dark")):
        shutil.copy(root / path, staged / path)
    times = json.loads((root / "results" / "timings.json").read_bytes())
    return Section(
        metrics=tuple(metrics[name] for name in held["metrics"]),
        figures=tuple({k: entry[k] for k in entry if k != "sha256"} for entry in entries),
        results=held["results"],
        listings=tuple(_listing(listing) for listing in held["listings"]),
        times=times.get("study", {}),
        **{name: tuple(held[name]) for name in WORDS},
    )


def _listing(held: dict[str, Any]) -> Listing:  # Any: JSON
    rows = tuple(tuple(row) for row in held["rows"])
    return Listing(held["title"], tuple(held["head"]), rows, held["note"])
