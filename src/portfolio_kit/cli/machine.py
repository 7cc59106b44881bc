"""What the person's machine says: the clock, the home, the working folder, git's identity."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from portfolio_kit.config.config import Config, Value, load, over, salvage
from portfolio_kit.errors import ConfigError, RepositoryError
from portfolio_kit.git import identity

_NAME = "portfolio-kit"
PORTFOLIO = "portfolio.toml"


def user_config() -> Path:
    """Return where the config file lies that holds for every portfolio."""
    import platformdirs

    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "config.toml"


def cache() -> Path:
    """Return the folder in which clones of templates are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir(_NAME, appauthor=False))


def state() -> Path:
    """Return the folder in which stands which projects may be run."""
    import platformdirs

    return Path(platformdirs.user_state_dir(_NAME, appauthor=False))


def config(
    given: Path | None, *, git: bool = True, place: Place | None = None, salvaged: bool = False
) -> Config:
    """Return what git, the person's config file and this portfolio's say together.

    Args:
        given: the portfolio's file; by default ``portfolio.toml`` of the working folder.
        git: git must be there to say who the person is; False where it need not be installed.
        place: where git is asked who the person is; by default a new project here.
        salvaged: of files with mistakes, what is right in them; nothing is raised.

    Raises:
        ConfigError: everything that is wrong in the files.
        RepositoryError: git is asked and not there.
    """
    user, here = user_config(), given or Path(PORTFOLIO)
    files = [user] if user.exists() else []
    if given is not None or here.exists():
        files.append(here)
    said = (salvage if salvaged else load)(files, user=user, home=Path.home())
    plan = {key: str(said.git[key].value) for key in ("branch", "remote") if key in said.git}
    if github := said.author.get("github"):
        plan = {key: text.replace("{github}", str(github.value)) for key, text in plan.items()}
    return over(git_identity(place, needed=git, **plan), said)


def abbreviations(given: Path | None) -> Mapping[str, Value]:
    """Return what the config files say in ``[templates]``; git is not asked."""
    user, here = user_config(), given or Path(PORTFOLIO)
    files = [path for path in (user, here) if path.exists() or path == given]
    return load(files, user=user).templates


@dataclass(frozen=True)
class Place:
    """Where a commit will be made: a project that ``is_new``, or a folder of a repository."""

    project: Path
    is_new: bool = True

    @classmethod
    def of(cls, output: Path, words: Iterable[str] = (), *, nested: bool = False) -> Place:
        """Return where a bake into ``output`` commits, as far as ``words`` name the project."""
        given = (word.removeprefix("slug=") for word in words if word.startswith("slug="))
        # Of two at once in one folder each looks for its author in a place of its own.
        unknown = f"project-{os.getpid()}"
        name = next((name for name in given if re.fullmatch(r"[\w-][\w.-]*", name)), unknown)
        return cls(output if nested else output / name, is_new=not nested)


def git_identity(
    place: Place | None = None, *, needed: bool = True, **plan: str
) -> dict[str, Value]:
    """Return what git would commit with at ``place``, as values of a config file.

    Raises:
        RepositoryError: git is not there, and is needed.
    """
    try:
        where = place or Place.of(Path())
        project = Path.cwd() / where.project
        said = identity.there(project, **plan) if where.is_new else identity.here(project)
    except FileNotFoundError as error:
        raise ConfigError("the working folder is gone", "change to another") from error
    except RepositoryError:
        if needed:
            raise
        return {}
    home = f"{Path.home()}{os.sep}"
    return {key: Value(one.value, one.source.replace(home, "~/")) for key, one in said.items()}


def date(given: str | None) -> datetime:
    """Return the date of a bake: ``--set-date``, else SOURCE_DATE_EPOCH, else now.

    A date without a zone is UTC, so that it means the same on every machine.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        return _parsed(given)
    if not epoch:
        return _now().replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(
            f"SOURCE_DATE_EPOCH is {epoch!r}", "give seconds since 1970, or unset it"
        ) from error


def _now() -> datetime:
    now = datetime.now(UTC)
    try:
        return now.astimezone()
    except (ValueError, OverflowError):  # TZ=UTC-99 is more than a day away
        return now


def _parsed(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given).replace(microsecond=0)
    except ValueError as error:
        raise click.BadParameter(
            f"{given!r} is no date; give one such as 2026-11-23 or 2026-11-23T09:30:00+01:00",
            param_hint="'--set-date'",
        ) from error
    if not 1970 <= found.year <= 2099:
        # Git counts from 1970, and refuses years of five digits.
        raise click.BadParameter(
            f"{given!r} is no date of a commit; give one from 1970 to 2099",
            param_hint="'--set-date'",
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)
