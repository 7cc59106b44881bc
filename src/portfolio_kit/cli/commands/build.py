"""``build``: bake every project of a config file that does not exist yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from portfolio_kit.cli import (
    building,
    machine,
    next_steps,
    options,
    orders,
    planning,
    reporting,
    running,
)
from portfolio_kit.cli import results as outcome
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import ConfigError

_FILE = "portfolio.toml"


@click.command("build", cls=GroupedCommand)
@click.argument(
    "file",
    type=options.File(dir_okay=False),
    default=Path(_FILE),
    metavar=f"[{_FILE}]",
)
@options.output
@click.option(
    "--run", "and_run", is_flag=True, help="Run each that was never measured, and record it."
)
@options.dry_run
@options.as_json
@options.quiet
@options.no_git
@options.nested
@options.trust
@options.skip_hooks
@options.set_date
@options.installation
@click.pass_context
def build(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    /,
    *,
    file: Path,
    output: Path,
    and_run: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    no_git: bool,
    nested: bool,
    trust: bool,
    skip_hooks: bool,
    set_date: str | None,
    **installation: Any,  # noqa: ANN401 - handed on
) -> bool:
    """Bake every [[project]] of a config file that does not exist yet.

    With --run, those are run too that were baked earlier and never measured. Nothing is baked
    while the file itself is wrong. One that fails does not stop the others; then the exit
    status is 1.
    """
    how = reporting.hooks(skip=skip_hooks, quiet=quiet)
    terms = orders.Terms(output, machine.date(set_date), not no_git, nested, trust, how)
    config = planning.load(file, terms)
    if not config.projects:
        raise ConfigError(f"{file} names no [[project]]", "add one with its template and title")
    work = building.Work(
        config,
        terms,
        running.How.of(config, installation, trust=trust) if and_run else None,
        dry_run=dry_run,
        silent=quiet or as_json,
    )
    results = building.build(planning.plans(config, terms), work)
    for result in results:
        display.problems(result.placed())
        if result.baked is not None and not quiet:
            reporting.skipped(result.baked)
            for note in result.baked.notes:
                display.line(f"{result.name}: {note}", stderr=True)
    if as_json:
        display.document([result.document() for result in results])
    elif not quiet:
        outcome.summary(results)
        ran = [result.path for result in results if result.ran and result.path]
        waiting = [result.path for result in results if result.waits and result.path]
        first = next_steps.after_build(waiting, _again(ctx.params))
        next_steps.show([first, *(next_steps.after_run(path, config) for path in ran)])
    if any(result.state == "failed" for result in results):
        ctx.exit(1)
    return not (as_json or dry_run)


def _again(said: Mapping[str, Any]) -> str:
    """Return the command that runs what was built as the command line ``said``."""
    import shlex

    file = [] if said["file"] == Path(_FILE) else [str(said["file"])]
    output = [] if said["output"] == Path() else ["--output", str(said["output"])]
    flags = ("no_git", "nested", "trust", "skip_hooks")
    given = [f"--{flag.replace('_', '-')}" for flag in flags if said[flag]]
    return shlex.join(["portfolio-kit", "build", *file, *output, *given, "--run"])
