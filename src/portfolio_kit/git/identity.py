"""Who the person is: what git would write into a commit, in the very place of the commit.

Git's own rules (its ``ident.c``): for each of name and address ``GIT_AUTHOR_*`` wins, then
``author.*``, then ``user.*``; last, for the address alone, ``EMAIL``. Which value of a key
counts, over all files, scopes and conditional includes, git itself is asked. What git would
invent of the machine's user and host is no answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from portfolio_kit.errors import BakeError, RepositoryError
from portfolio_kit.git import commands
from portfolio_kit.git.commands import GitError
from portfolio_kit.system.staging import staging

#: The keys that decide, and the conditions on which git reads more files.
_KEYS = r"^((user|author|committer)\.(name|email)|includeif\..*\.path)$"

#: A name that stands for no repository, so that none around the place counts.
_NOTHING = ".portfolio-kit-nothing"

#: What git drops at both ends of a name; a name of nothing else it refuses.
_CRUD = "".join(map(chr, range(33))) + ".,:;<>\"\\'"


class Said(NamedTuple):
    """A name or an address, and where git has it from."""

    value: str
    source: str


class _Setting(NamedTuple):
    """One line of git's configuration."""

    key: str
    value: str
    source: str


def here(folder: Path) -> dict[str, Said]:
    """Return the ``name`` and ``email`` that git would commit with in ``folder``, as far as known.

    Raises:
        RepositoryError: git is not there, or its configuration cannot be read.
    """
    existing = next(place for place in (folder, *folder.parents) if place.is_dir())
    return _decided(list(_settings(existing)))


def there(project: Path, *, branch: str = "main", remote: str | None = None) -> dict[str, Said]:
    """Return what ``here`` would, if ``project`` were a repository of its own already.

    A repository around it does not count. Where files are included on a condition
    (``includeIf "gitdir:~/work/"``) git can only say what holds in a repository that is there:
    then one is made for a moment, where a bake works too, beside ``project``. Where nothing can
    be written nothing will be baked; then what holds in the folder around it is the answer.

    Raises:
        RepositoryError: git is not there, or its configuration cannot be read.
    """
    existing = next(place for place in project.absolute().parents if place.is_dir())
    settings = list(_settings(existing, {"GIT_DIR": str(existing / _NOTHING)}))
    if any(setting.key.startswith("includeif.") for setting in settings):
        with suppress(BakeError), staging(project) as folder:
            settings = _in_a_repository(folder / project.name, branch, remote)
    return _decided(settings)


def _in_a_repository(folder: Path, branch: str, remote: str | None) -> list[_Setting]:
    """Return the settings that matter in a repository that is made for that only."""
    folder.mkdir()
    with commands.translated("git init failed"):
        commands.run(folder, "init", "--quiet", "--template=", f"--initial-branch={branch}")
        if remote:
            commands.run(folder, "remote", "add", "origin", remote)
    return list(_settings(folder))


def _settings(folder: Path, env: Mapping[str, str] | None = None) -> Iterator[_Setting]:
    """Yield the settings that matter as git reads them in ``folder``, the weakest first."""
    words = ("config", "--null", "--show-origin", "--get-regexp", _KEYS)
    try:
        parts = commands.run(folder, *words, env=env).split("\0")
    except GitError as error:
        if error.status != 1:  # 1: none is set
            raise RepositoryError(
                f"git cannot work: {error}", "put its configuration right"
            ) from error
        return
    for origin, entry in zip(parts[::2], parts[1::2], strict=False):
        key, _, value = entry.partition("\n")
        kind, _, place = origin.partition(":")
        yield _Setting(key, value, f"git config {place or kind}")


def _decided(settings: list[_Setting]) -> dict[str, Said]:
    """Return what git makes of its settings and the environment."""
    last = {setting.key: setting for setting in settings}
    found = {}
    for key in ("name", "email"):
        if (said := _one(key, last)) and (bare := said.value.strip(_CRUD)):
            # "Jr." keeps its dot in a licence, though git drops it in a commit.
            found[key] = Said(bare if key == "email" else said.value.strip(), said.source)
    return found


def _one(key: str, last: Mapping[str, _Setting]) -> Said | None:
    """Return what decides on ``key``; it may be empty."""
    variable = f"GIT_AUTHOR_{key.upper()}"
    if variable in os.environ:
        return Said(os.environ[variable], variable)
    given = [last[name] for name in (f"author.{key}", f"user.{key}") if name in last]
    for setting in given:
        if setting.value or setting.key.startswith("user."):
            return Said(setting.value, setting.source)
    nothing = not given and f"committer.{key}" not in last
    if key == "email" and nothing and os.environ.get("EMAIL"):
        return Said(os.environ["EMAIL"], "EMAIL")
    return None
