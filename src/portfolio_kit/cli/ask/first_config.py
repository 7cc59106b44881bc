"""Ask who the person is, for a first config file."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio_kit.cli.ask import prompts
from portfolio_kit.cli.terminal import display
from portfolio_kit.config import config
from portfolio_kit.template.question import Question

#: What is asked; the file explains the rest.
_ASKED = {
    "name": "Your name, as commits and licences show it",
    "email": "Your address, as commits show it",
    "github": "Your user name or organisation on GitHub, if any",
}


def author(known: Mapping[str, str]) -> dict[str, str]:
    """Return ``[author]`` as the person wants it; what git knows is offered."""
    display.line()
    display.paragraph(prompts.KEYS, "  ", "  ", style="quiet")
    display.line()
    keys, answers = list(_ASKED), dict(known)
    said: list[int] = []
    while len(said) < len(keys):
        key = keys[len(said)]
        place = prompts.Place(len(said) + 1, len(keys), len("Github"))
        question = Question(key, "text", "", help=_ASKED[key])
        try:
            answers[key] = str(prompts.ask(question, answers.get(key, ""), _judge(key), place))
        except prompts.Back:
            if said:
                display.erase(said.pop())
            continue
        said.append(prompts.note(question, answers[key], place))
    return answers


def _judge(key: str) -> prompts.Judge:
    """Return what says what is wrong with ``author.KEY``."""

    def judge(answer: object) -> str | None:
        problem = config.problem(f"author.{key}", answer) if answer else None
        return f"{key} {answer!r}: {problem}" if problem else None

    return judge
