"""``build``: bake every project of a config file that does not exist yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from portfolio_kit.baking import plans
from portfolio_kit.baking.order import Terms
from portfolio_kit.cli import machine, next_steps, options, reporting, results, running, sources
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.config.config import Config
from portfolio_kit.errors import ConfigError
from portfolio_kit.render.hooks import How
from portfolio_kit.running import portfolio

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
    how = How(skip_hooks) if quiet else How(skip_hooks, reporting.hear)
    terms = Terms(output, machine.date(set_date), not no_git, nested, trust, how)
    config = _config(file, terms)
    if not config.projects:
        raise ConfigError(f"{file} names no [[project]]", "add one with its template and title")
    planned = plans.make(config, terms, _finder(config, terms))
    silent = quiet or as_json
    wish = running.wished(config, installation, trust=trust)
    run = running.for_build(wish, config, terms.date, silent=silent) if and_run else None
    job = portfolio.Job(machine.state(), run, trust=trust, dry_run=dry_run)
    # A run says itself what it does.
    with results.counted(len(planned), silent=silent or and_run or dry_run) as tell:
        done = portfolio.build(planned, job, tell)
    results.problems(done, quiet=quiet)
    if as_json:
        display.document([results.document(result) for result in done])
    elif not quiet:
        results.summary(done)
        ran = [result.path for result in done if result.ran and result.path]
        waiting = [result.path for result in done if result.waits and result.path]
        first = next_steps.after_build(waiting, _again(ctx.params))
        next_steps.show([first, *(next_steps.after_run(path, config, alone=False) for path in ran)])
    if any(result.state == "failed" for result in done):
        ctx.exit(1)
    return not (as_json or dry_run)


def _config(file: Path, terms: Terms) -> Config:
    """Return the config that ``file`` is a part of.

    Raises:
        ConfigError: everything that is wrong in the files, and with what else they answer.
    """
    try:
        place = machine.Place.of(terms.output, nested=terms.nested)
        return machine.config(file, git=terms.git, place=place)
    except ConfigError as error:
        rest = machine.config(file, git=False, salvaged=True)
        others = plans.mistakes(rest, terms, _finder(rest, terms))
        raise ConfigError([*error.problems, *others]) from error


def _finder(config: Config, terms: Terms) -> plans.Find:
    fetch = replace(sources.fetch(config.templates), prepare=sources.prepare(terms))
    return plans.finder(config, machine.cache(), fetch)


def _again(said: Mapping[str, Any]) -> list[str]:
    """Return the words of the command that runs what was built as the command line ``said``."""
    file = [] if said["file"] == Path(_FILE) else [str(said["file"])]
    output = [] if said["output"] == Path() else ["--output", str(said["output"])]
    flags = ("no_git", "nested", "trust", "skip_hooks")
    given = [f"--{flag.replace('_', '-')}" for flag in flags if said[flag]]
    return ["portfolio-kit", "build", *file, *output, *given, "--run"]
