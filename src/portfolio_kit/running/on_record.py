"""Whether what is asked for was measured already, by this command, with what is installed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.running import install, recording
from portfolio_kit.running.wish import Wish
from portfolio_kit.showcase import manifest, readme
from portfolio_kit.showcase.recipe import Recipe


def since(
    project: Path, baked: Recipe, wish: Wish, unchanged: Callable[[Path], bool]
) -> str | None:
    """Return the commit at which a full run was measured that is on record whole; None: run it.

    The last commit holds all of it, README shows it, and the project's ``.venv`` has the Python
    and the versions that measured it. ``unchanged`` says whether the project itself is as it was.
    """
    if wish.profile != "full" or wish.record or not install.is_done(project, wish):
        return None
    measured = _whole(project, baked)
    if measured is None or not unchanged(project):
        return None
    origin = measured["provenance"]
    same = {name: origin[name] for name in ("python", "platform", "packages")}
    here = install.versions(project, origin["packages"])
    return str(origin["commit"]).removeprefix("git:") if here == same else None


def _whole(project: Path, baked: Recipe) -> Mapping[str, Any] | None:  # Any: JSON
    """Return the manifest of a full run that is committed and shown; None: there is none."""
    if not (project / manifest.NAME).exists() or readme.check(project, lambda: baked.command):
        return None
    try:
        measured = manifest.read(project)
        committed = recording.is_committed(project, measured)
    except PortfolioKitError:  # the run itself says what is wrong
        return None
    run = measured["run"]
    asked = run["profile"] == "full" and run["command"].split() == (baked.command or "").split()
    return measured if committed and asked and not manifest.is_old(measured) else None
