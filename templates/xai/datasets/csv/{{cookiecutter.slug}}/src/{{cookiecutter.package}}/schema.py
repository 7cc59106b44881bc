"""The schema file ``table.toml``: which columns a table has and what they mean."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from .config import SetupError
from .table import Feature, Kind, Mutability

KEYS = ("label", "unit", "kind", "mutability", "group", "direction")


@dataclass(frozen=True)
class Schema:
    """What ``table.toml`` says: the target's column, the groups' columns, and the features."""

    target: str
    groups: tuple[str, ...]
    features: tuple[Feature, ...]

    @property
    def columns(self) -> list[str]:
        """Return every column that the table must have, each once."""
        names = (self.target, *self.groups, *(feature.name for feature in self.features))
        return list(dict.fromkeys(names))


def read(path: Path) -> Schema:
    """Return the schema in ``path``.

    Raises:
        SetupError: one line for each thing that is wrong.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise SetupError(f"{path.name} is missing; write one as the README describes") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"{path.name} is no TOML: {error}; correct it") from error
    if problems := list(_problems(said)):
        raise SetupError("\n".join(f"{path.name}: {problem}" for problem in problems))
    features = tuple(_feature(name, about) for name, about in said["features"].items())
    return Schema(said["target"], tuple(said.get("groups", ())), features)


def _feature(name: str, about: dict[str, Any]) -> Feature:  # Any: TOML
    plain = name.replace("_", " ").capitalize()
    return Feature(**{"name": name, "label": plain, "group": name, **about})


def _problems(said: dict[str, Any]) -> Iterator[str]:  # Any: TOML
    """Yield what is wrong, with the value and what to do."""
    for key in sorted(said.keys() - {"target", "groups", "features"}):
        yield f"{key} is no key; use target, groups and features"
    if not isinstance(said.get("target"), str):
        yield f"target is {said.get('target')!r}; name the column of 0 and 1"
    groups = said.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(name, str) for name in groups):
        yield f"groups is {groups!r}; give a list of columns"
    features = said.get("features")
    if not isinstance(features, dict) or len(features) < 2:
        yield "features has fewer than two tables; write one [features.COLUMN] for each column"
        return
    if said.get("target") in features:
        yield f"{said['target']} is target and feature; remove [features.{said['target']}]"
    for name, about in features.items():
        if isinstance(about, dict):
            yield from (f"features.{name}: {problem}" for problem in _wrong(about))
        else:
            yield f"features.{name} is {about!r}; write a table"


def _wrong(about: dict[str, Any]) -> Iterator[str]:  # Any: TOML
    """Yield what is wrong with one feature."""
    for key in sorted(about.keys() - set(KEYS)):
        yield f"{key} is no key; use {', '.join(KEYS)}"
    choices = {"kind": get_args(Kind), "mutability": get_args(Mutability), "direction": (0, 1, -1)}
    for key, allowed in choices.items():
        value = about.get(key, 0 if key == "direction" else None)
        if value not in allowed or isinstance(value, bool):
            yield f"{key} is {value!r}; choose one of {', '.join(map(str, allowed))}"
    for key in ("label", "unit", "group"):
        if not isinstance(about.get(key, ""), str):
            yield f"{key} is {about[key]!r}; give a text"
