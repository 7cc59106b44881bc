"""Settings: fields of a frozen dataclass, their values in ``settings.toml``, a flag for each."""

import argparse
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

from .errors import ShowcaseError
from .files import toml

NAME = "settings.toml"
CONFIG = "config"  # the table of the experiment itself, whose flags bear no name before theirs
Kind = TypeVar("Kind")
Values = Mapping[str, Any]  # Any: fields are of several types

_ALLOWED = {int: "a whole number", float: "a number", bool: "true or false", tuple: "a list"}


class SetupError(ShowcaseError):
    """What was asked for cannot be run; each argument is one line that says what to do."""


class About(NamedTuple):
    """What a value is; the flags of the command line and their help are made from it."""

    meaning: str
    unit: str
    source: str


def read(kind: type[Kind], file: Path, table: str = CONFIG) -> Kind:
    """Return ``kind`` with the values that ``table`` of a TOML file holds, else its defaults.

    Raises:
        SetupError: a value is unknown, missing, or of another type; all of them are listed.
    """
    return made(kind, stored(kind, file, table), table)


def made(kind: type[Kind], values: Values, table: str) -> Kind:
    """Return ``kind`` with ``values``, which its own checks may refuse."""
    if lacks := [name for name in _fields(kind) if name not in values and not hasattr(kind, name)]:
        raise SetupError(*(f"{NAME}: [{table}] lacks {name}; give it a value" for name in lacks))
    return kind(**values)


def stored(kind: type, file: Path, table: str) -> dict[str, Any]:
    """Return the values that ``table`` of a TOML file holds, each of its field's type."""
    found, fields = toml(file.parent, file.name).get(table, {}), _fields(kind)
    if not isinstance(found, dict):
        raise SetupError(f"{NAME}: {table} is no table; begin one with [{table}]")
    problems, values = [], {}
    for name, value in found.items():
        where = f"{NAME}: [{table}] {name}"
        try:
            values[name] = _typed(fields[name][0], value)
        except KeyError:
            problems.append(f"{where} is no setting; write one of: {', '.join(fields)}")
        except SetupError as error:
            problems.append(f"{where} is {value!r}; give it {error}")
    if problems:
        raise SetupError(*problems)
    return values


def flags(parser: argparse.ArgumentParser, kind: type, values: Values, table: str = CONFIG) -> None:
    """Add a flag for each field of ``kind``; what is not typed is not among the options."""
    group = parser.add_argument_group("experiment" if table == CONFIG else table)
    for name, (hint, about) in _fields(kind).items():
        key, default = _key(table, name), values.get(name, getattr(kind, name, None))
        group.add_argument(f"--{key.replace('_', '-')}", dest=key, **_flag(hint, about, default))


def typed(kind: type, options: Values, table: str = CONFIG) -> dict[str, Any]:
    """Return what was typed of the fields of ``kind``."""
    found = {name: options[_key(table, name)] for name in _fields(kind)}
    lists = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
    return {name: value for name, value in {**found, **lists}.items() if value is not None}


def seeds(made: object) -> list[int]:
    """Return every seed that the fields of a dataclass hold: those whose unit is "seed"."""
    fields = _fields(type(made)).items()
    held = [getattr(made, name) for name, (_, about) in fields if about.unit == "seed"]
    return sorted({seed for one in held for seed in (one if isinstance(one, tuple) else (one,))})


def _key(table: str, name: str) -> str:
    return name if table == CONFIG else f"{table}_{name}"


def _flag(hint: object, about: About, default: object) -> dict[str, Any]:  # Any: as argparse
    """Return how argparse reads one field."""
    shown = " ".join(map(str, default)) if isinstance(default, tuple) else default
    source = about.source if default is None else f"default {shown}; {about.source}"
    words = {"help": f"{about.meaning} ({source})".replace("%", "%%")}
    if hint is bool:
        return {**words, "action": argparse.BooleanOptionalAction, "default": None}
    if get_origin(hint) is Literal:
        return {**words, "choices": get_args(hint), "type": type(get_args(hint)[0])}
    words["metavar"] = about.unit.upper() if about.unit.isalpha() else "NUMBER"
    if get_origin(hint) is tuple:
        return {**words, "type": get_args(hint)[0], "nargs": "+"}
    return {**words, "type": hint}


def _typed(hint: type, value: object) -> object:
    """Return ``value`` as a field holds it.

    Raises:
        SetupError: it is of another type; says what is allowed.
    """
    kind = get_origin(hint) or hint
    if kind is Literal:
        if value in get_args(hint):
            return value
        raise SetupError(f"one of: {', '.join(map(str, get_args(hint)))}")
    if kind is tuple and isinstance(value, list):
        return tuple(_typed(get_args(hint)[0], each) for each in value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise SetupError(_ALLOWED.get(kind, "text"))
    return value


def _fields(kind: type) -> dict[str, tuple[Any, About]]:
    """Return type and meaning of each field; Any: a type, or how one is written."""
    hints = typing.get_type_hints(kind, include_extras=True).items()
    return {name: get_args(hint) for name, hint in hints if get_origin(hint) is Annotated}
