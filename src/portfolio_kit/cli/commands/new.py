"""``new``: bake one project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.baking import bake
from portfolio_kit.baking.order import Terms, take_order
from portfolio_kit.cli import (
    completion,
    documents,
    machine,
    next_steps,
    options,
    reporting,
    sources,
)
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import RunError
from portfolio_kit.render.hooks import How

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake
    from portfolio_kit.baking.order import Order, Wanted
    from portfolio_kit.config.config import Config
    from portfolio_kit.running.runner import Run

_EXAMPLES = """\b
Examples:
  portfolio-kit new federated
  portfolio-kit new federated title="Learning without sharing" --run
  portfolio-kit new ./my-template --no-input --output ~/projects
  portfolio-kit new https://example.org/templates.git@v2 --directory cli
"""


@click.command("new", cls=GroupedCommand, epilog=_EXAMPLES)
@click.argument(
    "words",
    nargs=-1,
    metavar="TEMPLATE [QUESTION=ANSWER]...",
    shell_complete=completion.words,
)
@options.config
@options.output
@click.option("--no-input", is_flag=True, help="Ask nothing; defaults answer what is open.")
@click.option(
    "--from",
    "again",
    type=options.File(exists=True),
    metavar="FILE",
    help="Bake again what a recipe says.",
)
@click.option("--run", "and_run", is_flag=True, help="Run it too, and record the results.")
@options.dry_run
@options.as_json
@options.quiet
@options.no_git
@options.nested
@options.trust
@options.skip_hooks
@options.set_date
@options.checkout
@options.directory
@options.which
@options.installation
def new(  # noqa: PLR0913 - one for each option
    *,
    words: tuple[str, ...],
    config_file: Path | None,
    output: Path,
    no_input: bool,
    again: Path | None,
    and_run: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    no_git: bool,
    nested: bool,
    trust: bool,
    skip_hooks: bool,
    set_date: str | None,
    checkout: str | None,
    directory: str | None,
    which: str | None,
    **installation: Any,  # noqa: ANN401 - handed on to `run`
) -> bool:
    """Bake one project from a template.

    TEMPLATE is a built-in name, a folder, or a git URL with an optional @ref. On a terminal,
    questions that no argument and no config file answers are asked.
    """
    how = How(skip_hooks) if quiet else How(skip_hooks, reporting.hear)
    cache, state = machine.cache(), machine.state()
    terms = Terms(output, machine.date(set_date), not no_git, nested, trust, how)
    place = machine.Place.of(output, words, nested=nested)
    config = machine.config(config_file, git=not no_git, place=place)
    fetch = machine.fetch(config.templates, checkout, no_input=no_input)
    fetch = replace(fetch, prepare=machine.prepare(terms))
    silent = quiet or as_json
    asks = not (no_input or as_json) and display.is_interactive()

    source = sources.read(words, again)
    template = sources.find(source, sources.Search(cache, fetch, directory, which))
    wanted = sources.gather(source, template, config)
    if and_run:
        _refuse_to_run(wanted, terms)
    if not silent:
        reporting.notes(template)
        reporting.untold(config)
    if asks:
        wanted = _ask(wanted, config, terms, story=source.baked is None)
    order = take_order(wanted, config, terms)
    if not (silent or asks):
        reporting.defaults(wanted, order.context)
    if dry_run:
        _preview(order, as_json=as_json, quiet=quiet)
        return False
    try:
        made = bake.bake(order, state=state)
    except KeyboardInterrupt:
        if not silent:
            reporting.left(order)
        raise
    if not silent:
        reporting.baked(made, terms)
        reporting.skipped(made)
    ran = _run(made, order, config, installation, silent=silent) if and_run else None
    if as_json or not quiet:
        _end(made, order, config, ran, as_json=as_json)
    return not as_json


def _refuse_to_run(wanted: Wanted, terms: Terms) -> None:
    """Refuse what could not be run, before anything is made."""
    from portfolio_kit.running.runner import refuse_untrusted

    if wanted.template.command is None:
        raise RunError(f"{wanted.template.name} names no main command", "leave --run out")
    refuse_untrusted(wanted, trust=terms.trust)


def _ask(wanted: Wanted, config: Config, terms: Terms, *, story: bool) -> Wanted:
    """Ask what nobody has answered."""
    from portfolio_kit.cli.ask import missing

    try:
        return missing.complete(wanted, config, terms, story=story)
    except (KeyboardInterrupt, EOFError):
        reporting.left(None)
        raise


def _preview(order: Order, *, as_json: bool, quiet: bool) -> None:
    seen = bake.preview(order)
    if as_json:
        display.document(documents.preview(seen, order.template))
    elif not quiet:
        reporting.preview(seen)


def _run(
    made: Bake, order: Order, config: Config, installation: Mapping[str, Any], *, silent: bool
) -> Run:
    """Run what was baked in this very process: nobody needs to vouch for it."""
    from portfolio_kit.cli import running

    rest = {"commit": order.git.commits, "author": made.author}
    wish = running.wished(config, installation, trust=True, **rest)
    return running.run_new(made.path, order, wish, config, silent=silent)


def _end(made: Bake, order: Order, config: Config, ran: Run | None, *, as_json: bool) -> None:
    """Say what comes next."""
    if ran is None:
        steps = next_steps.after_bake(made, order, config, display.near(made.path))
    else:
        steps = next_steps.after_run(made.path, config)
    if as_json:
        document = documents.bake(made, order.template, ran)
        display.document(document | {"next": steps.document()})
    elif ran is None:
        reporting.next_steps(made, order, steps)
    else:
        next_steps.show([steps])
