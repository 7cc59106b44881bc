"""The recipe ``.portfolio-kit.json``: what baked a project, to run and to bake it again."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portfolio_kit.errors import BakeError, ConfigError, Problem, Where
from portfolio_kit.schema import Words, refused, shown
from portfolio_kit.system import json_text, textfile

NAME = ".portfolio-kit.json"

_VERSION = 2
_ORIGIN = ("url", "ref", "commit", "directory")
_BAKE_AGAIN = "take the file back from git, or bake the project again"
#: Nobody writes this file by hand: an unknown key is one of another version.
_WORDS = Words(
    missing=_BAKE_AGAIN,
)


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


def write(project: Path, baked: Recipe) -> None:
    """Write the recipe in the place of whatever its template made there.

    Raises:
        BakeError: the template made a folder of that name.
    """
    file = project / NAME
    if file.is_dir() and not file.is_symlink():
        raise BakeError(
            f"{baked.template} makes a folder {NAME}, which is the name of the file "
            "that says what baked a project",
            "rename it in the template",
        )
    file.unlink(missing_ok=True)
    file.write_text(text(baked), encoding="utf-8", newline="\n")


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
        document = json_text.parsed(content)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{file} does not exist", f"give a project that portfolio-kit baked, or its {NAME}"
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be read ({error.strerror})", "check that it is a file of yours"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file} is not UTF-8 (byte {error.start})", _BAKE_AGAIN) from error
    except json_text.StrangeError as error:
        raise ConfigError(f"{file} {error}", _BAKE_AGAIN) from error
    except ValueError as error:
        raise ConfigError(f"{file} is not JSON ({error})", _BAKE_AGAIN) from error
    _refuse_newer(file, document)
    problems = [problem for _, problem in refused(document, "recipe.schema.json", _WORDS)]
    if problems := [*problems, *_beyond_a_schema(document)]:
        raise ConfigError(problem.at(Where(str(file))) for problem in problems)
    return _recipe(document)


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


def _beyond_a_schema(document: object) -> Iterator[Problem]:
    """Yield what a schema cannot say of a recipe: its 2.0 is 2, and it knows no quotes."""
    said = document if isinstance(document, dict) else {}
    version, command = said.get("schema_version"), said.get("command")
    if isinstance(version, float) and version.is_integer():
        what = f"schema_version is {version}"
        yield Problem(what, f"it must be {_VERSION}", Where(key="schema_version"))
    try:
        shlex.split(command if isinstance(command, str) else "")
    except ValueError as error:
        what = f"command is {shown(command)} ({str(error).lower()})"
        yield Problem(what, "it must be a command line", Where(key="command"))
