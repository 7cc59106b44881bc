"""Settings: fields of a frozen dataclass, their values in ``settings.toml``, a flag for each."""

import argparse
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from .errors import ShowcaseError
from .files import toml

NAME = "settings.toml"
Kind = TypeVar("Kind")
Values = Mapping[str, Any]  # Any: fields are of several types

_ALLOWED: Mapping[object, str] = {int: "a whole number", float: "a number", bool: "true or false"}


class SetupError(ShowcaseError):
    """What was asked for cannot be run; each argument is one line that says what to do."""


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


def read(kind: type[Kind], file: Path, table: str = "config") -> Kind:
    """Return ``kind`` with the values that ``table`` of a TOML file holds, else its defaults.

    Raises:
        SetupError: a value is unknown, missing, or of another type; all of them are listed.
    """
    return made(kind, stored(kind, file, table), table)


def made(kind: type[Kind], values: Values, table: str) -> Kind:
    """Return ``kind`` with ``values``, which its own checks may refuse."""
    if missing := [name for name in _hints(kind) if name not in values and not hasattr(kind, name)]:
        raise SetupError(*(f"{NAME}: [{table}] lacks {name}; give it a value" for name in missing))
    return kind(**values)


def stored(kind: type, file: Path, table: str = "config") -> dict[str, Any]:
    """Return the values that ``table`` of a TOML file holds, each of its field's type."""
    hints = _hints(kind)
    found = toml(file.parent, file.name).get(table, {})
    if not isinstance(found, dict):
        raise SetupError(f"{NAME}: {table} is no table; begin one with [{table}]")
    problems, values = [], {}
    for name, value in found.items():
        where = f"{NAME}: [{table}] {name}"
        if name not in hints:
            problems.append(f"{where} is no setting; write one of: {', '.join(hints)}")
            continue
        try:
            values[name] = _typed(hints[name][0], value)
        except SetupError as error:
            problems.append(f"{where} is {value!r}; give it {error}")
    if problems:
        raise SetupError(*problems)
    return values


def flags(parser: argparse.ArgumentParser, kind: type, values: Values, part: str = "") -> None:
    """Add a flag for each field of ``kind``; what is not typed is not among the options."""
    group = parser.add_argument_group(part or "experiment")
    for name, (hint, about) in _hints(kind).items():
        flag = f"--{_key(part, name)}".replace("_", "-")
        default = values.get(name, getattr(kind, name, None))
        group.add_argument(flag, dest=_key(part, name), **_flag(hint, about, default))


def typed(kind: type, options: Values, part: str = "") -> dict[str, Any]:
    """Return what was typed of the fields of ``kind``."""
    found = {name: options.get(_key(part, name)) for name in _hints(kind)}
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in found.items()
        if value is not None
    }


def seeds(made: object) -> list[int]:
    """Return every seed that the fields of a dataclass hold: those whose unit is "seed"."""
    held = [
        getattr(made, name)
        for name, (_, about) in _hints(type(made)).items()
        if about.unit == "seed"
    ]
    return sorted({seed for one in held for seed in (one if isinstance(one, tuple) else (one,))})


def _key(part: str, name: str) -> str:
    return f"{part}_{name}" if part else name


def _flag(hint: object, about: About, default: object) -> dict[str, Any]:  # Any: as argparse
    """Return how argparse reads one field."""
    many = get_origin(hint) is tuple
    shown = " ".join(map(str, default)) if isinstance(default, tuple) else default
    source = about.source if default is None else f"default {shown}; {about.source}"
    words = f"{about.meaning} ({source})".replace("%", "%%")
    if hint is bool:
        return {"action": argparse.BooleanOptionalAction, "default": None, "help": words}
    if get_origin(hint) is Literal:
        return {"choices": get_args(hint), "type": type(get_args(hint)[0]), "help": words}
    place = about.unit.upper() if about.unit.isalpha() else "NUMBER"
    options = {"type": get_args(hint)[0] if many else hint, "metavar": place, "help": words}
    return options | ({"nargs": "+"} if many else {})


def _typed(hint: object, value: object) -> object:
    """Return ``value`` as a field holds it.

    Raises:
        SetupError: it is of another type; says what is allowed.
    """
    if get_origin(hint) is Literal:
        if value in get_args(hint):
            return value
        raise SetupError(f"one of: {', '.join(map(str, get_args(hint)))}")
    if get_origin(hint) is tuple:
        if isinstance(value, list):
            return tuple(_typed(get_args(hint)[0], each) for each in value)
        raise SetupError("a list")
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise SetupError(_ALLOWED.get(hint, "text"))
    return value


def _hints(kind: type) -> dict[str, tuple[object, About]]:
    """Return type and meaning of each field."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {n: get_args(hint)[:2] for n, hint in hints.items() if hasattr(hint, "__metadata__")}
