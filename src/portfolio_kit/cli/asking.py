"""Ask what nobody has answered yet, and refuse early what cannot end well."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from portfolio_kit.cli import display, prompts
from portfolio_kit.cli.orders import Answers, Terms, Wanted, identity
from portfolio_kit.errors import AnswerError, RepositoryError

if TYPE_CHECKING:
    from portfolio_kit.bake import GitPlan
    from portfolio_kit.config import Config, Value
    from portfolio_kit.template import Question, Template


def complete(wanted: Wanted, config: Config, terms: Terms) -> dict[str, Value]:
    """Return the answers to every question, asking those that are open.

    What is given is checked first, then the destination as soon as it is known: before any
    question when title or slug is given.

    Raises:
        PortfolioKitError: what is wrong already; nothing more is asked.
    """
    from portfolio_kit import render
    from portfolio_kit.config import Value

    template, answers = wanted.template, dict(wanted.answers)
    if not terms.trust:
        render.refuse_untrusted(template, skip_hooks=terms.hooks.skip)
    _refuse_wrong(wanted, terms)
    _refuse_anonymous(template, config, terms)
    naming = _naming(template)
    if _with_sources(template, naming) & answers.keys():
        _refuse_place(wanted, naming, terms)
    questions = [question for question in template.questions if question.name not in answers]
    if questions:
        _introduce(template, len(questions))
    width = max((len(prompts.label(question)) for question in questions), default=0)
    for number, question in enumerate(questions, start=1):
        place = prompts.Place(number, len(questions), width)
        answers[question.name] = Value(_ask(template, question, answers, place, terms), "answer")
        if question.name in naming and naming <= answers.keys():
            _refuse_place(replace(wanted, answers=answers), naming, terms)
    return answers


def _refuse_wrong(wanted: Wanted, terms: Terms) -> None:
    """Refuse answers that are wrong already; what a default gets wrong is still to be asked."""
    from portfolio_kit import bake, context

    private = bake.private(wanted.template, terms.date, wanted.story)
    try:
        context.resolve(wanted.template, wanted.answers, private=private, trust=terms.trust)
    except AnswerError as error:
        sources = tuple(f"{value.source}: " for value in wanted.answers.values())
        if problems := [problem for problem in error.problems if problem.startswith(sources)]:
            raise AnswerError(problems) from error


def _refuse_anonymous(template: Template, config: Config, terms: Terms) -> None:
    """Refuse a commit by nobody, unless the questions will say who it is."""
    asked = {question.name for question in template.questions}
    if not terms.git or terms.nested or {"author_name", "author_email"} <= asked:
        return
    if identity({}, config) is None:
        raise RepositoryError(
            "the commit needs a name and an address; set author.name and author.email in "
            "portfolio.toml, or run: git config --global user.name NAME and user.email ADDRESS"
        )


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


def _refuse_place(wanted: Wanted, naming: set[str], terms: Terms) -> None:
    """Refuse a destination that is taken, as far as it is known or its default would be."""
    from portfolio_kit import bake, context, render

    template = wanted.template
    private = bake.private(template, terms.date, wanted.story)
    known = _plain(wanted.answers)
    try:
        known = context.resolve(template, wanted.answers, private=private, trust=terms.trust)
    except AnswerError:  # something has no default: it is still to be asked
        for question in template.questions:
            if question.name in naming and question.name not in known:
                known[question.name] = context.default(template, question, known, trust=terms.trust)
    name = render.project_name(template, known, trust=terms.trust, how=terms.hooks)
    bake.refuse_place(terms.output / name, _plan(terms))


def _plan(terms: Terms) -> GitPlan:
    from portfolio_kit.bake import GitPlan

    return GitPlan(enabled=terms.git, nested=terms.nested)


def _plain(answers: Answers) -> dict[str, Any]:
    return {name: value.value for name, value in answers.items()}


def _introduce(template: Template, count: int) -> None:
    """Say what is about to be asked, and how to answer."""
    title = (
        f"{template.name} — {template.title}" if template.title != template.name else template.name
    )
    display.line()
    display.line(f"  {title}", style="head")
    questions = "1 question" if count == 1 else f"{count} questions"
    said = f"{questions}. Enter takes what is shown, Tab edits it, Ctrl-C ends it."
    display.paragraph(said, "  ", "  ", style="quiet")
    display.line()


def _ask(
    template: Template, question: Question, answers: Answers, place: prompts.Place, terms: Terms
) -> Any:  # noqa: ANN401 - any JSON
    """Ask one question, with what was answered before in its default and its choices."""
    from portfolio_kit import context

    known = _plain(answers)

    def rendered(raw: object) -> str:
        entry = replace(question, kind="text", default=raw, raw=raw, choices=(), schema={})
        return str(context.default(template, entry, known, trust=terms.trust))

    if any("{" in choice for choice in question.choices):
        question = replace(question, choices=tuple(map(rendered, question.choices)))
    default = context.default(template, question, known, trust=terms.trust)

    def judge(answer: object) -> str | None:
        return context.problem(template, question, answer, known)

    possible = tuple(choice for choice in question.choices if judge(choice) is None)
    if possible:  # a choice that does not go with an answer before it is not offered
        question = replace(question, choices=possible)
    return prompts.ask(question, default, judge, place)
