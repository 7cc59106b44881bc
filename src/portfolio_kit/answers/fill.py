"""Filling a context in: entry by entry, as Cookiecutter does, noting every wrong answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import answer
from portfolio_kit.config.config import Value
from portfolio_kit.errors import Problem
from portfolio_kit.jinja import budget, engine
from portfolio_kit.template import private_keys
from portfolio_kit.template.layers import as_text, holds, meets
from portfolio_kit.template.question import NAMES, Question
from portfolio_kit.template.template import Template

if TYPE_CHECKING:
    from jinja2 import Environment

#: Which key of ``[author]`` answers a question of ours.
AUTHOR = {
    "author_name": "name",
    "author_email": "email",
    "github": "github",
    "orcid": "orcid",
    "affiliation": "affiliation",
}

#: Private keys that choose what runs: judged before any answer is known.
_CODE = ("_extensions", "_jinja2_env_vars")


class Jinja:
    """Render entries of ``cookiecutter.json``; the environment is made when first needed."""

    def __init__(self, template: Template, *, trust: bool) -> None:
        """Take the template whose entries are rendered; ``trust`` lets its extensions run."""
        self.template, self.trust = template, trust or template.builtin
        self.environment: Environment | None = None

    def render(self, raw: Any, key: str, context: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return ``raw`` rendered as Cookiecutter renders it: numbers become text."""
        if raw is None or isinstance(raw, bool):
            return raw
        if isinstance(raw, dict):
            return {
                self.render(name, key, context): self.render(value, key, context)
                for name, value in raw.items()
            }
        if isinstance(raw, list):
            return [self.render(value, key, context) for value in raw]
        return self._text(str(raw), key, context)

    def _text(self, text: str, key: str, context: Mapping[str, Any]) -> str:
        variables = self.template.private.get("_jinja2_env_vars", {})
        if not variables and "{" not in text and "\r" not in text:
            return text  # nothing to render: a plain default needs no Jinja
        ours = self.template.builtin
        foreign = self.trust and not ours and engine.foreign_extensions(self.template.private)
        with (
            budget.held(trusted=self.trust),
            engine.importable(self.template.root) if foreign else nullcontext(),
        ):
            if self.environment is None:
                self.environment = engine.environment(
                    {"cookiecutter": context},
                    self.template.includes,
                    extensions=self.template.private.get("_extensions", ()),
                    variables=variables,
                    trusted=self.trust,
                    bound=self.template.boundary,
                    ours=self.template.root.parent if ours else None,
                )
            where = f"{self.template.root / 'cookiecutter.json'} ({key})"
            return engine.render_text(self.environment, text, {"cookiecutter": context}, where)


@dataclass
class Filling:
    """A context in the making, and what is wrong with the answers so far."""

    template: Template
    answers: Mapping[str, Value]
    jinja: Jinja
    context: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    rejected: set[str] = field(default_factory=set)
    entries: dict[str, Any] = field(default_factory=dict)  # private ones, as they are written

    def fill(self, until: str | None = None) -> None:
        """Go through all entries as Cookiecutter does: mappings last, for they may use the rest."""
        questions = {question.name: question for question in self.template.questions}
        ours = frozenset(self.context)
        for key in self.template.order:
            question = questions.get(key)
            if question is None:
                self.private(key, ours)
            elif question.kind != "mapping":
                if key == until:
                    return
                self.answer(question)
        for key in self.template.order:
            question = questions.get(key)
            if question is None and isinstance(self.entries.get(key), dict):
                self.render(key)  # a second time: the first may have been without an answer
            elif question is not None and question.kind == "mapping":
                if key == until:
                    return
                self.answer(question)
        if not self.problems:
            self.compare()

    def private(self, key: str, ours: frozenset[str]) -> None:
        """Take a private entry, or what somebody gives for it, as Cookiecutter would."""
        entry, given = self.template.private[key], self.answers.get(key)
        if given:
            try:
                # A template of ours has no sandbox, and anybody can write a recipe.
                fixed = frozenset(self.template.private) if self.template.builtin else ours
                entry = _given(key, entry, given, fixed)
            except answer.WrongAnswerError as error:
                self.problems.append(given.wrong(key, error.what, error.advice))
            self.problems += map(given.placed, private_keys.problems({key: entry}))
        if key not in ours:
            self.entries[key] = entry
            self.render(key)

    def render(self, key: str) -> None:
        """Put a private entry into the context: rendered when it begins with two underscores."""
        entry = self.entries[key]
        is_rendered = key.startswith("__")
        self.context[key] = self.jinja.render(entry, key, self.context) if is_rendered else entry

    def answer(self, question: Question) -> None:
        """Take the answer to a question, or its default, and note what is wrong with it."""
        given = self._heard(question)
        value = given.value if given else self.default(question)
        try:
            self.context[question.name] = self.read(question, value)
        except answer.WrongAnswerError as error:
            self.context[question.name] = value
            follows = not given and self._follows_rejected(question)
            self.rejected.add(question.name)
            if not follows:
                taken = given or Value(value, "default")
                advice = error.advice if given else f"{error.advice}, {_answering(question)}"
                self.problems.append(taken.wrong(question.name, error.what, advice))

    def _heard(self, question: Question) -> Value | None:
        """Return what was answered, None where the question does not matter.

        A default that is given there is no mistake: a recipe holds every answer.
        """
        given = self.answers.get(question.name)
        doubtful = self.rejected & question.when.keys()
        if given is None or doubtful or holds(question.when, self.context):
            return given
        default = as_text(self.default(question))
        if not given.general and as_text(given.value) != default:
            others = " and ".join(
                f"{name} is {as_text(self.context.get(name))}"
                for name, meant in question.when.items()
                if not meets(self.context.get(name), meant)
            )
            what = f"does not matter where {others}"
            self.problems.append(given.wrong(question.name, what, "leave it out"))
        return None

    def compare(self) -> None:
        """Note which answers, each of them right, do not go together."""
        for clash in clashes(self.template, self.context):
            given = [self.answers[name] for name in clash.between if name in self.answers]
            source = given[-1] if given else Value(None, "default")
            self.problems.append(source.placed(clash))

    def default(self, question: Question) -> Any:  # noqa: ANN401 - any JSON
        """Return the rendered default; that of our slug and package is made a safe name."""
        raw = question.raw if question.kind == "mapping" else question.default
        value = self.jinja.render(raw, question.name, self.context)
        if self.template.builtin and isinstance(value, str):
            return NAMES[question.name].make(value) if question.name in NAMES else value
        return value

    def read(self, question: Question, value: object) -> Any:  # noqa: ANN401 - any JSON
        """Return the typed answer; raise WrongAnswerError."""
        offered: Any = ()
        if question.kind == "choice" and isinstance(question.raw, list):
            offered = self.jinja.render(question.raw, question.name, self.context)
        elif question.kind == "choice":
            offered = question.schema["enum"]
        elif question.kind == "several":
            offered = question.choices
        elif question.kind == "mapping":
            offered = [self.jinja.render(question.raw, question.name, self.context)]
        taken = answer.read(question, value, offered)
        ours = self.template.builtin or self.template.version
        is_name = ours and question.name in NAMES and isinstance(taken, str)
        wrong = NAMES[question.name].problem(taken) if is_name else None
        if wrong:
            raise answer.WrongAnswerError(wrong.what, wrong.advice)
        return taken

    def _follows_rejected(self, question: Question) -> bool:
        """Say whether a default is only wrong because an answer that it is made of is."""
        return any(f"cookiecutter.{name}" in str(question.raw) for name in self.rejected)


def _given(key: str, entry: Any, given: Value, fixed: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a private entry for which somebody gives another value; raise WrongAnswerError."""
    if key in fixed or key in _CODE:
        raise answer.WrongAnswerError("cannot be given", "leave it out")
    return answer.overwrite(entry, given.value)


@dataclass(frozen=True)
class Clash(Problem):
    """Answers, each of them right, that do not go together: to the questions ``between``."""

    between: tuple[str, ...] = ()


def clashes(template: Template, known: Mapping[str, Any]) -> Iterator[Clash]:
    """Yield which answers in ``known`` do not go together."""
    for meant, advice in template.broken(known):
        *others, last = (f"{name} {known[name]!r}" for name in meant)
        what = f"{last} does not go with {' and '.join(others)}"
        yield Clash(what, advice, between=meant)


def _answering(question: Question) -> str:
    """Say how to give an answer to a question whose default is none."""
    key = AUTHOR.get(question.name)
    place = f" or {key} under [author] in portfolio.toml" if key else ""
    return f"as {question.name}=...{place}"
