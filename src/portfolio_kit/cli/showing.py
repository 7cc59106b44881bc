"""``show``: what a template asks, makes and demonstrates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.cli import completion, options
from portfolio_kit.errors import PortfolioKitError

if TYPE_CHECKING:
    from portfolio_kit.config import Value
    from portfolio_kit.template import Template


@click.command("show")
@click.argument("template", shell_complete=completion.templates)
@options.checkout
@options.directory
@options.which
@options.config
@options.trust
@options.as_json
def show(  # noqa: PLR0913 - one for each option
    *,
    template: str,
    checkout: str | None,
    directory: str | None,
    which: str | None,
    config_file: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Show what TEMPLATE asks, makes and demonstrates.

    The files are those that its default answers give.
    """
    from portfolio_kit import catalog
    from portfolio_kit.cli import display, surroundings

    # Only what stands before a colon can be an abbreviation of the person's.
    known = surroundings.abbreviations(config_file) if ":" in template or config_file else {}
    found = catalog.find(
        template,
        cache=surroundings.cache(),
        directory=directory,
        nested=which,
        fetch=surroundings.fetch(known, checkout),
    )
    seen = _seen(found, trust=trust)
    if as_json:
        from portfolio_kit.cli import documents

        display.document(documents.details(found, seen.answers, seen.files))
    else:
        from portfolio_kit.cli import portrait

        portrait.show(found, seen)


@dataclass(frozen=True)
class Seen:
    """The default answers, and the files that they give; ``why`` they give none."""

    answers: Mapping[str, Any]  # any JSON
    files: tuple[str, ...] | None = None
    why: str = ""


def _seen(template: Template, *, trust: bool) -> Seen:
    """Answer every question with its default, and render.

    A template may want an answer that only a person has, or trust: it can be shown all the same.
    Its hooks are not run, with trust neither: they may do anything, and nothing is baked here.
    """
    import tempfile

    from portfolio_kit import bake, context, hooks, render
    from portfolio_kit.cli import surroundings

    story = {"why": "", "decisions": [], "limitations": []}
    private = bake.private(template, surroundings.date(None), story)
    answers: Mapping[str, Any] = {}
    try:
        if not trust:
            render.refuse_untrusted(template, skip_hooks=True)
        answers = context.resolve(template, _example(template), private=private, trust=trust)
        with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
            how = hooks.How(skip=True)
            made = render.render(template, answers, Path(folder), trust=trust, how=how)
    except PortfolioKitError as error:
        return Seen(answers, why=error.problems[0])
    return Seen(answers, made.files)


def _example(template: Template) -> dict[str, Value]:
    """Return answers for what a template cannot know: who the author is."""
    from portfolio_kit.config import Value

    author = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}
    return {
        question.name: Value(author[question.name], "example")
        for question in template.questions
        if question.name in author and not question.default
    }
