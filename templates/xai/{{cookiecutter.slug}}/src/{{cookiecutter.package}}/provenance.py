"""Where results come from: the project's own files, its commit, and the versions that computed."""

import json
import platform
import re

# git is asked for the commit: fixed words, no shell
import subprocess  # nosec B404
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any


def project(root: Path) -> dict[str, Any]:
    """Return what ``pyproject.toml`` and the README's title say about the project.

    Any, because it is TOML on its way to JSON.
    """
    about = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    title = re.search(r"^# (.+)$", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    entry = {
        "schema_version": 2,
        "name": re.sub(r"[-_.]+", "-", about["name"]),
        "title": title[1].strip() if title else about["name"],
        "summary": about["description"],
        "domain": "explainable-ai",
        "tags": about["keywords"][:12],
        "license": about["license"],
        "authors": about["authors"],
    }
    repository = about.get("urls", {}).get("Source")
    return {**entry, "repository": repository} if repository else entry


def record(root: Path, packages: Sequence[str], seeds: Sequence[int]) -> dict[str, Any]:
    """Return the manifest's provenance; Any, because it is JSON."""
    commit, dirty = _commit(root)
    answers = root / ".portfolio-kit.json"
    origin = {}
    if answers.exists():
        baked = json.loads(answers.read_text(encoding="utf-8"))
        origin = {"template": f"{baked['template']}@{baked['version']}", "kit": baked["kit"]}
    return {
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "dirty": dirty,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": {name: _version(name) for name in packages},
        "seeds": list(seeds),
        **origin,
    }


def _version(package: str) -> str:
    """Return the version of what is installed; TensorFlow goes by several names."""
    try:
        return version(package)
    except PackageNotFoundError:
        return version(packages_distributions()[package][0])


def _commit(root: Path) -> tuple[str | None, bool]:
    """Return HEAD, and whether tracked files differ from it; None outside a repository."""
    command = ("git", "status", "--porcelain=v2", "--branch", "--untracked-files=no")
    try:
        # The arguments are fixed and there is no shell: nothing can be injected.
        done = subprocess.run(  # noqa: S603  # nosec B603
            command, cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return None, False
    head = re.search(r"^# branch.oid ([0-9a-f]{40,64})$", done.stdout, re.MULTILINE)
    if done.returncode or not head:
        return None, False
    changed = any(not line.startswith("#") for line in done.stdout.splitlines())
    return f"git:{head[1]}", changed
