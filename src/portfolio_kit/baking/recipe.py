"""The recipe ``.portfolio-kit.json``: what baked a project, to run and to bake it again."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from portfolio_kit.errors import ConfigError, Problem, Where
from portfolio_kit.system import json_text, textfile

NAME = ".portfolio-kit.json"

_VERSION = 2
_ORIGIN = ("url", "ref", "commit", "directory")
_EXTRA = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")  # PEP 685
_SUM = re.compile(r"sha256:[0-9a-f]{64}")
_BAKE_AGAIN = "take the file back from git, or bake the project again"


@dataclass(frozen=True)
class Recipe:
    """What baked a project.

    ``command`` runs it (None: its template names no main command). ``origin`` says where a
    foreign template came from, as far as that is no place on the person's own machine; it is
    None for a built-in template. ``files`` is the sum of what was rendered, as ``content.total``
    gives it; files of version 1 have none.
    """

    template: str
    version: str
    kit: str
    layers: tuple[str, ...]
    answers: Mapping[str, Any]  # whatever JSON its question takes
    story: Mapping[str, Any]  # texts and lists of texts
    date: str
    command: str | None = None
    extras: tuple[str, ...] = ()
    origin: Mapping[str, str | None] | None = field(default=None)
    files: str | None = None


def text(baked: Recipe) -> str:
    """Return the content of the file: the same for the same ``baked``, anywhere.

    It is of version 2, and so needs ``files``. A password in the template's address is left
    out, and so is an address that is a path.
    """
    if baked.files is None:
        raise ValueError("version 1 is read, and never written")
    document: dict[str, Any] = {
        "schema_version": _VERSION,
        "template": baked.template,
        "version": baked.version,
        "kit": baked.kit,
        "layers": list(baked.layers),
        "answers": dict(baked.answers),
        "story": dict(baked.story),
        "date": baked.date,
        "command": baked.command,
        "extras": list(baked.extras),
    }
    if baked.origin is not None:
        known = {name: baked.origin.get(name) for name in _ORIGIN}
        known["url"] = _public(known["url"])
        document["origin"] = {name: value for name, value in known.items() if value is not None}
    document["files"] = baked.files
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _public(url: str | None) -> str | None:
    """Return the address without its password; None when it is a path on this machine."""
    if url is None:
        return None
    if "://" not in url:
        # `git@host:owner/name` holds no password; anything else without a scheme is a path.
        # With an `@` behind the colon it may be a password, whose scheme was left out.
        scp = re.fullmatch(r"(?:[\w.-]+@)?[\w.-]{2,}:(?![\\/])[^@]+", url)
        return url if scp else None
    from portfolio_kit.system import (
        redact,  # its patterns take longer to compile than a bake to write
    )

    return None if url.lower().startswith("file:") else redact.public(url)


def read(path: Path) -> Recipe:
    """Return what baked a project, given its folder or the file itself.

    Raises:
        ConfigError: the file is missing, cannot be read, or holds something else; one
            problem for each thing that is wrong.
    """
    file = path / NAME if path.is_dir() else path
    try:
        content = textfile.content(file).decode("utf-8-sig")
        document = json_text.parsed(content, parse_constant=_refuse, object_pairs_hook=_unique)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{file} does not exist", f"give a project that portfolio-kit baked, or its {NAME}"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be read ({error.strerror})", "check that it is a file of yours"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8 (byte {error.start})", f"{_BAKE_AGAIN}") from error
    except json_text.StrangeError as error:
        raise ConfigError(f"{file} {error}", f"{_BAKE_AGAIN}") from error
    except ValueError as error:
        raise ConfigError(f"{file} is not JSON ({error})", f"{_BAKE_AGAIN}") from error
    _refuse_newer(file, document)
    if problems := _problems(document):
        raise ConfigError(problem.at(Where(str(file))) for problem in problems)
    return _recipe(document)


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads and JSON does not have."""
    raise ValueError(f"{constant} is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that stands twice: which one was meant cannot be known."""
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands there twice")
    return document


def _refuse_newer(file: Path, document: object) -> None:
    """Refuse a version that is not known: what else is wrong in it cannot be said.

    Raises:
        ConfigError: one line.
    """
    version = document.get("schema_version") if isinstance(document, dict) else None
    if isinstance(version, int) and version > _VERSION:
        raise ConfigError(
            f"{file} has schema_version {version}, and this portfolio-kit reads 1 and {_VERSION}",
            "upgrade portfolio-kit: pip install --upgrade portfolio-kit",
        )


def _recipe(document: Mapping[str, Any]) -> Recipe:
    """Make a ``Recipe`` of a document without problems."""
    values = {name: value for name, value in document.items() if name != "schema_version"}
    for name in ("layers", "extras"):
        values[name] = tuple(values.get(name, ()))
    if "origin" in values:
        values["origin"] = {name: values["origin"].get(name) for name in _ORIGIN}
    return Recipe(**values)


def _problems(document: object) -> list[Problem]:
    """Return a problem for each thing that is wrong in the document."""
    if not isinstance(document, dict):
        return [Problem(f"it holds {_shown(document)}, not an object", _BAKE_AGAIN)]
    problems = [
        Problem(f"{name} is missing", _BAKE_AGAIN, Where(key=name))
        for name in _RULES
        if name not in document and name not in _OPTIONAL
    ]
    if ("files" in document) != ("schema_version" in document):  # version 1 has neither
        missing = "schema_version" if "files" in document else "files"
        problems.append(Problem(f"{missing} is missing", _BAKE_AGAIN, Where(key=missing)))
    for name, value in document.items():
        if name not in _RULES:
            what = f"{name!r} is no key of an answers file"
            problems.append(Problem(what, "remove it, or upgrade", Where(key=name)))
            continue
        allowed, holds = _RULES[name]
        if not holds(value):
            what = f"{name} is {_shown(value)}"
            problems.append(Problem(what, f"it must be {allowed}", Where(key=name)))
    return problems


def _shown(value: object) -> str:
    """Return a value on one short line."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and value.isprintable()


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_story(value: object) -> bool:
    def is_words(words: object) -> bool:
        lines = words if isinstance(words, list) else [words]
        return all(isinstance(line, str) for line in lines)

    return isinstance(value, dict) and all(map(is_words, value.values()))


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_command(value: object) -> bool:
    try:
        return value is None or (_is_text(value) and bool(shlex.split(str(value))))
    except ValueError:  # an open quote
        return False


def _is_extras(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(name, str) and _EXTRA.fullmatch(name) for name in value
    )


def _is_version(value: object) -> bool:
    return value == _VERSION and type(value) is int  # not 2.0


def _is_sum(value: object) -> bool:
    return isinstance(value, str) and bool(_SUM.fullmatch(value))


def _is_origin(value: object) -> bool:
    return isinstance(value, dict) and all(
        name in _ORIGIN and (part is None or _is_text(part)) for name, part in value.items()
    )


_OPTIONAL = frozenset({"schema_version", "command", "extras", "origin", "files"})
_RULES: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "schema_version": (f"{_VERSION}", _is_version),
    "template": ("a name", _is_text),
    "version": ("text", _is_text),
    "kit": ("text", _is_text),
    "layers": ("a list of names", _is_texts),
    "answers": (
        "an object with one entry for each question",
        lambda value: isinstance(value, dict),
    ),
    "story": ("an object of texts and lists of texts", _is_story),
    "date": ("a date such as 2026-11-23", _is_date),
    "command": ("a command line such as `python -m fed_digits`, or null", _is_command),
    "extras": ("a list of extras of the project, such as jax", _is_extras),
    "origin": (f"an object with texts for {', '.join(_ORIGIN)}", _is_origin),
    "files": ("sha256: and 64 hexadecimal digits", _is_sum),
}
