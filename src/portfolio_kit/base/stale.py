"""Which results of a project are stale: measured before something changed that they depend on.

What counts is what code defines and what settings say, not how they are written. Nothing of the
project is run, and what cannot be known is said to be unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from portfolio_kit import carried
from portfolio_kit.base import changes, own_data, parts, sides, unseen
from portfolio_kit.base.changes import Change
from portfolio_kit.base.definitions import same
from portfolio_kit.base.parts import Contents
from portfolio_kit.base.sides import TOLD, Side
from portfolio_kit.carried import skills
from portfolio_kit.errors import ManifestError, RepositoryError
from portfolio_kit.git import past
from portfolio_kit.git.past import UnknownError
from portfolio_kit.showcase import manifest, readme

#: Stands for every part: what changed concerns them all, or nobody can say whom.
ALL = "all results"

_NAMED = 3  # changed files that a cause names; of more it says how many

_Json = Mapping[str, Any]  # Any: a manifest, whose types its schema holds


@dataclass(frozen=True)
class Stale:
    """A part of the project, or `ALL`, whose results are stale, and why."""

    part: str
    cause: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.part}: {self.cause}"


@dataclass(frozen=True)
class Freshness:
    """What is stale, and why that could not be looked at, or not at all of it."""

    stale: tuple[Stale, ...] = ()
    not_checked: str = ""


def look(project: Path) -> Freshness:
    """Say which results in ``project`` were measured before what they depend on was changed."""
    if not (project / manifest.NAME).exists():
        return Freshness(not_checked="nothing was measured yet")
    try:
        measured = manifest.read(project)
        then, now = _sides(project, measured)
    except ManifestError:
        return Freshness(not_checked=f"{manifest.NAME} cannot be understood")
    except UnknownError as error:
        return Freshness(not_checked=str(error))
    except RepositoryError as error:
        return Freshness(not_checked=error.problems[0].what)
    return _compared(project, measured, then, now)


def unchanged(project: Path) -> bool:
    """Say whether a run of ``project`` would measure, and tell, what it has on record.

    That is more than not to be stale: a run also takes the owner's words, title and skills.
    """
    try:
        measured = manifest.read(project)
        then, now = _sides(project, measured)
        ids = {metric["id"] for metric in measured["metrics"]}
        known = skills.resolved(project, ids) == measured.get("skills", [])
        other = unseen.is_changed(project, _commit(measured), then, now)
        text = (project / readme.README).read_text(encoding="utf-8")
    except (ManifestError, UnknownError, RepositoryError, carried.ShowcaseError, OSError):
        return False
    title = re.search(r"^# (.+)$", text, re.MULTILINE)  # as the run reads it
    titled = title is not None and title[1].strip() == measured["title"]
    told = [name for name in TOLD if then.files.get(name) != now.files.get(name)]
    if not (known and titled) or told or other:
        return False
    return _compared(project, measured, then, now) == Freshness()


def _compared(project: Path, measured: _Json, then: Side, now: Side) -> Freshness:
    found = _stale(then, now, study=measured["run"]["profile"] == "study")
    doubt = own_data.doubt(project, now.files, measured) or unseen.doubt(project, measured)
    return Freshness(tuple(found), doubt)


def _sides(project: Path, measured: _Json) -> tuple[Side, Side]:
    """Return the project as it was when it was measured, and as it is.

    Raises:
        UnknownError: one of them is not to be known.
    """
    if manifest.is_old(measured):
        raise UnknownError(f"{manifest.NAME} is of an older version")
    origin = measured["provenance"]
    if origin["commit"] is None:
        raise UnknownError("they were measured outside of a repository")
    if origin["dirty"]:
        raise UnknownError("they were measured with changes that were not committed")
    commit = _commit(measured)
    past.require(project, commit)
    return sides.both(project, commit, measured["run"]["command"])


def _commit(measured: _Json) -> str:
    return str(measured["provenance"]["commit"]).removeprefix("git:")


def _stale(then: Side, now: Side, *, study: bool) -> Iterator[Stale]:
    """Yield all that is stale: what concerns all first, then the parts in their order."""
    found = [*changes.between(then, now)]
    if not found:
        return
    was, here = (parts.read(code, study=study) for code in sides.trees(then, now))
    if was is not None and here is not None:
        is_same = partial(same, was=then.package, now=now.package)
        yield from _of_parts(found, was, here, is_same)
    else:
        yield Stale(ALL, _before({change.name for change in found}))


def _of_parts(
    found: Sequence[Change], was: Contents, here: Contents, is_same: Callable[[str, str], bool]
) -> Iterator[Stale]:
    told: dict[str, set[str]] = {}
    for change in found:
        rewritten = change.path == parts.FILE
        for owner in _rewritten(was, here, is_same) if rewritten else _owners(change, was, here):
            told.setdefault(owner, set()).add(change.name)
    everybody = told.pop(ALL, set())
    if everybody:
        yield Stale(ALL, _before(everybody))
    for one in here.parts:
        if one not in was.parts:
            yield Stale(one, "never measured")
        elif names := told.get(one, set()) - everybody:
            yield Stale(one, _before(names))
    for one in was.parts:
        if one not in here.parts:
            yield Stale(one, "its results and figures go with the next run")


def _owners(change: Change, was: Contents, here: Contents) -> set[str]:
    """Return the parts that a change concerns; `ALL` where it is every part that there is."""
    if change.table in {*was.parts, *here.parts}:
        return {change.table}
    kept, found = was.parts.keys() & here.parts.keys(), set[str]()
    for contents, there in ((was, change.before), (here, change.after)):
        owners = contents.owners(change.path) if there else set()
        if owners is None:
            return {ALL}
        found |= owners
    return {ALL} if kept and kept <= found else found


def _rewritten(was: Contents, here: Contents, is_same: Callable[[str, str], bool]) -> set[str]:
    """Return the parts whose entries in the table of contents are others."""
    kept = [one for one in here.parts if one in was.parts]
    ordered = kept == [one for one in was.parts if one in here.parts]
    if not (ordered and is_same(was.rest, here.rest)):
        return {ALL}
    return {one for one in kept if not is_same(was.parts[one].said, here.parts[one].said)}


def _before(names: set[str]) -> str:
    listed = sorted(names)
    *first, last = listed[:_NAMED]
    rest = len(listed) - _NAMED
    if rest > 0:
        shown = f"{', '.join(listed[:_NAMED])} and {rest} more"
    else:
        shown = f"{', '.join(first)} and {last}" if first else last
    return f"measured before {shown} changed"
