"""What each choice of a question that takes several adds to a project."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from portfolio_kit.answers import context
from portfolio_kit.config.config import Value
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.render import hooks, render
from portfolio_kit.system import code_lines
from portfolio_kit.template.template import Template

#: Bytes of a file that somebody may have written by hand.
_LONGEST = 2**20


@dataclass(frozen=True)
class Addition:
    """What a project has more of: files, lines of code besides tests, seconds of a run."""

    files: int
    lines: int
    seconds: float


@dataclass(frozen=True)
class _Made:
    """A project as it would be, with the answers that make it."""

    answers: Mapping[str, Any]  # any JSON
    project: Path
    files: frozenset[str]


def each(
    template: Template,
    answers: Mapping[str, Value],
    private: Mapping[str, Any],
    *,
    trust: bool = False,
) -> dict[str, dict[str, Addition]]:
    """Return what every choice alone adds, by question; it is rendered, and nothing stays.

    A choice that does not go with the other answers is left out. No hook is run.

    Raises:
        PortfolioKitError: without any of the choices there is no project.
    """
    asked = [question for question in template.questions if question.kind == "several"]
    found: dict[str, dict[str, Addition]] = {question.name: {} for question in asked}
    if not asked:
        return found
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:

        def make(place: str, name: str, taken: str) -> _Made:
            known = {**answers, name: Value(taken, context.ARGUMENT)}
            settled = context.resolve(template, known, private=private, trust=trust)
            how = hooks.How(skip=True)
            made = render.render(template, settled, Path(folder, place), trust=trust, how=how)
            return _Made(settled, made.project, frozenset(made.files))

        for question in asked:
            before = make(question.name, question.name, "none")
            for choice in question.choices:
                try:
                    after = make(f"{question.name}.{choice}", question.name, choice)
                except PortfolioKitError:
                    continue
                found[question.name][choice] = _added(template, before, after)
    return found


def _added(template: Template, before: _Made, after: _Made) -> Addition:
    files = after.files - before.files
    return Addition(
        files=len(files),
        lines=sum(_lines(after.project, name) for name in files),
        seconds=template.seconds(after.answers) - template.seconds(before.answers),
    )


def _lines(project: Path, name: str) -> int:
    """Return the lines of code in a file; 0 for what is no Python, and for tests."""
    path, file = PurePosixPath(name), project / name
    if path.suffix != ".py" or "tests" in path.parts or path.name.startswith("test_"):
        return 0
    if file.is_symlink() or file.stat().st_size > _LONGEST:  # a foreign template may make anything
        return 0
    return code_lines.count(file.read_text(encoding="utf-8", errors="replace"))
