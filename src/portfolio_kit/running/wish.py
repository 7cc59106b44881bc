"""What a person wishes of a run: how much of it, how it is installed, what is recorded."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from portfolio_kit.git.repository import Identity

Profile = Literal["smoke", "full", "study"]
Installer = Literal["pip", "uv"]
Choice = Literal["auto", Installer]


@dataclass(frozen=True)
class Wish:
    """How a project is installed and run, from the options to the last step.

    ``auto`` is settled for each project before it is run, and ``because`` says why this installer
    is taken where nobody asked for one: then what the other has installed is as good. ``python``
    is the interpreter from which a new ``.venv`` is made; ``find_links`` a folder or page of
    wheels; ``extras`` are those of the project. ``record`` renews the recorded times too,
    ``commit`` commits the results: by ``author``, else by whom the project or git names.
    ``trust`` vouches for the project's code.
    """

    installer: Choice = "pip"
    extras: tuple[str, ...] = ()
    constraint: Path | None = None
    find_links: str | None = None
    python: str = sys.executable
    because: str = ""
    profile: Profile = "full"
    record: bool = False
    commit: bool = True
    author: Identity | None = None
    sign: bool | None = None
    trust: bool = False

    @property
    def words(self) -> list[str]:
        """The options of the main command."""
        # `full` is what a command does when nothing is said: a foreign one may know no profiles.
        options = [] if self.profile == "full" else ["--profile", self.profile]
        return [*options, *(["--record"] if self.record else [])]

    @property
    def options(self) -> list[str]:
        """The options of ``portfolio-kit run`` that ask for this; who was trusted is."""
        commit = [] if self.commit else ["--no-commit"]
        chosen = bool(self.because) or self.installer == "pip"
        installer = [] if chosen else ["--installer", self.installer]
        constraint = [] if self.constraint is None else ["--constraint", str(self.constraint)]
        links = [] if self.find_links is None else ["--find-links", self.find_links]
        return [*self.words, *commit, *installer, *constraint, *links]
