"""What `new` asks of a project's story: once, before the first run, and nobody must answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from portfolio_kit.config import config
from portfolio_kit.template.question import Question

if TYPE_CHECKING:
    from portfolio_kit.template.template import Template

_HELP = "In your own words, for the README; Enter leaves it out."

#: By the keys of ``[story]``.
QUESTIONS = {
    key: Question(f"story.{key}", "text", "", prompt=prompt, help=_HELP)
    for key, prompt in {
        "question": "What do you want to find out?",
        "expectation": "What do you expect?",
    }.items()
}


def untold(template: Template, said: Mapping[str, str]) -> list[Question]:
    """Return what is still to be asked of a story: nothing where a project has no place for it."""
    asked = QUESTIONS.values() if template.tells else ()
    return [question for question in asked if question.name not in said]


def wrong(key: str, answer: object) -> str | None:
    """Say in one line what is wrong with an answer; an empty one never is."""
    return config.problem(key, answer) if answer else None


def told(said: Mapping[str, str]) -> dict[str, str]:
    """Return what was said, by the keys of a story."""
    return {key: said.get(question.name, "") for key, question in QUESTIONS.items()}
