"""What differs between two sides of a project, where a difference can change what is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portfolio_kit.base import sides
from portfolio_kit.base.definitions import definitions, same
from portfolio_kit.base.sides import PYPROJECT, TOLD, Side
from portfolio_kit.showcase import recipe


@dataclass(frozen=True)
class Change:
    """A file whose code or values are others.

    Attributes:
        path: of the file, as a side has it.
        name: what it is called before people.
        before: it was there then.
        after: it is there now.
        table: the table of settings that differs, if it is that.
    """

    path: str
    name: str
    before: bool
    after: bool
    table: str = ""


def between(then: Side, now: Side) -> Iterator[Change]:
    """Yield what changed, in the order of the paths; one for each table of settings."""
    for path in sorted({*then.files, *now.files}):
        before, after = then.files.get(path), now.files.get(path)
        if before != after:
            for name, table in _differences(path, then, now):
                yield Change(path, name, before is not None, after is not None, table)


def _differences(path: str, then: Side, now: Side) -> Iterator[tuple[str, str]]:
    """Yield what of a file differs: what that is called, and the table if it is one."""
    name = sides.shown(path, now.package)
    if path in (PYPROJECT, recipe.NAME):
        yield from _required(then, now)
    elif path.endswith(".py"):
        yield from _defined(path, name, then, now)
    elif path.endswith(".toml") and path not in TOLD:
        yield from _set(path, name, then, now)
    elif path not in TOLD:
        yield name, ""


def _required(then: Side, now: Side) -> Iterator[tuple[str, str]]:
    wanted = now.dependencies()
    if wanted is None:
        yield f"{PYPROJECT} (does not parse)", ""
    elif wanted != then.dependencies():
        yield f"the dependencies in {PYPROJECT}", ""


def _defined(path: str, name: str, then: Side, now: Side) -> Iterator[tuple[str, str]]:
    """Yield a module that defines something else, or the same in another order."""
    was = definitions(then.text(path), then.package)
    here = definitions(now.text(path), now.package)
    if here is None:
        yield f"{name} (does not parse)", ""
    elif was is None or not _same(_text(was), _text(here), then, now):
        yield name, ""


def _text(defined: Mapping[str, str]) -> str:
    return "\n".join(f"{name} {code}" for name, code in defined.items())


def _set(path: str, name: str, then: Side, now: Side) -> Iterator[tuple[str, str]]:
    """Yield each table of a TOML file whose values differ."""
    was, here = sides.values(then.text(path)) or {}, sides.values(now.text(path))
    if here is None:
        yield f"{name} (does not parse)", ""
        return
    for table in sorted({*was, *here}):
        old, new = (json.dumps(v.get(table), sort_keys=True, default=str) for v in (was, here))
        if not _same(old, new, then, now):
            yield name, table if name.endswith("settings.toml") else ""


def _same(old: str, new: str, then: Side, now: Side) -> bool:
    return same(old, new, then.package, now.package)
