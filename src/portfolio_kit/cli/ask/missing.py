"""Ask what nobody has answered yet, and refuse early what cannot end well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import context
from portfolio_kit.baking.bake import refuse_place
from portfolio_kit.baking.order import Terms, Wanted, author, nobody
from portfolio_kit.cli.ask.interview import Interview
from portfolio_kit.errors import AnswerError
from portfolio_kit.render import render

if TYPE_CHECKING:
    from portfolio_kit.config.config import Config
    from portfolio_kit.template.template import Template


def complete(wanted: Wanted, config: Config, terms: Terms, *, story: bool) -> Wanted:
    """Return the answers to every question, asking those that are open; ``story``: that too.

    What is given is checked first, and the destination, when title or slug is given.

    Raises:
        PortfolioKitError: what is wrong already; nothing is asked.
    """
    template = wanted.template
    if not terms.trust:
        render.refuse_untrusted(template, skip_hooks=terms.hooks.skip)
    _refuse_wrong(wanted, terms)
    _refuse_anonymous(template, config, terms)
    naming = _naming(template)
    talk = Interview(
        wanted,
        terms,
        frozenset(naming),
        lambda place: refuse_place(place, commits=terms.commits),
        lambda known: _by(known, config, terms),
        story,
        dict(wanted.answers),
    )
    given = _with_sources(template, naming) & wanted.answers.keys()
    place = talk.place()
    # A folder of that name can still be called otherwise; a repository around it stays.
    if given or not (place.exists() or place.is_symlink()):
        refuse_place(place, commits=terms.commits)
    return talk.hold()


def _by(known: Mapping[str, Any], config: Config, terms: Terms) -> str:
    """Return who commits, for people."""
    if not terms.commits:
        return "without a commit"
    who = author(known, config)
    return f"committed by {who.name} <{who.email}>" if who else "committed by nobody yet"


def _refuse_wrong(wanted: Wanted, terms: Terms) -> None:
    """Refuse answers that are wrong already; what a default gets wrong is still to be asked."""
    private = context.private(wanted.template, terms.date, wanted.story)
    try:
        context.resolve(wanted.template, wanted.answers, private=private, trust=terms.trust)
    except AnswerError as error:
        # What does not go with a default can still be put right: by an answer to that question.
        if said := [one for one in error.problems if context.is_settled(one, wanted.answers)]:
            raise AnswerError(said) from error


def _refuse_anonymous(template: Template, config: Config, terms: Terms) -> None:
    """Refuse a commit by nobody, unless the questions will say who it is."""
    asked = {question.name for question in template.questions}
    if not terms.commits or {"author_name", "author_email"} <= asked:
        return
    if author({}, config) is None:
        raise nobody()


def _naming(template: Template) -> set[str]:
    """Return the questions whose answers make the name of the project's folder."""
    names = {
        name
        for layer in template.layers[:1]
        for folder in layer.root.iterdir()
        if folder.is_dir()
        for name in _mentioned(folder.name)
    }
    questions = {question.name for question in template.questions}
    # A private key may be made of any answer: only all of them give the name.
    return names if names.issubset(questions) else questions


def _with_sources(template: Template, naming: set[str]) -> set[str]:
    """Return ``naming`` with the questions of which its defaults are made: a title, say."""
    return naming.union(
        *(
            _mentioned(question.default)
            for question in template.questions
            if question.name in naming
        )
    )


def _mentioned(text: object) -> set[str]:
    """Return the questions that a piece of Jinja mentions."""
    return set(re.findall(r"cookiecutter\.(\w+)", str(text)))
