"""``showcase.json``: what a run measured, and whether another measured the same."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

VERSION = 2
Manifest = Mapping[str, Any]  # Any: JSON, whose types the schema of showcase.json holds


def same_results(old: Manifest, new: Manifest) -> bool:
    """Return whether two manifests differ in times and provenance only.

    A full run that measures its part of a recorded study again says so too.
    """
    if (old["run"]["profile"], new["run"]["profile"]) == ("study", "full"):
        ids = {metric["id"] for metric in new["metrics"]}
        paths = {figure["path"] for figure in new["figures"]}
        metrics = [metric for metric in old["metrics"] if metric["id"] in ids]
        figures = [figure for figure in old["figures"] if figure["path"] in paths]
        lists = ("highlights", "limitations", "skills")
        words = {name: [e for e in old.get(name, ()) if e in new.get(name, ())] for name in lists}
        old = {**old, **words, "run": new["run"], "metrics": metrics, "figures": figures}
        new = {**new, **{name: new.get(name, []) for name in lists}}
    return _lasting(old) == _lasting(new)


def made_up(data: Sequence[Manifest]) -> str:
    """Return what has to be said of data that nobody measured; nothing of other data."""
    synthetic = [entry["synthetic"] for entry in data]
    if not any(synthetic):
        return ""
    return ", on made-up data" if all(synthetic) else ", on partly made-up data"


def recorded(path: Path) -> Manifest | None:
    """Return the manifest in ``path``, if there is one that a run can be compared with."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and {"run", "metrics", "figures"} <= {*found}
    return found if whole and found.get("schema_version") == VERSION else None


def volatile_paths(manifest: Manifest) -> list[str]:
    """Return the files of the figures that measure time."""
    figures = [figure for figure in manifest["figures"] if figure.get("volatile")]
    return [figure[key] for figure in figures for key in ("path", "dark") if key in figure]


def _lasting(manifest: Manifest) -> str:
    """Return the part of a manifest that another run at another time measures again."""
    entries = {name: [*map(_steady, manifest[name])] for name in ("metrics", "figures")}
    words = json.dumps([manifest.get("headline"), manifest.get("story")])
    for metric in manifest["metrics"]:
        words = words.replace(metric["short"], metric["id"]) if metric.get("volatile") else words
    rest = {"run": {**manifest["run"], "seconds": None}, "provenance": None, "story": None}
    return json.dumps({**manifest, **entries, **rest, "headline": words}, sort_keys=True)


def _steady(entry: Manifest) -> Manifest:
    """Return what is the same of a metric or figure in each run, also when it is of times."""
    kept = ("id", "label", "unit", "better", "path", "dark")
    return {key: entry.get(key) for key in kept} if entry.get("volatile") else entry
