"""``update``: merge a newer template, or what other answers add, into a project."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.baking.order import author
from portfolio_kit.base import stale
from portfolio_kit.base.rebake import Consent
from portfolio_kit.base.stale import Freshness
from portfolio_kit.cli import (
    completion,
    machine,
    options,
    reporting,
    running,
    sources,
    updating,
)
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.render.hooks import How
from portfolio_kit.update import update as updates
from portfolio_kit.update.plan import Wish

if TYPE_CHECKING:
    from portfolio_kit.showcase.recipe import Recipe
    from portfolio_kit.template.template import Template
    from portfolio_kit.update.update import Update

_EXAMPLES = """\b
Examples:
  portfolio-kit update
  portfolio-kit update fed-lab analyses=+skew --run
  portfolio-kit update fed-lab privacy=dp --dry-run
"""


@click.command("update", cls=GroupedCommand, epilog=_EXAMPLES)
@click.argument(
    "words",
    nargs=-1,
    metavar="[PROJECT] [QUESTION=ANSWER]...",
    shell_complete=completion.words,
)
@click.option("--run", "and_run", is_flag=True, help="Run it too, and record the results.")
@options.dry_run
@options.as_json
@options.quiet
@options.config
@options.set_date
@click.option(
    "--base",
    type=options.File(exists=True, file_okay=False),
    metavar="DIR",
    help="Its first bake, made by the portfolio-kit that made it.",
)
@click.option("--to", metavar="REF", help="Another commit of a foreign template.")
@click.option(
    "--template", "place", type=options.place, metavar="PATH", help="Where its template lies now."
)
@options.trust
@options.skip_hooks
@options.installation
def update(  # noqa: PLR0913 - one for each option
    *,
    words: tuple[str, ...],
    and_run: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    config_file: Path | None,
    set_date: str | None,
    base: Path | None,
    to: str | None,
    place: str | None,
    trust: bool,
    skip_hooks: bool,
    **installation: Any,  # noqa: ANN401 - handed on to `run`
) -> bool:
    """Merge a newer template, or what other answers add, into PROJECT.

    It is a merge of git's: `git merge --abort` ends one with conflicts, and the last line says
    how to take back one without. Answers that are not given stay as they were.
    """
    if dry_run and and_run:
        raise click.UsageError("--dry-run writes nothing and --run measures; give one of them.")
    project, answers = _said(words)
    silent = quiet or as_json
    config = machine.config(config_file, place=machine.Place(project, is_new=False))
    how = How(skip_hooks) if quiet else How(skip_hooks, reporting.hear)
    fetch = sources.fetch(config.templates, to, no_input=as_json)
    search = sources.Search(machine.cache(), fetch, None, None)

    def found(baked: Recipe) -> Template:
        template = sources.present(baked, project, search, place)
        if to and not quiet:
            updating.announce(template)
        return template

    date = machine.date(set_date)
    wish = Wish(
        found,
        date,
        sources.parse_arguments(answers),
        base,
        Consent(trust, how),
        author({}, config),
        config.git["sign"].value if "sign" in config.git else None,
    )
    done = _previewed(project, wish) if dry_run else updates.update(project, wish)
    fresh = stale.look(project) if done.state == "updated" else Freshness()
    if not silent:
        updating.report(done, fresh)
    ran = None
    if and_run and done.state != "conflicts":
        ran = running.run(
            project, running.wished(config, installation, trust=trust), config, date, silent=silent
        )
        if not silent:
            running.report(replace(ran, author=None))  # who made the merge, too
    if as_json:
        display.document(updating.document(done, fresh, ran))
    elif not quiet:
        updating.next_steps(done, ran)
    if done.state == "conflicts":
        raise click.exceptions.Exit(1)
    return not as_json


def _said(words: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """Return the project and the answers that the words of the command line mean."""
    named = bool(words) and "=" not in words[0]
    project = options.File(exists=True, file_okay=False).convert(
        words[0] if named else ".", None, click.get_current_context()
    )
    return project, words[1:] if named else words


def _previewed(project: Path, wish: Wish) -> Update:
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as beside:
        return updates.preview(project, wish, Path(beside))
