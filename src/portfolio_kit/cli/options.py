"""Options that several commands share: one name, one meaning, one line of help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, readable=False, path_type=Path)  # who reads it says why not
_FOLDER = click.Path(file_okay=False, path_type=Path)

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
    type=click.Path(exists=True, file_okay=False, path_type=Path),
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
    click.option("--find-links", metavar="DIR", help="Folder or page with more packages."),
)


def installation(command: Command) -> Command:
    """Add the options that say how a project is installed."""
    for option in reversed(_INSTALLATION):
        command = option(command)
    return command
