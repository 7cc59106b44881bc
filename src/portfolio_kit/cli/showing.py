"""``show``: what a template asks, makes and demonstrates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.cli import completion, options
from portfolio_kit.errors import PortfolioKitError

if TYPE_CHECKING:
    from portfolio_kit.config import Value
    from portfolio_kit.template import Template


#: What only a person can answer: in words, and as something with which files can be rendered.
_SOMEBODY = {
    "author_name": ("your name", "Your Name"),
    "author_email": ("your address", "you@example.org"),
}


@click.command("show")
@click.argument("template", type=options.place, shell_complete=completion.templates)
@click.option("--files", "every", is_flag=True, help="List every file, not only the folders.")
@options.checkout
@options.directory
@options.which
@options.config
@options.trust
@options.as_json
def show(  # noqa: PLR0913 - one for each option
    *,
    template: str,
    every: bool,
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
    from portfolio_kit import address, catalog
    from portfolio_kit.cli import display, surroundings

    # A config file that is wrong is no reason not to show what does not need it.
    asked = config_file is not None or address.is_abbreviated(template)
    known = surroundings.abbreviations(config_file) if asked else {}
    found = catalog.find(
        template,
        cache=surroundings.cache(),
        directory=directory,
        nested=which,
        fetch=surroundings.fetch(known, checkout),
    )
    seen = _seen(found, config_file, trust=trust)
    if as_json:
        from portfolio_kit.cli import documents

        display.document(documents.details(found, seen.answers, seen.files))
    else:
        from portfolio_kit.cli import portrait

        portrait.show(found, seen, every=every)


@dataclass(frozen=True)
class Seen:
    """The default answers, and the files that they give; ``why`` they give none.

    ``project`` is the name of the folder of those files. ``unknown`` says in words what only a
    person can answer.
    """

    answers: Mapping[str, Any]  # any JSON
    files: tuple[str, ...] | None = None
    project: str = ""
    why: str = ""
    unknown: Mapping[str, str] = field(default_factory=dict)


def _seen(template: Template, config_file: Path | None, *, trust: bool) -> Seen:
    """Answer every question with its default, and render.

    A template may want an answer that only a person has, or trust: it can be shown all the same.
    Its hooks are not run, with trust neither: they may do anything, and nothing is baked here.
    """
    import tempfile

    from portfolio_kit import bake, context, hooks, render
    from portfolio_kit.cli import surroundings
    from portfolio_kit.config import Value

    story = {"why": "", "decisions": [], "limitations": []}
    private = bake.private(template, surroundings.date(None), story)
    known = _known(template, config_file)
    unknown = {
        question.name: _SOMEBODY[question.name]
        for question in template.questions
        if question.name in _SOMEBODY and not (question.default or question.name in known)
    }
    stand_ins = {name: Value(stand_in, "example") for name, (_, stand_in) in unknown.items()}
    words = {name: said for name, (said, _) in unknown.items()}
    answers: Mapping[str, Any] = {}
    try:
        if not trust:
            render.refuse_untrusted(template, skip_hooks=True)
        found = context.resolve(template, {**known, **stand_ins}, private=private, trust=trust)
        answers = {name: answer for name, answer in found.items() if name not in unknown}
        with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
            how = hooks.How(skip=True)
            made = render.render(template, found, Path(folder), trust=trust, how=how)
    except PortfolioKitError as error:
        return Seen(answers, why=error.problems[0], unknown=words)
    return Seen(answers, made.files, made.project.name, unknown=words)


def _known(template: Template, config_file: Path | None) -> dict[str, Value]:
    """Return what the person's files and git say of who the author is."""
    from portfolio_kit import context
    from portfolio_kit.cli import surroundings

    try:
        config = surroundings.config(config_file, git=False)
    except PortfolioKitError:  # `new` will say what is wrong with a file; here it is not needed
        return {}
    return context.gather(template, replace(config, defaults={}), None, {})
