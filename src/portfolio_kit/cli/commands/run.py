"""``run``: run a project and record what it measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from portfolio_kit.cli import documents, machine, next_steps, options, running
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display


@click.command("run", cls=GroupedCommand)
@options.project
@click.option(
    "--profile",
    type=click.Choice(["smoke", "full", "study"]),
    default="full",
    help="How much of it; smoke records nothing.",
)
@click.option("--record", is_flag=True, help="Measure in any case; renew the recorded times too.")
@click.option("--no-commit", is_flag=True, help="Record, but make no commit.")
@options.installation
@options.config
@options.set_date
@options.trust
@options.as_json
@options.quiet
def run(  # noqa: PLR0913 - one for each option
    *,
    project: Path,
    no_commit: bool,
    config_file: Path | None,
    set_date: str | None,
    as_json: bool,
    quiet: bool,
    **said: Any,  # noqa: ANN401 - handed on
) -> bool:
    """Run PROJECT and record what it measured.

    Makes its .venv, installs it, runs its main command, and commits the results that changed.
    Where nothing has changed on which they depend, it says so instead. What was done stays done:
    after a failure or Ctrl-C, run it again.
    """
    place = machine.Place(project, is_new=False)
    config = machine.config(config_file, git=not no_commit, place=place)
    wish = running.wished(config, said, commit=not no_commit)
    silent = quiet or as_json
    ran = running.run(
        project,
        wish,
        config,
        machine.date(set_date),
        silent=silent,
        announce=lambda: None if silent else running.announce_again(project),
    )
    smoke = wish.profile == "smoke"
    steps = next_steps.Next() if smoke else next_steps.after_run(project, config)
    if as_json:
        display.document(documents.run(ran) | {"next": steps.document()})
    elif smoke and not quiet:
        running.smoked()
    elif not quiet:
        running.report(ran)
        next_steps.show([steps])
    return not as_json
