"""What became of the projects of a config file: one line for each, and their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from portfolio_kit.cli import documents, planning, reporting, running
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import Problem
from portfolio_kit.system import redact

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake
    from portfolio_kit.config.config import Project
    from portfolio_kit.git.repository import Identity
    from portfolio_kit.running.runner import Run

State = Literal["baked", "ran", "planned", "exists", "failed"]

#: The note of a project that is there and can be run.
NOT_MEASURED = "not measured"

#: What a state looks like: a mark, a style.
_MARKS: dict[State, tuple[str, str]] = {
    "baked": ("✔", "good"),
    "ran": ("✔", "good"),
    "planned": ("·", "key"),
    "exists": ("·", "quiet"),
    "failed": ("✘", "bad"),
}


@dataclass(frozen=True)
class Result:
    """What became of one project; ``note`` says more of its state, such as that it is measured."""

    project: Project
    state: State
    path: Path | None = None
    baked: Bake | None = None
    ran: Run | None = None
    problems: tuple[Problem, ...] = ()
    note: str = ""
    author: Identity | None = None

    @property
    def name(self) -> str:
        """What people call it: its folder, else what the config file says."""
        said = self.project.answers.get("slug") or self.project.answers.get("title")
        called = str(said.value) if said else redact.address(self.project.template)
        return self.path.name if self.path else called

    @property
    def waits(self) -> bool:
        """Whether it is there, and has a main command that was never run."""
        if self.state == "baked" and self.baked is not None:
            return self.baked.command is not None
        return self.note == NOT_MEASURED

    def placed(self) -> list[Problem]:
        """Return the problems, each with the place of the project in the config file."""
        return planning.placed(self.project, self.problems)

    def document(self) -> documents.Document:
        """Return it as `--json` prints it."""
        document = {
            "name": self.name,
            "template": self.project.template,
            "state": self.state,
            "note": self.note,
            "path": str(self.path.absolute()) if self.path else None,
            "commit": self.baked.commit if self.baked else None,
            "author": documents.author(self.author),
            "left_out": list(self.baked.left_out) if self.baked else [],
            "notes": list(self.baked.notes) if self.baked else [],
            "run": documents.run(self.ran) if self.ran else None,
            "problems": [problem.document() for problem in self.placed()],
        }
        return dict(redact.deep(document))


def summary(results: Sequence[Result]) -> None:
    """Print one line for each project, then how many there are of each state."""
    display.line()
    names = [display.shown(result.name) for result in results]
    width = max(map(len, names))
    for name, result in zip(names, results, strict=True):
        mark, style = _MARKS[result.state]
        display.pieces(
            (f"  {mark} ", style),
            (name.ljust(width), "head"),
            (f"  {_said(result)}", "quiet"),
        )
        if result.baked is not None:
            reporting.left_out(result.baked)
        for note in result.ran.notes if result.ran else ():
            display.paragraph(note, "      ", "      ")
    authors = dict.fromkeys(result.author for result in results if result.author is not None)
    if authors:
        display.line()
    for who in authors:
        reporting.author(who)
    counts = [(state, sum(result.state == state for result in results)) for state in _MARKS]
    display.line()
    display.line("  " + ", ".join(f"{count} {state}" for state, count in counts if count))


def _said(result: Result) -> str:
    if result.ran is not None:
        return running.headline(result.ran.project) or "ran"
    if result.baked is not None and result.baked.commit:
        return f"{result.state}, commit {result.baked.commit[:7]}"
    return f"{result.state}, {result.note}" if result.note else result.state
