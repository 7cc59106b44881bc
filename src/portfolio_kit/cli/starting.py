"""Ask who the person is, for a first config file."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio_kit import config
from portfolio_kit.cli import display, prompts
from portfolio_kit.template import Question

#: What is asked; the file explains the rest.
_ASKED = {
    "name": "Your name, as commits and licences show it",
    "email": "Your address, as commits show it",
    "github": "Your user name or organisation on GitHub, if any",
}


def author(known: Mapping[str, str]) -> dict[str, str]:
    """Return ``[author]`` as the person wants it; what git knows is offered."""
    display.line()
    said = "Enter takes what is shown, Tab edits it, Ctrl-C ends it."
    display.paragraph(said, "  ", "  ", style="quiet")
    display.line()
    answers: dict[str, str] = {}
    for number, (key, help_) in enumerate(_ASKED.items(), start=1):

        def judge(answer: object, key: str = key) -> str | None:
            problem = config.problem(f"author.{key}", answer) if answer else None
            return f"{key} {answer!r}: {problem}" if problem else None

        question = Question(key, "text", "", help=help_)
        place = prompts.Place(number, len(_ASKED), len("Github"))
        answers[key] = str(prompts.ask(question, known.get(key, ""), judge, place))
    return {**known, **answers}
