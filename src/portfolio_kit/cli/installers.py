"""Which installer fills a project's ``.venv`` when nobody has chosen one, and why."""

from __future__ import annotations

import configparser
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from portfolio_kit.system import child

if TYPE_CHECKING:
    from portfolio_kit.running.wish import Installer, Wish

#: How pip can be told where packages are and which of them to take: uv has settings of its own
#: for that, and reads none of pip's.
_KEYS = (
    "index-url",
    "pypi-url",
    "extra-index-url",
    "no-index",
    "find-links",
    "constraint",
    "build-constraint",
)

#: Where a pip.conf for the whole machine lies on Linux, besides the folders that XDG names.
_ETC = Path("/etc")

#: The sections of a pip.conf that `pip install` reads.
_SECTIONS = ("global", "install")


class Chosen(NamedTuple):
    """An installer, and why it was chosen."""

    installer: Installer
    because: str


def settled(project: Path, wish: Wish) -> Wish:
    """Name the installer: what somebody has chosen, else what fits here."""
    if wish.installer != "auto":
        return wish
    chosen = choose(project, constrained=wish.constraint is not None)
    return replace(wish, installer=chosen.installer, because=chosen.because)


def choose(project: Path, *, constrained: bool) -> Chosen:
    """Return uv where it is on the PATH, and pip where uv would not install the same.

    Args:
        project: the folder of the project; its ``.venv`` may hold a ``pip.conf``.
        constrained: a file of constraints is handed over.
    """
    uv = shutil.which("uv")
    if uv is None:
        return Chosen("pip", "uv is not on the PATH")
    if constrained:
        return Chosen("pip", "a constraint file is given")
    if (said := setting(project)) is not None:
        return Chosen("pip", f"{said}, which uv does not read")
    if not _knows_groups(uv, project):
        return Chosen("pip", f"{uv} is too old for dependency groups; update it")
    return Chosen("uv", "it is on the PATH")


def setting(project: Path) -> str | None:
    """Return the first setting of pip's own that decides what it would install; None: none.

    Asking pip takes half a second, and where uv installed us there is no pip to ask.
    """
    for name, value in os.environ.items():
        if name.startswith("PIP_") and value and _key(name.removeprefix("PIP_")) in _KEYS:
            return f"{name} is set"
    for file in _files(project):
        for key, value in _read(file):
            if value and _key(key) in _KEYS:
                return f"{file} sets {_key(key)}"
    return None


def _key(name: str) -> str:
    return name.lower().replace("_", "-").removeprefix("--")


def _files(project: Path) -> Iterator[Path]:
    """Yield the files that pip would read for the project, whether they are there or not."""
    import platformdirs

    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return
    if named is not None:
        yield Path(named)
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    mac = sys.platform == "darwin"
    shared = platformdirs.site_data_dir if mac else platformdirs.site_config_dir
    folders = shared("pip", appauthor=False, multipath=True).split(os.pathsep)
    yield from (Path(folder, name) for folder in folders)
    if sys.platform not in ("win32", "darwin"):
        yield _ETC / name
    if not (named and Path(named).exists()):  # which then stands for the person's own
        home = Path.home()
        yield home / ("pip" if sys.platform == "win32" else ".pip") / name
        yield Path(platformdirs.user_config_dir("pip", appauthor=False, roaming=True)) / name
        if mac:
            yield home / ".config" / "pip" / name
    yield project / ".venv" / name


def _read(file: Path) -> list[tuple[str, str]]:
    """Return what a file says to `pip install`; one that cannot be read says nothing to uv."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(file)
    except (OSError, configparser.Error, UnicodeDecodeError):
        return []
    sections: Mapping[str, Mapping[str, str]] = parser
    return [pair for name in _SECTIONS if name in parser for pair in sections[name].items()]


def _knows_groups(uv: str, project: Path) -> bool:
    """Say whether `uv pip install` has the option that installs a dependency group."""
    said: list[str] = []
    line = [uv, "pip", "install", "--help"]
    try:
        status = child.follow(line, cwd=project, env=os.environ, line=said.append)
    except OSError:
        return False
    return status == 0 and any("--group" in words for words in said)
