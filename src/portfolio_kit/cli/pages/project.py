"""What `show` says of a project: what baked it, and what can be added to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio_kit.answers import context
from portfolio_kit.baking import growth, marks
from portfolio_kit.cli.next_steps import Place
from portfolio_kit.cli.pages.template import more
from portfolio_kit.cli.terminal import blocks, display
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.showcase import recipe
from portfolio_kit.template.layers import as_text
from portfolio_kit.template.skill import chosen

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio_kit.baking.additions import Addition
    from portfolio_kit.baking.growth import Step
    from portfolio_kit.cli.terminal.blocks import Said
    from portfolio_kit.showcase.recipe import Recipe
    from portfolio_kit.template.skill import Skill
    from portfolio_kit.template.template import Template

#: Texts that the heading shows already.
_HEADING = ("title", "summary")


@dataclass(frozen=True)
class Seen:
    """A project, what baked it, and what can be added; ``why`` nothing is offered, in a line.

    ``template`` is the built-in one of the recipe's name, of whatever version.
    """

    project: Path
    baked: Recipe
    template: Template | None
    added: Sequence[tuple[Step, Addition]] = ()
    why: str = ""

    @property
    def title(self) -> str:
        """The project's title; its folder's name where no question asked for one."""
        return as_text(self.baked.answers.get("title") or self.project.resolve().name)

    @property
    def skills(self) -> tuple[Skill, ...]:
        """What it demonstrates, as far as its template here is the one that baked it."""
        return chosen(self._current.skills, self.baked.answers) if self._current else ()

    @property
    def seconds(self) -> float:
        """How long its main command takes; 0 when nobody said."""
        return self._current.seconds(self.baked.answers) if self._current else 0.0

    @property
    def _current(self) -> Template | None:
        """The template, where it is of the version that baked the project."""
        known = self.template and self.template.version == self.baked.version
        return self.template if known else None

    def command(self, step: Step) -> str:
        """Return what one types here to add something."""
        return Place(display.place(self.project), self.project.name).update(step.word)


def look(project: Path) -> Seen:
    """Read what baked a project, and render what could be added; no code of it runs.

    Raises:
        ConfigError: its recipe cannot be read.
    """
    baked = recipe.read(project)
    template = marks.builtin(baked)
    if problem := growth.obstacle(baked, template):
        return Seen(project, baked, template, why=str(problem))
    assert template is not None  # noqa: S101 - else there is an obstacle
    try:
        return Seen(project, baked, template, growth.measured(template, baked))
    except PortfolioKitError as error:  # answers that somebody has written by hand
        said = f"its answers give no project: {error.lines[0]}"
        return Seen(project, baked, template, why=said)


def show(seen: Seen) -> None:
    """Print what a project is, and each thing that can be added with the command that does it."""
    display.line()
    place = display.place(seen.project)
    heading = f"{place}  {seen.title}" if place != "." else seen.title
    display.paragraph(heading, "  ", "    ", style="name")
    if summary := seen.baked.answers.get("summary"):
        display.paragraph(as_text(summary), "  ", "  ")
    display.line()
    blocks.show("head", dict(_facts(seen)))
    answers = dict(_answers(seen))
    if answers:
        blocks.heading("Answers")
        display.line()
        blocks.show("key", answers)
    _additions(seen)


def _facts(seen: Seen) -> Iterator[tuple[str, list[Said]]]:
    """Yield what is true of the whole project."""
    baked = seen.baked
    time = f", about {display.minutes(seen.seconds / 60)}" if seen.seconds else ""
    facts: Mapping[str, Sequence[str]] = {
        "Template": [f"{baked.template} {baked.version}{_offered(seen)}"],
        "Baked": [f"{baked.date} by portfolio-kit {baked.kit}"],
        "Demonstrates": [skill.name for skill in seen.skills],
        "Runs": [f"{baked.command}{time}" if baked.command else ""],
    }
    for name, texts in facts.items():
        if any(texts):
            yield name, [(text, None, 2 if len(texts) > 1 else 0) for text in texts]


def _offered(seen: Seen) -> str:
    """Return which version this portfolio-kit has of the project's template."""
    if seen.template is None:
        return ""
    version = seen.template.version
    if version == seen.baked.version:
        return ", as this portfolio-kit has it"
    return f"; this portfolio-kit has {version}"


def _answers(seen: Seen) -> Iterator[tuple[str, list[Said]]]:
    """Yield the answers that make this project another than the next one of its template."""
    if seen.template is None:
        return
    known = seen.baked.answers
    for question in context.by_weight(seen.template):
        own = question.name in seen.template.own and question.name not in _HEADING
        if own and question.name in known and context.applies(question, known):
            yield question.name, [(as_text(known[question.name]), None, 0)]


def _additions(seen: Seen) -> None:
    """Print what can be added, or why that is not known."""
    if seen.why:
        display.paragraph(f"Nothing to add: {seen.why}", "  ", "  ", style="quiet")
        display.line()
        return
    if not seen.added:
        said = "Nothing is left to add: it has every choice that goes with its answers."
        display.paragraph(said, "  ", "  ", style="quiet")
        display.line()
        return
    blocks.heading("What can be added", "each is a merge")
    display.line()
    blocks.show(
        "command", {seen.command(step): list(_about(step, added)) for step, added in seen.added}
    )


def _about(step: Step, added: Addition) -> Iterator[Said]:
    """Yield what an answer adds: in words, in numbers, and the skills that it shows."""
    if step.about:
        yield step.about, None, 0
    if amount := more(added):
        yield amount, "quiet", 0
    for skill in added.skills:
        yield f"skill: {skill.name}", "quiet", 2
