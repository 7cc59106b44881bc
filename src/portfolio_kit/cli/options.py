"""Options that several commands share: one name, one meaning, one line of help."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def place(typed: str) -> str:
    """Return a folder, page or template as a person names it, in which ``~/`` is the home.

    No shell says what it means within quotes or after a ``=``.
    """
    if not typed.startswith("~"):
        return typed
    from portfolio_kit.system import names  # few name the home, and the others pay for none of it

    return names.at_home(typed, Path.home())


class File(click.Path):
    """A path on this machine, in which ``~/`` is the home."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - click's own
        """Take whatever ``click.Path`` takes."""
        super().__init__(path_type=Path, **settings)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401 - click's own
        """Return the path, which click has looked at."""
        typed = place(value) if isinstance(value, str) else value
        return super().convert(typed, param, ctx)


_FILE = File(dir_okay=False, readable=False)  # who reads it says why not
_FOLDER = File(file_okay=False)

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
config = click.option(
    "--config",
    "config_file",
    type=_FILE,
    metavar="FILE",
    help="Config file  [default: portfolio.toml, if there].",
)
output = click.option(
    "--output",
    type=_FOLDER,
    default=Path(),
    metavar="DIR",
    help="Folder in which the project's folder is made.",
)
dry_run = click.option("--dry-run", is_flag=True, help="Show what would be made; write nothing.")
quiet = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
no_git = click.option("--no-git", is_flag=True, help="Make no repository and no commit.")
nested = click.option("--nested", is_flag=True, help="Allow a folder inside a git repository.")
trust = click.option("--trust", is_flag=True, help="Run the code of a foreign template or project.")
skip_hooks = click.option("--skip-hooks", is_flag=True, help="Bake without the template's hooks.")
set_date = click.option("--set-date", metavar="DATE", help="Date of the commit, for equal bakes.")
project = click.argument(
    "project",
    type=File(exists=True, file_okay=False),
    default=Path(),
)
directory = click.option(
    "--directory", metavar="SUB", help="Where in its repository the template lies."
)
checkout = click.option(
    "--checkout", metavar="REF", help="Branch, tag or commit of its repository, stronger than @ref."
)
which = click.option(
    "--template", "which", metavar="NAME", help="Which one, of several in one repository."
)

_INSTALLATION = (
    click.option("--installer", type=click.Choice(["auto", "pip", "uv"]), help="What fills .venv."),
    click.option("--constraint", type=_FILE, metavar="FILE", help="Versions to install."),
    click.option(
        "--find-links", type=place, metavar="DIR", help="Folder or page with more packages."
    ),
)


def installation(command: Command) -> Command:
    """Add the options that say how a project is installed."""
    for option in reversed(_INSTALLATION):
        command = option(command)
    return command
