"""``new``: bake one project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.answers import context
from portfolio_kit.baking import bake, recipe
from portfolio_kit.cli import completion, documents, machine, next_steps, options, orders, reporting
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.config.config import Value
from portfolio_kit.errors import RunError, TemplateError
from portfolio_kit.template import catalog

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake, Order
    from portfolio_kit.baking.recipe import Recipe
    from portfolio_kit.cli.next_steps import Next
    from portfolio_kit.cli.orders import Terms, Wanted
    from portfolio_kit.config.config import Config
    from portfolio_kit.running.runner import Run
    from portfolio_kit.template.catalog import Fetch
    from portfolio_kit.template.template import Template

_EXAMPLES = """\b
Examples:
  portfolio-kit new federated
  portfolio-kit new federated title="Learning without sharing" --run
  portfolio-kit new ./my-template --no-input --output ~/projects
  portfolio-kit new https://example.org/templates.git@v2 --directory cli
"""


@dataclass(frozen=True)
class _Source:
    """Which template is meant, as the command line says it."""

    words: tuple[str, ...]
    again: Path | None
    directory: str | None
    which: str | None
    fetch: Fetch


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
    help="Bake again what an answers file says.",
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
    how = reporting.hooks(skip=skip_hooks, quiet=quiet)
    terms = orders.Terms(output, machine.date(set_date), not no_git, nested, trust, how)
    place = machine.Place.of(output, words, nested=nested)
    config = machine.config(config_file, git=not no_git, place=place)
    fetch = machine.fetch(config.templates, checkout, no_input=no_input)
    fetch = replace(fetch, prepare=machine.prepare(terms))
    wanted = _wanted(_Source(words, again, directory, which, fetch), config)
    if and_run and wanted.template.command is None:
        raise RunError(f"{wanted.template.name} names no main command", "leave --run out")
    if and_run:
        from portfolio_kit.cli import running

        running.refuse_untrusted(wanted.template, trust=trust)
    silent = quiet or as_json
    if not silent:
        reporting.notes(wanted.template)
    asks = not (no_input or as_json) and display.is_interactive()
    order = _order(wanted, config, terms, asks=asks)
    if not (silent or asks):
        reporting.defaults(wanted, order.answers)
    if dry_run:
        _preview(order, as_json=as_json, quiet=quiet)
        return False
    made = _bake(order, silent=silent)
    if not silent:
        reporting.baked(made, terms)
        reporting.skipped(made)
    ran, steps = _then(made, order, config, installation if and_run else None, silent=silent)
    if as_json:
        document = documents.bake(made, order.template, ran)
        display.document(document | {"next": steps.document()})
    return not as_json


def _then(
    made: Bake,
    order: Order,
    config: Config,
    installation: Mapping[str, Any] | None,
    *,
    silent: bool,
) -> tuple[Run | None, Next]:
    """Run what was baked if an ``installation`` says how, and say what comes next."""
    if installation is None:
        steps = next_steps.after_bake(made, order, config, display.near(made.path))
        if not silent:
            reporting.next_steps(made, order, steps)
        return None, steps
    from portfolio_kit.cli import running

    # Baked in this very process: nobody needs to vouch for it.
    rest = {"commit": order.git.commits, "author": made.author}
    how = running.How.of(config, installation, trust=True, **rest)
    ran = running.run_new(made.path, order, how, config, silent=silent)
    steps = next_steps.after_run(made.path, config)
    if not silent:
        next_steps.show([steps])
    return ran, steps


def _bake(order: Order, *, silent: bool) -> Bake:
    try:
        return bake.bake(order, state=machine.state())
    except KeyboardInterrupt:
        if not silent:
            reporting.left(order)
        raise


def _preview(order: Order, *, as_json: bool, quiet: bool) -> None:
    seen = bake.preview(order)
    if as_json:
        display.document(documents.preview(seen, order.template))
    elif not quiet:
        reporting.preview(seen)


def _wanted(source: _Source, config: Config) -> Wanted:
    """Find the template, and gather what is known of its answers."""
    words = list(source.words)
    if source.again is None:
        if not words:
            raise click.UsageError("Give a TEMPLATE; `portfolio-kit list` names them.")
        template = _find(machine.at_home(words.pop(0)), source)
        arguments = context.parse_arguments(words)
        answers = context.gather(template, config, None, arguments)
        return orders.Wanted(template, answers, context.story(config, None))
    baked = recipe.read(source.again)
    # What follows may change answers; a first word that is none names another template.
    named = machine.at_home(words.pop(0)) if words and "=" not in words[0] else None
    template = _find(named, source) if named else _origin(baked, source.again, source)
    answers = {**_said(baked, source.again), **context.parse_arguments(words)}
    return orders.Wanted(template, answers, baked.story)


def _find(reference: str, source: _Source) -> Template:
    return catalog.find(
        reference,
        cache=machine.cache(),
        directory=source.directory,
        nested=source.which,
        fetch=source.fetch,
    )


def _origin(baked: Recipe, file: Path, source: _Source) -> Template:
    """Find the template of a recipe: of a foreign one, the very commit."""
    if baked.origin is None:
        return _find(baked.template, source)
    url, commit, origin = baked.origin.get("url"), baked.origin.get("commit"), baked.origin
    if url is None:  # a folder of the machine that baked it, perhaps of this one
        if Path(baked.template).is_dir():
            return _find(baked.template, source)
        raise TemplateError(
            f"{file} does not say where template {baked.template!r} is",
            "name its folder or address: portfolio-kit new TEMPLATE --from FILE",
        )
    where = replace(source, directory=source.directory or origin.get("directory"))
    if source.fetch.checkout is None:
        where = replace(where, fetch=replace(source.fetch, checkout=commit))
    return _find(url, where)


def _said(baked: Recipe, file: Path) -> dict[str, Value]:
    return {name: Value(answer, str(file)) for name, answer in baked.answers.items()}


def _order(wanted: Wanted, config: Config, terms: Terms, *, asks: bool) -> Order:
    """Complete the answers, by questions if somebody is there to answer, and order the bake."""
    if asks:
        from portfolio_kit.cli.ask import missing

        try:
            wanted = replace(wanted, answers=missing.complete(wanted, config, terms))
        except (KeyboardInterrupt, EOFError):
            reporting.left(None)
            raise
    return orders.order(wanted, config, terms)
