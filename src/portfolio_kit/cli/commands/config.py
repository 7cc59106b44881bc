"""``config``: start, show or describe the config file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from portfolio_kit.cli import machine, options
from portfolio_kit.cli.ask import first_config
from portfolio_kit.cli.lazy import LazyGroup
from portfolio_kit.cli.terminal import display, tables
from portfolio_kit.config import config
from portfolio_kit.errors import ConfigError
from portfolio_kit.system import redact, staging

_COMMANDS = {
    "init": ("commands.config:init", "Write a commented config file."),
    "show": ("commands.config:show", "Print every value and where it came from."),
    "schema": ("commands.config:schema", "Print the JSON Schema of the config file, for editors."),
}


@click.group("config", cls=LazyGroup, table=_COMMANDS)
def group() -> None:
    """Start, show or describe the config file."""


@click.command("init")
@click.argument("file", type=options.File(dir_okay=False), default=None, required=False)
@click.option("--no-input", is_flag=True, help="Ask nothing; take name and address from git.")
@click.option("--user", is_flag=True, help="Write the file that holds for every portfolio.")
def init(*, file: Path | None, no_input: bool, user: bool) -> bool:
    """Write a commented config file: FILE, or portfolio.toml."""
    if user and file is not None:
        raise click.UsageError("--user has a place of its own; leave FILE out.")
    file = machine.user_config() if user else file or Path(machine.PORTFOLIO)
    # Asked before anything: a file that is there holds somebody's words.
    if file.exists() or file.is_symlink():
        raise ConfigError(f"{file} already exists", "edit it, or name another file")
    author = {key: str(value.value) for key, value in machine.git_identity().items()}
    if display.is_interactive() and not no_input:
        try:
            author = first_config.author(author)
        except (KeyboardInterrupt, EOFError):
            display.line("Nothing was written.", stderr=True)
            raise
    _write(file, config.starter(author, projects=not user))
    display.pieces(("✔ ", "good"), (display.near(file), "head"), ("  edit it, then:", "quiet"))
    display.line(f"  {_showing(file, user=user)}", style="command")
    return True


def _showing(file: Path, *, user: bool) -> str:
    """Return the command that shows what ``file`` says: only two places are read unasked."""
    import shlex

    found = user or file.absolute() == Path(machine.PORTFOLIO).absolute()
    return shlex.join(
        ["portfolio-kit", "config", "show", *([] if found else ["--config", display.near(file)])]
    )


def _write(file: Path, text: str) -> None:
    try:
        for folder in reversed([place for place in file.parents if not place.exists()]):
            folder.mkdir(exist_ok=True)
        staging.create(file, text.encode())
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written ({error.strerror})", "choose another place"
        ) from error


@click.command("show")
@options.config
@options.as_json
def show(*, config_file: Path | None, as_json: bool) -> None:
    """Print every value and where it came from."""
    read = machine.config(config_file)
    rows = [(key, redact.deep(value), source) for key, value, source in config.show(read)]
    if as_json:
        display.document(
            [{"key": key, "value": value, "source": source} for key, value, source in rows]
        )
    elif not rows:
        display.line(_nothing(read.files), stderr=True)
    elif display.is_terminal():
        tables.values(rows)
    else:
        display.columns([(key, display.value(value), source) for key, value, source in rows])


def _nothing(files: Sequence[Path]) -> str:
    """Say that nothing is set, and where one would set it."""
    if files:
        places = " and ".join(map(display.near, files))
        return f"Nothing is set: {places} says nothing yet, and git knows no author; edit it"
    said = "Nothing is set: there is no config file, and git knows no author"
    return f"{said}; write one with: portfolio-kit config init"


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of the config file, for editors."""
    display.document(config.schema())
