"""Where a template comes from: its name, a recipe that says which, and how it is fetched."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio_kit.answers import context
from portfolio_kit.baking import marks
from portfolio_kit.baking.order import Wanted
from portfolio_kit.cli import options
from portfolio_kit.config.config import Value
from portfolio_kit.errors import AnswerError, Problem, TemplateError, Where
from portfolio_kit.render import hooks
from portfolio_kit.showcase import recipe
from portfolio_kit.system import json_text
from portfolio_kit.template import catalog
from portfolio_kit.template.catalog import Fetch

if TYPE_CHECKING:
    from portfolio_kit.baking.order import Terms
    from portfolio_kit.config.config import Config
    from portfolio_kit.showcase.recipe import Recipe
    from portfolio_kit.template.catalog import Prepare
    from portfolio_kit.template.template import Template


def fetch(
    templates: Mapping[str, Value], checkout: str | None = None, *, no_input: bool = False
) -> Fetch:
    """Return how repositories of templates are fetched; ``templates`` are the abbreviations.

    Git asks on the terminal itself, also when our output goes into a pipe.
    """
    return Fetch(
        checkout=checkout,
        abbreviations={name: str(found.value) for name, found in templates.items()},
        asks=not no_input and sys.stdin.isatty() and sys.stderr.isatty(),
    )


def prepare(terms: Terms) -> Prepare:
    """Return what runs hooks before questions; their copies are gone when the command ends."""
    keep = click.get_current_context().with_resource
    return hooks.BeforeQuestions(terms.hooks, terms.trust, keep)


@dataclass(frozen=True)
class Source:
    """A template's name, the words that answer, and the file of a recipe with what it says."""

    named: str | None
    answers: Sequence[str]
    file: Path | None
    baked: Recipe | None


@dataclass(frozen=True)
class Search:
    """How a template is looked for: where in its repository, how it is fetched and kept."""

    cache: Path
    fetch: Fetch
    directory: str | None
    which: str | None

    def find(self, reference: str) -> Template:
        """Return the template that a reference means."""
        return catalog.find(
            reference,
            cache=self.cache,
            directory=self.directory,
            nested=self.which,
            fetch=self.fetch,
        )


def read(words: Sequence[str], again: Path | None) -> Source:
    """Return what the words of the command line mean, and the recipe in the file ``again``."""
    baked = None if again is None else recipe.read(again)
    # What follows a recipe may change answers; a first word that is none names another template.
    if words and (baked is None or "=" not in words[0]):
        return Source(options.place(words[0]), words[1:], again, baked)
    if baked is None:
        raise click.UsageError("Give a TEMPLATE; `portfolio-kit list` names them.")
    return Source(None, words, again, baked)


def find(source: Source, search: Search) -> Template:
    """Return the template; of a foreign one that a recipe names, the very commit."""
    if source.named is not None:
        return search.find(source.named)
    baked = source.baked
    assert baked is not None  # noqa: S101 - read
    if baked.origin is None:
        return search.find(baked.template)
    url, origin = baked.origin.get("url"), baked.origin
    if url is None:  # a folder of the machine that baked it, perhaps of this one
        if Path(baked.template).is_dir():
            return search.find(baked.template)
        raise TemplateError(
            f"{source.file} does not say where template {baked.template!r} is",
            "name its folder or address: portfolio-kit new TEMPLATE --from FILE",
        )
    where = replace(search, directory=search.directory or origin.get("directory"))
    if search.fetch.checkout is None:
        where = replace(where, fetch=replace(search.fetch, checkout=origin.get("commit")))
    return where.find(url)


def present(baked: Recipe, project: Path, search: Search, place: str | None) -> Template:
    """Return the template of a recipe as it is now, for a project that was baked before.

    Of a foreign one that is the very commit, unless ``search`` names another; ``place`` is where
    it lies now, if the person says so.

    Raises:
        TemplateError: nobody knows where it is, or an option does not belong to it.
    """
    other = search.fetch.checkout
    if baked.origin is None:
        if said := other or place:
            raise TemplateError(f"{baked.template} is built in", f"leave {said!r} out")
        if (ours := marks.builtin(baked)) is not None:
            return ours
        names = ", ".join(template.name for template in catalog.builtins())
        raise TemplateError(
            f"this portfolio-kit has no template {baked.template}", f"it has: {names}"
        )
    where = place or baked.origin.get("url")
    if where is None:
        raise TemplateError(
            f"{project / recipe.NAME} does not say where template {baked.template!r} is",
            "name its folder or address with --template",
        )
    if not Path(where).is_dir():
        fetch = replace(search.fetch, checkout=other or baked.origin.get("commit"))
        search = replace(search, fetch=fetch)
    return replace(search, directory=baked.origin.get("directory")).find(where)


def gather(source: Source, template: Template, config: Config) -> Wanted:
    """Return the template with what is known of its answers, and the person's own words."""
    given = parse_arguments(source.answers)
    if source.baked is None:
        answers = context.gather(template, config, None, given)
        return Wanted(template, answers, context.story(config, None))
    said = {name: Value(value, str(source.file)) for name, value in source.baked.answers.items()}
    return Wanted(template, {**said, **given}, source.baked.story)


def parse_arguments(pairs: Sequence[str]) -> dict[str, Value]:
    """Return the answers that ``question=answer`` words give.

    Raises:
        AnswerError: one problem for each word without ``=``, without a name, or given twice.
    """
    found: dict[str, Value] = {}
    problems = []
    for pair in map(_as_typed, pairs):
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            problems.append(
                Problem(f"{context.ARGUMENT}: {pair!r} is no answer", "write question=answer")
            )
        elif not json_text.is_whole(pair):
            problems.append(_argument(name.strip(), "is not UTF-8", "give it in UTF-8"))
        elif name.strip() in found:
            problems.append(_argument(name.strip(), "is answered twice", "answer it once"))
        found.setdefault(name.strip(), Value(value, context.ARGUMENT))
    if problems:
        raise AnswerError(problems)
    return found


def _argument(name: str, what: str, advice: str) -> Problem:
    return Problem(f"{context.ARGUMENT}: {name} {what}", advice, Where(key=name))


def _as_typed(word: str) -> str:
    """Return a word as it was typed: where the locale has no letters, Python cannot read it."""
    try:
        return word.encode("utf-8", "surrogateescape").decode()
    except UnicodeError:  # it is no UTF-8
        return word
