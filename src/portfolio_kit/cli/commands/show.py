"""``show``: what a template asks, makes and demonstrates, or what can be added to a project."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio_kit.cli import completion, documents, machine, options, sources
from portfolio_kit.cli.pages import project as project_page
from portfolio_kit.cli.pages import template as template_page
from portfolio_kit.cli.terminal import display
from portfolio_kit.git import address
from portfolio_kit.showcase import recipe
from portfolio_kit.template import catalog, questions_file


@click.command("show")
@click.argument(
    "named",
    metavar="TEMPLATE|PROJECT",
    type=options.place,
    shell_complete=completion.templates,
)
@click.option("--files", "every", is_flag=True, help="List every file, not only the folders.")
@options.checkout
@options.directory
@options.which
@options.config
@options.trust
@options.as_json
def show(  # noqa: PLR0913 - one for each option
    *,
    named: str,
    every: bool,
    checkout: str | None,
    directory: str | None,
    which: str | None,
    config_file: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Show a template, or what can be added to a project.

    Of a template: what it asks, makes and demonstrates; its files are those of its default
    answers. Of a project: what baked it, and each thing that it could have more of, with the
    command that adds it. Where a folder has the name of a built-in template, write ./NAME.
    """
    if _is_project(named) and not (checkout or directory or which):
        if every:
            raise click.UsageError("--files lists those of a template, and not of a project.")
        _show_project(Path(named), as_json=as_json)
        return
    # A config file that is wrong is no reason not to show what does not need it.
    asked = config_file is not None or address.is_abbreviated(named)
    known = machine.abbreviations(config_file) if asked else {}
    found = catalog.find(
        named,
        cache=machine.cache(),
        directory=directory,
        nested=which,
        fetch=sources.fetch(known, checkout),
    )
    seen = template_page.look(found, config_file, trust=trust)
    if as_json:
        display.document(documents.details(found, seen.answers, seen.files, seen.added))
    else:
        template_page.show(found, seen, every=every)


def _is_project(named: str) -> bool:
    """Say whether a project is meant: a folder with a recipe, and no template."""
    if not named or catalog.is_builtin(named):
        return False
    folder = Path(named)
    return (folder / recipe.NAME).exists() and not (folder / questions_file.NAME).is_file()


def _show_project(project: Path, *, as_json: bool) -> None:
    seen = project_page.look(project)
    if as_json:
        display.document(documents.project(seen))
    else:
        project_page.show(seen)
