"""From answers to a context: every question of a template answered, every mistake said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from portfolio_kit import __version__
from portfolio_kit.answers import answer
from portfolio_kit.answers.fill import AUTHOR, Clash, Filling, Jinja, clashes
from portfolio_kit.config.config import Config, Project, Value
from portfolio_kit.errors import AnswerError, Problem, Where, similar
from portfolio_kit.system import json_text, toml_text
from portfolio_kit.template import catalog
from portfolio_kit.template.layers import holds
from portfolio_kit.template.question import Question
from portfolio_kit.template.template import Template

#: As ``fill.AUTHOR``, of a foreign template's questions; its ``github`` may be the project's.
USUAL = {
    "author_name": "name",
    "author_email": "email",
    "full_name": "name",
    "email": "email",
    "github_username": "github",
    "orcid": "orcid",
    "affiliation": "affiliation",
}

ARGUMENT = "argument"

#: The person's own words where nobody said any.
SILENCE: Mapping[str, Any] = MappingProxyType(  # texts and lists of texts
    {
        "question": "",
        "expectation": "",
        "answer": "",
        "why": "",
        "decisions": [],
        "limitations": [],
    }
)


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
            problems.append(Problem(f"{ARGUMENT}: {pair!r} is no answer", "write question=answer"))
        elif not json_text.is_whole(pair):
            problems.append(_argument(name.strip(), "is not UTF-8", "give it in UTF-8"))
        elif name.strip() in found:
            problems.append(_argument(name.strip(), "is answered twice", "answer it once"))
        found.setdefault(name.strip(), Value(value, ARGUMENT))
    if problems:
        raise AnswerError(problems)
    return found


def _argument(name: str, what: str, advice: str) -> Problem:
    return Problem(f"{ARGUMENT}: {name} {what}", advice, Where(key=name))


def _as_typed(word: str) -> str:
    """Return a word as it was typed: where the locale has no letters, Python cannot read it."""
    try:
        return word.encode("utf-8", "surrogateescape").decode()
    except UnicodeError:  # it is no UTF-8
        return word


def gather(
    template: Template, config: Config, project: Project | None, arguments: Mapping[str, Value]
) -> dict[str, Value]:
    """Return every answer that is known, the strongest of each.

    Strongest first: the command line, the ``[[project]]``, ``[defaults]``, ``[author]``. What is
    no question of this template stays, so that ``resolve`` can say so; a default that is meant
    for another of our templates does not.
    """
    asked = {question.name: question for question in template.questions}
    author = {
        name: config.author[key]
        for name, key in (AUTHOR if template.builtin else USUAL).items()
        if key in config.author and name in asked and asked[name].kind == "text"
    }
    strangers = [name for name in config.defaults if name not in asked]
    elsewhere = _asked_elsewhere() if strangers else set()
    meant = [name for name in config.defaults if name in asked or name not in elsewhere]
    defaults = {name: replace(config.defaults[name], general=True) for name in meant}
    return {**author, **defaults, **(project.answers if project else {}), **arguments}


def _asked_elsewhere() -> set[str]:
    """Return the names of the questions that any of our templates asks, and the usual ones."""
    ours = {question.name for other in catalog.builtins() for question in other.questions}
    return ours | set(AUTHOR) | set(USUAL)


def by_weight(template: Template) -> list[Question]:
    """Return the questions, those that matter most first, those on who the person is last.

    A template that does not say which matter keeps its own order, as Cookiecutter does.
    """
    if not template.ask:
        return list(template.questions)
    first = {name: place for place, name in enumerate(template.ask)}

    def weight(question: Question) -> tuple[bool, int, bool]:
        name = question.name
        return name in AUTHOR, first.get(name, len(first)), name not in template.own

    return sorted(template.questions, key=weight)


def story(config: Config, project: Project | None) -> dict[str, Any]:
    """Return the person's own words on a project of a config file; empty = none.

    Those of ``[story]`` are of the only project in the file: no text stands in two.
    """
    words = {**config.story, **project.story} if project else {}
    return {**SILENCE, **{name: value.value for name, value in words.items()}}


def private(template: Template, date: datetime, story: Mapping[str, Any]) -> dict[str, Any]:
    """Return the private keys that a template made for portfolio-kit may use.

    A template that says nothing about itself is a plain Cookiecutter one: it sees none of them.
    """
    if not template.version:
        return {}
    said = {**SILENCE, **story}
    return {
        "_story": said,
        "_story_toml": {
            name: toml_text.quoted(said[name]) for name in ("question", "expectation", "answer")
        },
        "_date": date.date().isoformat(),
        "_year": f"{date.year}",
        "_template": template.name,
        "_version": template.version,
        "_kit": __version__,
    }


def default(
    template: Template, question: Question, known: Mapping[str, Any], *, trust: bool = False
) -> Any:  # noqa: ANN401 - any JSON
    """Return what ``question`` is answered with when nobody says otherwise, rendered."""
    answers = {name: Value(value, ARGUMENT) for name, value in known.items()}
    work = Filling(template, answers, Jinja(template, trust=trust), {})
    work.fill(until=question.name)
    return work.default(question)


def guess(
    template: Template,
    answers: Mapping[str, Value],
    *,
    private: Mapping[str, Any],
    trust: bool = False,
) -> dict[str, Any]:
    """Return the context as far as it can be told: what is wrong with answers is not said yet."""
    work = Filling(template, answers, Jinja(template, trust=trust), dict(private))
    work.fill()
    return work.context


def applies(question: Question, known: Mapping[str, Any]) -> bool:
    """Say whether a question matters with the answers in ``known``."""
    return holds(question.when, known)


def is_said(problem: Problem, answers: Mapping[str, Value]) -> bool:
    """Say whether a problem is one of what somebody answered, and not of a default alone."""
    return any(name in answers for name in _concerned(problem))


def is_settled(problem: Problem, answers: Mapping[str, Value]) -> bool:
    """Say whether no other answer than those given can put a problem right."""
    return all(name in answers for name in _concerned(problem))


def _concerned(problem: Problem) -> tuple[str, ...]:
    """Return the questions whose answers are wrong, or wrong together."""
    return problem.between if isinstance(problem, Clash) else (problem.where.key,)


def problem(
    template: Template, question: Question, value: object, known: Mapping[str, Any] | None = None
) -> str | None:
    """Say in one line why ``question`` does not allow ``value``; None when it does.

    Choices and defaults that are Jinja are rendered with ``known``, the answers before it.
    """
    work = Filling(template, {}, Jinja(template, trust=False), dict(known or {}))
    try:
        taken = work.read(question, value)
    except answer.WrongAnswerError as error:
        return f"{question.name} {value!r} {error}"
    together = {**work.context, question.name: taken}
    found = (clash for clash in clashes(template, together) if question.name in clash.between)
    return next(map(str, found), None)


def resolve(
    template: Template,
    answers: Mapping[str, Value],
    *,
    private: Mapping[str, Any],
    trust: bool = False,
) -> dict[str, Any]:
    """Return the ``cookiecutter`` dictionary: every question answered, private keys included.

    Args:
        template: whose questions and private keys.
        answers: what is known; the rest is answered by rendered defaults.
        private: what the template may use besides, such as ``_date``; it wins over the template.
        trust: the template's own extensions may run.

    Raises:
        AnswerError: one problem for each answer that is not allowed, or has no question.
    """
    asked = [question.name for question in template.questions]
    known = [*asked, *template.private]
    listed = f"it asks: {', '.join(asked)}"
    strangers = [
        value.placed(
            Problem(
                f"{name} is no question of {template.name}",
                similar(name, known) or listed,
                Where(key=name),
            )
        )
        for name, value in answers.items()
        if name not in known
    ]
    work = Filling(template, answers, Jinja(template, trust=trust), dict(private))
    work.fill()
    if strangers or work.problems:
        raise AnswerError([*strangers, *work.problems])
    return work.context
