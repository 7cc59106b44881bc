"""``list``: the templates there are."""

from __future__ import annotations

import click

from portfolio_kit.cli import options
from portfolio_kit.cli.terminal import display
from portfolio_kit.template import catalog


@click.command("list")
@options.as_json
def list_templates(*, as_json: bool) -> None:
    """Show the templates there are: what each demonstrates, in which framework, how fast."""
    templates = catalog.builtins()
    if as_json:
        from portfolio_kit.cli import documents

        display.document([documents.summary(template) for template in templates])
    elif display.is_terminal():
        from portfolio_kit.cli.terminal import tables

        tables.templates(templates)
    else:
        display.columns(
            [
                (
                    template.name,
                    template.description,
                    ", ".join(template.frameworks),
                    display.minutes(template.minutes),
                )
                for template in templates
            ]
        )
