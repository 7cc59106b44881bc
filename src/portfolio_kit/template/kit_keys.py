"""What a template says about itself: the ``_portfolio_kit`` key, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import Problem, TemplateError, Where, similar
from portfolio_kit.schema import SHOWN, Words, cut, dotted, refused, validator
from portfolio_kit.template import private_keys, questions_file
from portfolio_kit.template.layers import ABOUT, ALL, NONE, condition

if TYPE_CHECKING:
    from portfolio_kit.template.question import Question

_WORDS = Words(key=lambda path: dotted((ABOUT, *path)))

#: A choice that can be written among others: ``drift,evasion``, ``+drift``.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read(entries: Mapping[str, Any], folder: Path, *, checked: bool) -> dict[str, Any]:
    """Return the ``_portfolio_kit`` of a ``cookiecutter.json``; empty when it has none.

    Raises:
        TemplateError: it, or a private key of Cookiecutter's, does not follow its schema, when
            ``checked``; one problem per mistake.
    """
    said = entries.get(ABOUT, {})
    if checked:
        problems = list(private_keys.problems(entries))
        if not problems and ABOUT in entries:
            problems = list(_mistakes(said))
        if problems:
            where = Where(str(folder / questions_file.NAME))
            raise TemplateError(problem.at(where) for problem in problems)
    return dict(said)


def _mistakes(said: object) -> Iterator[Problem]:
    yield from (problem for _, problem in refused(said, "template.schema.json", _WORDS))
    properties = said.get("answers", {}) if isinstance(said, dict) else {}
    properties = properties.get("properties", {}) if isinstance(properties, dict) else {}
    for name, rule in properties.items() if isinstance(properties, dict) else ():
        try:
            validator(rule)
        except (ValueError, TypeError) as error:
            first = cut(str(error).partition("\n")[0], 3 * SHOWN)
            place = dotted((ABOUT, "answers", "properties", name))
            yield _wrong(place, f"is no JSON Schema ({first})", "correct it")


def _wrong(key: str, what: str, *advice: str) -> Problem:
    """Return what is wrong with a key; of the advice, what is not empty."""
    return Problem(f"{key} {what}", "; ".join(filter(None, advice)), Where(key=key))


def check(said: Mapping[str, Any], questions: Sequence[Question], folder: Path) -> None:
    """Hold what ``_portfolio_kit`` says of questions against the questions that there are.

    Raises:
        TemplateError: one problem for each that is not there, or is no choice of its question.
    """
    known = {question.name: question for question in questions}
    problems = (
        *_unknown(said, known),
        *_unwritable(said, known),
        *_impossible(said, known),
        *_too_early(said, known),
    )
    if problems:
        where = Where(str(folder / questions_file.NAME))
        raise TemplateError(problem.at(where) for problem in problems)


def _conditions(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    for place in ("layers", "extras", "prepare", "skills"):
        for entry in said.get(place, ()):
            called = entry.get("path") or entry.get("id") or entry.get("name") or entry.get("say")
            yield f"{ABOUT}.{place} ({called})", condition(entry)
    for place in ("sizes", "times"):
        for number, entry in enumerate(said.get(place, ())):
            yield f"{ABOUT}.{place}.{number}", condition(entry)
    for name, when in said.get("when", {}).items():
        yield f"{ABOUT}.when ({name})", condition({"when": when})


def _unknown(said: Mapping[str, Any], known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each name that is no question."""
    named = [(f"{ABOUT}.{key}", said.get(key, ())) for key in ("help", "ask", "when", "several")]
    answers = said.get("answers", {})
    named.append((f"{ABOUT}.answers", answers.get("properties", {})))
    named += [
        (f"{ABOUT}.answers.allOf.{number}", rule["not"]["properties"])
        for number, rule in enumerate(answers.get("allOf", ()))
    ]
    for place, names in (*named, *_conditions(said)):
        for name in names:
            if name not in known:
                what = f"names {name!r}, which is no question"
                yield _wrong(place, what, similar(name, known))


def _unwritable(said: Mapping[str, Any], known: Mapping[str, Question]) -> Iterator[Problem]:
    """Yield a problem for each question that cannot take several of its choices as words."""
    place = f"{ABOUT}.several"
    for question in (known[name] for name in said.get("several", ()) if name in known):
        if question.kind != "several":
            yield _wrong(place, f"names {question.name!r}, which is no list", "list its choices")
        for choice in question.choices:
            if choice in (ALL, NONE) or not _WORD.fullmatch(choice):
                what = f"names {question.name!r}, of which {cut(repr(choice))} is a choice"
                yield _wrong(place, what, f"use letters, digits, . _ and -, not {ALL} or {NONE}")


def _too_early(said: Mapping[str, Any], known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each condition of a question that is answered only after it."""
    order = list(known)
    for name, when in said.get("when", {}).items():
        for other in when:
            if {name, other} <= set(order) and order.index(other) >= order.index(name):
                what = f"names {other!r}, which is not before it"
                yield _wrong(f"{ABOUT}.when ({name})", what, "move one")


def _impossible(said: Mapping[str, Any], known: Mapping[str, Question]) -> Iterator[Problem]:
    """Yield a problem for each condition that no answer can meet."""
    for place, when in _conditions(said):
        for name, allowed in when.items():
            question = known.get(name)
            choices = question.choices if question else ()
            if question and question.kind == "boolean":
                choices = ("yes", "no")
            if question and question.kind == "several":
                choices = (*choices, NONE)
            for value in allowed if choices else ():
                if value not in choices:
                    what = f"{place}: {name} is never {cut(repr(value))}"
                    advice = [f"it is one of: {', '.join(choices)}", similar(value, choices)]
                    yield Problem(what, "; ".join(filter(None, advice)), Where(key=place))
