"""What can be added to a project that was baked: answers that give it more and lose it nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portfolio_kit.answers import context
from portfolio_kit.baking import additions
from portfolio_kit.baking.additions import Addition
from portfolio_kit.config.config import Value
from portfolio_kit.errors import Problem
from portfolio_kit.showcase import recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.layers import holds
from portfolio_kit.template.question import Question
from portfolio_kit.template.template import Template

#: A layer of those templates of which an answer changes lines all over a project: no clean merge.
FLAT = "_base/flat"

_UPGRADE = "upgrade portfolio-kit: pip install --upgrade portfolio-kit"


@dataclass(frozen=True)
class Step:
    """One more answer: a ``choice`` of a question, as one types it.

    ``answer`` is what the question holds then: of several choices those before, and this one.
    """

    question: Question
    choice: str
    answer: Any  # as the question takes it

    @property
    def word(self) -> str:
        """The answer as one types it: ``privacy=dp``, of several ``analyses=+skew``."""
        sign = "+" if self.question.kind == "several" else ""
        return f"{self.question.name}={sign}{self.choice}"

    @property
    def about(self) -> str:
        """What it is, in a line: what the template says of the choice, else of the question."""
        said = self.question.label(self.choice)
        return said or self.question.prompt or self.question.help


def obstacle(baked: Recipe, template: Template | None) -> Problem | None:
    """Say why nothing can be offered to a project; None: `steps` and `measured` say what can.

    Args:
        baked: the project's recipe.
        template: the built-in template of that name; None where there is none.
    """
    if baked.origin is not None:
        return Problem(
            f"{baked.template} is a foreign template, and only what a built-in one adds is known"
        )
    if template is None:
        return Problem(f"this portfolio-kit has no template {baked.template!r}", _UPGRADE)
    if FLAT in baked.layers:
        return Problem(f"the layout of {baked.template} {baked.version} cannot be grown yet")
    if baked.files is None:
        return Problem(
            f"{recipe.NAME} is of version 1, which does not say what was rendered",
            "bake the project again beside it: portfolio-kit new --from FILE --output ELSEWHERE",
        )
    return _other_version(baked, template)


def _other_version(baked: Recipe, template: Template) -> Problem | None:
    """Say that a project was baked by another version of its template than there is here."""
    there, here = baked.version, template.version
    if there == here:
        return None
    # Of versions that are no whole numbers nobody knows which is newer: they are not ours.
    numbered = there.isdecimal() and here.isdecimal()
    is_newer = numbered and (len(there), there) > (len(here), here)
    brings = "`portfolio-kit update` brings it, and then more can be added"
    return Problem(
        f"{baked.template} {there} baked it, and this portfolio-kit has {here}",
        _UPGRADE if is_newer else brings,
    )


def steps(template: Template, answers: Mapping[str, Any]) -> Iterator[Step]:
    """Yield each answer that adds to a project, analyses before options; nothing is rendered.

    Of a question that takes several that is each choice which is not taken. Of any other, a
    choice with which every layer stays and others come: one that replaces a layer adds nothing.
    What does not matter, or does not go with the other answers, is left out.
    """
    asked = sorted(context.by_weight(template), key=lambda question: question.kind != "several")
    before = _layers(template, answers)
    for question in asked:
        for step in _each(question, answers.get(question.name)):
            after = {**answers, question.name: step.answer}
            adds = question.kind == "several" or before < _layers(template, after)
            if adds and context.applies(question, answers) and not any(template.broken(after)):
                yield step


def _each(question: Question, answer: object) -> Iterator[Step]:
    """Yield every other answer to a question; of several choices, every one more."""
    if question.kind == "several":
        taken = answer if isinstance(answer, list) else []
        for choice in question.choices:
            if choice not in taken:
                more = [one for one in question.choices if one in taken or one == choice]
                yield Step(question, choice, more)
    elif question.kind == "boolean":
        yield Step(question, "no" if answer is True else "yes", answer is not True)
    elif question.kind == "choice":
        for choice in question.choices:
            yield Step(question, choice, choice)


def _layers(template: Template, answers: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(layer.name for layer in template.layers if holds(layer.when, answers))


def measured(template: Template, baked: Recipe) -> Sequence[tuple[Step, Addition]]:
    """Return each of `steps` with what it adds to the project of a recipe.

    Nothing of the project is read but what its recipe answers.

    Raises:
        PortfolioKitError: the answers of the recipe give no project.
    """
    asked = {question.name for question in template.questions}
    # Anybody can write a recipe. Of a private key, what it gives would be rendered as Jinja.
    known = {name: answer for name, answer in baked.answers.items() if name in asked}
    before = {name: Value(answer, recipe.NAME) for name, answer in known.items()}
    changes = [
        (step, {**before, step.question.name: Value(step.answer, recipe.NAME)})
        for step in steps(template, known)
    ]
    private = context.private(template, datetime.fromisoformat(baked.date), baked.story)
    return list(additions.measured(template, before, changes, private))
