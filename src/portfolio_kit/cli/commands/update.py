"""``update``: merge a newer template, or what other answers add, into a project."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.baking.order import author
from portfolio_kit.base import stale
from portfolio_kit.base.rebake import Consent
from portfolio_kit.base.stale import Freshness
from portfolio_kit.cli import completion, machine, options, reporting, sources, updating
from portfolio_kit.cli.groups import GroupedCommand
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import TemplateError
from portfolio_kit.render.hooks import How
from portfolio_kit.showcase import recipe
from portfolio_kit.template import catalog
from portfolio_kit.update import update as updates
from portfolio_kit.update.plan import Wish

if TYPE_CHECKING:
    from portfolio_kit.cli.sources import Search
    from portfolio_kit.config.config import Config
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
    told: Callable[[Template], None] = updating.announce if to and not quiet else _nothing
    wish = Wish(
        partial(_found, project=project, search=search, place=place, told=told),
        machine.date(set_date),
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
        ran = _run(project, config, installation, trust=trust, silent=silent)
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


def _nothing(_template: Template) -> None:
    """Say nothing."""


def _found(
    baked: Recipe,
    *,
    project: Path,
    search: Search,
    place: str | None,
    told: Callable[[Template], None],
) -> Template:
    """Return the template of a recipe: of a foreign one the very commit, unless another is meant.

    Raises:
        TemplateError: nobody knows where it is, or an option does not belong to it.
    """
    to = search.fetch.checkout
    if baked.origin is None:
        if said := to or place:
            raise TemplateError(f"{baked.template} is built in", f"leave {said!r} out")
        return _builtin(baked.template)
    where = place or baked.origin.get("url")
    if where is None:
        raise TemplateError(
            f"{project / recipe.NAME} does not say where template {baked.template!r} is",
            "name its folder or address with --template",
        )
    if not Path(where).is_dir():
        fetch = replace(search.fetch, checkout=to or baked.origin.get("commit"))
        search = replace(search, fetch=fetch)
    found = replace(search, directory=baked.origin.get("directory")).find(where)
    told(found)
    return found


def _builtin(name: str) -> Template:
    found = next((one for one in catalog.builtins() if one.name == name), None)
    if found is None:
        ours = ", ".join(one.name for one in catalog.builtins())
        raise TemplateError(f"this portfolio-kit has no template {name}", f"it has: {ours}")
    return found


def _previewed(project: Path, wish: Wish) -> Update:
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as beside:
        return updates.preview(project, wish, Path(beside))


def _run(
    project: Path,
    config: Config,
    installation: dict[str, Any],
    *,
    trust: bool,
    silent: bool,
) -> Any:  # noqa: ANN401 - see below
    """Run what was updated."""
    from portfolio_kit.cli import running

    wish = running.wished(config, installation, trust=trust)
    ran = running.run(project, wish, config, machine.date(None), silent=silent)
    if not silent:
        running.report(replace(ran, author=None))
    return ran
