"""A project as it was at a commit, and as it lies here: the files that its results depend on."""

from __future__ import annotations

import ast
import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from portfolio_kit.base.definitions import PACKAGE, tree
from portfolio_kit.git import objects, past
from portfolio_kit.git.past import UnknownError
from portfolio_kit.showcase import recipe
from portfolio_kit.system import textfile

PYPROJECT = "pyproject.toml"

#: What a run takes words from, besides what it measures.
TOLD = ("story.toml", PYPROJECT, recipe.NAME)

#: What is compared, by values and not by bytes; below `src` and `data` everything is.
_VALUES = ("settings.toml", "table.toml")

PLACES = ("src", "data", *_VALUES, *TOLD)

_DOCUMENTATION = (".md", ".rst", ".pyi", ".typed")

_TEXTS = (".py", ".toml", ".json")  # whose content says more than its sum


@dataclass(frozen=True)
class Side:
    """One state of a project; in each path `PACKAGE` stands for the folder of its package.

    Attributes:
        package: the folder's name.
        files: the id of what git stores of each file.
        texts: by their ids, what is in the files that can be understood.
    """

    package: str
    files: Mapping[str, str]
    texts: Mapping[str, bytes]

    def text(self, path: str) -> bytes:
        """Return what is in a file; nothing where there is none."""
        return self.texts.get(self.files.get(path, ""), b"")

    def dependencies(self) -> list[str] | None:
        """Return what is required of others, with the recipe's extras; None: it is not TOML."""
        said = values(self.text(PYPROJECT))
        if said is None:
            return None
        about = _table(said.get("project"))
        optional = _table(about.get("optional-dependencies"))
        lists = [about.get("dependencies"), *(optional.get(one) for one in self._extras())]
        return sorted(_requirement(one) for listed in lists for one in _list(listed))

    def _extras(self) -> list[str]:
        try:
            said = json.loads(self.text(recipe.NAME) or b"{}")
        except (ValueError, RecursionError):
            return []
        return [str(one) for one in _list(_table(said).get("extras"))]


def _table(said: object) -> Mapping[str, Any]:  # Any: as TOML and JSON
    return said if isinstance(said, dict) else {}


def _list(said: object) -> list[object]:
    return said if isinstance(said, list) else []


def trees(*sides: Side) -> Iterator[dict[str, ast.Module]]:
    """Yield the code of every module of each side that can be read, by its path."""
    known: dict[tuple[str, str], ast.Module | None] = {}  # most files are the same on each side
    for side in sides:
        found = {}
        for path in (path for path in side.files if path.endswith(".py")):
            key = (side.files[path], side.package)
            if key not in known:
                known[key] = tree(side.text(path), side.package)
            if (made := known[key]) is not None:
                found[path] = made
        yield found


def values(text: bytes) -> dict[str, Any] | None:  # Any: as TOML
    """Return what a TOML file says; None: it is none."""
    try:
        return tomllib.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _requirement(said: object) -> str:
    """Return a requirement as every way to write it comes out the same."""
    words = "".join(str(said).split())
    return re.sub(r"^[\w.-]+", lambda name: re.sub(r"[-_.]+", "-", name[0]).lower(), words)


def both(project: Path, commit: str, command: str) -> tuple[Side, Side]:
    """Return ``project`` as ``commit`` holds it, and as it lies here.

    Args:
        project: its folder.
        commit: the id of one in the history of what is checked out.
        command: by which it was measured.

    Raises:
        UnknownError: one of them is not to be known.
        RepositoryError: there is no git.
    """
    held = past.files(project, commit, PLACES)
    named = _module(command)
    was = _package(held, named, command)
    then = {neutral(path, was): id_ for path, id_ in held.items()}
    present = past.present(project, PLACES)
    now = _package(present, named, command)
    files, texts = {}, {}
    for path in present:
        key = neutral(path, now)
        content = content_of(project / path) if counts(key) else None
        if content is not None:
            files[key] = id_of(content, then.get(key, next(iter(held.values()))))
            if key.endswith(_TEXTS):
                texts[files[key]] = content
    then = {key: id_ for key, id_ in then.items() if counts(key)}
    wanted = {id_ for key, id_ in then.items() if key.endswith(_TEXTS)} - texts.keys()
    whole = {**texts, **past.contents(project, sorted(wanted))}
    return Side(was, then, whole), Side(now, files, whole)


def _module(command: str) -> str:
    """Return the package that a command runs."""
    try:
        words = shlex.split(command)
    except ValueError:
        words = []
    if words[:2] not in (["python", "-m"], ["python3", "-m"]) or len(words) < 3:
        raise UnknownError(f"they were measured by {command!r}, which runs no package below src/")
    return words[2].partition(".")[0]


def _package(paths: Mapping[str, str] | list[str], named: str, command: str) -> str:
    """Return the folder below ``src`` with the package: the one named so, else the only one."""
    parts = [PurePosixPath(path).parts for path in paths if path.endswith(".py")]
    folders = {names[1] for names in parts if names[0] == "src" and len(names) > 2}
    if named in folders:
        return named
    if len(folders) != 1:
        raise UnknownError(f"they were measured by {command!r}, and src/{named}/ is not there")
    return folders.pop()


def neutral(path: str, package: str) -> str:
    """Return a path in which `PACKAGE` stands for the folder of the package."""
    own = f"src/{package}/"
    return f"src/{PACKAGE}/{path.removeprefix(own)}" if path.startswith(own) else path


def shown(path: str, package: str) -> str:
    """Return a path as people know it."""
    return path.replace(PACKAGE, package, 1)


def counts(key: str) -> bool:
    """Say whether results, or what is told of them, can depend on a file."""
    if is_ours(key):
        return False
    path = PurePosixPath(key)
    hidden = any(part.startswith(".") for part in path.parts) and key not in TOLD
    text = path.parts[0] == "data" and path.stem.upper() != "README"  # a corpus, perhaps
    return not (hidden or (path.suffix in _DOCUMENTATION and not text))


def is_ours(key: str) -> bool:
    """Say whether a file is of the program, or made by Python: nobody writes it."""
    made = any(p == "__pycache__" or p.endswith(".egg-info") for p in PurePosixPath(key).parts)
    return made or key.startswith(f"src/{PACKAGE}/showcase/")


def content_of(path: Path) -> bytes | None:
    """Return what git would store of a file; None: it is not there."""
    try:
        if path.is_symlink():
            return str(path.readlink()).encode(errors="surrogateescape")
        return textfile.content(path)
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        raise UnknownError(f"{path} is a repository of its own") from error
    except OSError as error:
        raise UnknownError(f"{path} cannot be read ({error.strerror})") from error


def id_of(content: bytes, other: str) -> str:
    """Return the id of a file, which is ``other`` where a filter of git makes no more of it."""
    pointer = (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{sha256(content).hexdigest()}\nsize {len(content)}\n"
    )
    forms = (content, content.replace(b"\r\n", b"\n"), pointer.encode())
    ids = [objects.blob(form, len(other)) for form in forms]
    return other if other in ids else ids[0]
