"""Where results come from: the project's own files, its commit, and the versions that computed."""

import json
import platform
import re

# git is asked for the commit: fixed words, no shell
import subprocess  # nosec B404
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import Any

from . import files
from .errors import ShowcaseError
from .manifest import VERSION

_NEEDED = ("name", "description", "keywords", "license", "authors")


def project(root: Path) -> dict[str, Any]:  # Any: as showcase.json
    """Return what ``pyproject.toml``, the recipe and the README's title say about the project.

    Raises:
        ShowcaseError: one of the three cannot be read, or leaves out what the manifest needs.
    """
    document = files.toml(root, "pyproject.toml")
    about, kit = document.get("project", {}), document.get("tool", {}).get("portfolio-kit", {})
    if lacks := [key for key in _NEEDED if key not in about]:
        raise ShowcaseError(*(f"pyproject.toml: [project] lacks {key}; add it" for key in lacks))
    title = re.search(r"(?:^|\r)# ([^\r\n]+)", files.read(root / "README.md"), re.MULTILINE)
    source = about.get("urls", {}).get("Source")
    return {
        "schema_version": VERSION,
        "name": re.sub(r"[-_.]+", "-", about["name"]),
        "title": title[1].strip() if title else about["name"],
        "summary": about["description"],
        "domain": kit.get("domain", "other"),
        "tags": about["keywords"][:12],
        "license": about["license"],
        "authors": _authors(about["authors"], _recipe(root).get("answers", {})),
        **({"repository": source} if source else {}),
    }


def record(root: Path, packages: Sequence[str], seeds: Sequence[int]) -> dict[str, Any]:
    """Return the manifest's provenance, as it is before a run changes files."""
    (commit, dirty), baked = _commit(root), _recipe(root)
    named = f"{baked.get('template')}@{baked.get('version')}"
    origin = {"template": named, "kit": baked["kit"]} if "kit" in baked else {}
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


def _recipe(root: Path) -> dict[str, Any]:
    """Return what baked the project; nothing when the file that says so is gone."""
    path = root / ".portfolio-kit.json"
    try:
        return dict(json.loads(path.read_bytes())) if path.exists() else {}
    except (TypeError, ValueError) as error:  # no JSON, or no object
        raise ShowcaseError(f"{path.name} is no recipe ({error}); restore it from git") from error


def _authors(known: list[dict[str, str]], answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the authors; whoever answered with an ORCID iD has it."""
    if not answers.get("orcid"):
        return known
    iri = {"orcid": f"https://orcid.org/{answers['orcid']}"}
    return [{**a, **iri} if a.get("email") == answers.get("author_email") else a for a in known]


def _version(package: str) -> str:
    """Return the version of what is installed; TensorFlow goes by several names."""
    try:
        return version(package)
    except PackageNotFoundError:
        return version(packages_distributions()[package][0])


def _commit(root: Path) -> tuple[str | None, bool]:
    """Return HEAD, and whether tracked files differ from it; None outside a repository."""
    status = git(root, "status", "--porcelain=v2", "--branch", "--untracked-files=no") or ""
    head = re.search(r"^# branch.oid ([0-9a-f]{40,64})$", status, re.MULTILINE)
    if not head:
        return None, False
    return f"git:{head[1]}", any(not line.startswith("#") for line in status.splitlines())


def git(root: Path, *words: str) -> str | None:
    """Return what git says of the project; None where it fails, or is not there."""
    command = ("git", *words)
    try:
        # The arguments are fixed and there is no shell: nothing can be injected.
        done = subprocess.run(  # noqa: S603  # nosec B603
            command, cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return None if done.returncode else done.stdout
