"""What an answer adds to a project, as both are rendered: one with it, and one without."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from portfolio_kit.answers import context
from portfolio_kit.config.config import Value
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.render import hooks, render
from portfolio_kit.system import code_lines
from portfolio_kit.template.layers import NONE
from portfolio_kit.template.skill import Skill, chosen
from portfolio_kit.template.template import Template

#: Bytes of a file that somebody may have written by hand.
_LONGEST = 2**20

#: What is answered, by question.
Answers = Mapping[str, Value]

#: Whatever names one of several changes.
Name = TypeVar("Name")


@dataclass(frozen=True)
class Addition:
    """What a project has more of: files, lines of code besides tests, seconds of a run, skills."""

    files: int
    lines: int
    seconds: float
    skills: tuple[Skill, ...] = ()


@dataclass(frozen=True)
class _Made:
    """A project as it would be, with the answers that make it."""

    answers: Mapping[str, Any]  # any JSON
    project: Path
    files: frozenset[str]


def each(
    template: Template, answers: Answers, private: Mapping[str, Any], *, trust: bool = False
) -> dict[str, dict[str, Addition]]:
    """Return what every choice of a question that takes several adds alone, by question.

    A choice that does not go with the other answers is left out.

    Raises:
        PortfolioKitError: without any of the choices there is no project.
    """

    def taken(question: str, choice: str) -> Answers:
        return {**answers, question: Value(choice, context.ARGUMENT)}

    return {
        question.name: dict(
            measured(
                template,
                taken(question.name, NONE),
                [(choice, taken(question.name, choice)) for choice in question.choices],
                private,
                trust=trust,
            )
        )
        for question in template.questions
        if question.kind == "several"
    }


def measured(
    template: Template,
    before: Answers,
    changes: Iterable[tuple[Name, Answers]],
    private: Mapping[str, Any],
    *,
    trust: bool = False,
) -> Iterator[tuple[Name, Addition]]:
    """Yield what other answers than ``before`` add, each by its name; nothing rendered stays.

    Answers that give no project are left out. No hook is run.

    Raises:
        PortfolioKitError: those of ``before`` give none.
    """
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:

        def make(place: str, known: Answers) -> _Made:
            settled = context.resolve(template, known, private=private, trust=trust)
            how = hooks.How(skip=True)
            made = render.render(template, settled, Path(folder, place), trust=trust, how=how)
            return _Made(settled, made.project, frozenset(made.files))

        first = make("before", before)
        for number, (name, after) in enumerate(changes):
            try:
                added = _added(template, first, make(str(number), after))
            except PortfolioKitError:
                continue
            yield name, added


def _added(template: Template, before: _Made, after: _Made) -> Addition:
    files = after.files - before.files
    known = {skill.id for skill in chosen(template.skills, before.answers)}
    return Addition(
        files=len(files),
        lines=sum(_lines(after.project, name) for name in files),
        seconds=template.seconds(after.answers) - template.seconds(before.answers),
        skills=tuple(s for s in chosen(template.skills, after.answers) if s.id not in known),
    )


def _lines(project: Path, name: str) -> int:
    """Return the lines of code in a file; 0 for what is no Python, and for tests."""
    path, file = PurePosixPath(name), project / name
    if path.suffix != ".py" or "tests" in path.parts or path.name.startswith("test_"):
        return 0
    if file.is_symlink() or file.stat().st_size > _LONGEST:  # a foreign template may make anything
        return 0
    return code_lines.count(file.read_text(encoding="utf-8", errors="replace"))
