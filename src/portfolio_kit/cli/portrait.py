"""The portrait of a template: what `show` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portfolio_kit.answer import allowed
from portfolio_kit.cli import display, trees
from portfolio_kit.layers import as_text

if TYPE_CHECKING:
    from rich.table import Table

    from portfolio_kit.cli.showing import Seen
    from portfolio_kit.template import Layer, Question, Template


def show(template: Template, seen: Seen) -> None:
    """Print everything that one wants to know before a bake."""
    heading = display.words(
        (template.name, "name"),
        "  ",
        (template.title if template.title != template.name else "", "head"),
        (f"  version {template.version}" if template.version else "", "quiet"),
    )
    display.line()
    display.show(heading)
    if template.description:
        display.show(display.words(template.description))
    facts = _facts(template, seen.answers)
    if facts.row_count:
        display.line()
        display.show(facts)
    display.line()
    if display.is_terminal() and display.console().width < display.NARROW:
        _stacked(template, seen.answers)
    else:
        display.show(_questions(template, seen.answers))
    display.line()
    if seen.files is None:
        display.line(f"  No files to show: {seen.why}", style="quiet")
        return
    display.pieces(("  Files", "head"), (f"  {len(seen.files)} with these answers", "quiet"))
    trees.show(as_text(seen.answers.get("slug", template.name)), seen.files)
    display.line()


def _facts(template: Template, defaults: Mapping[str, Any]) -> Table:
    """Return what is true of the whole template."""
    from rich.table import Table

    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="quiet", no_wrap=True)
    facts.add_column()
    for name, lines in _rows(template, defaults):
        if any(lines):
            facts.add_row(name, display.stack(*map(display.words, lines)))
    return facts


def _rows(template: Template, defaults: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    from portfolio_kit.render import hooked

    command = template.command or ""
    for name, answer in defaults.items():
        command = command.replace(f"{{{{ cookiecutter.{name} }}}}", as_text(answer))
    time = f", about {display.minutes(template.minutes)}" if template.minutes else ""
    yield "Demonstrates", [", ".join(template.skills)]
    yield "Frameworks", [", ".join(template.frameworks)]
    yield "Runs", [f"{command}{time}" if command else ""]
    yield "Hooks", [f"{name} (not run here)" for name in hooked(template)]
    yield "Layers", list(_layers(template.layers))


def _layers(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield each layer with the answers that add it; one that several add stands once."""
    conditions: dict[str, list[str]] = {}
    for layer in layers:
        several = (f"{name} is {' or '.join(allowed)}" for name, allowed in layer.when.items())
        conditions.setdefault(layer.name, []).append(" and ".join(several))
    for name, whens in conditions.items():
        yield f"{name}  when {', or '.join(whens)}" if all(whens) else name


def _questions(template: Template, defaults: Mapping[str, Any]) -> Table:
    """Return the questions: name, default, what it is about and what may be answered."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="quiet")
    table.add_column("Question", no_wrap=True)
    answers = [as_text(defaults.get(asked.name, asked.default)) for asked in template.questions]
    longest = max((len(word) for answer in answers for word in answer.split()), default=0)
    # A name is not broken in two when it can be helped.
    table.add_column("Default", overflow="fold", min_width=min(longest, 32), max_width=32)
    table.add_column("About", ratio=1)
    for question, default in zip(template.questions, answers, strict=True):
        about = display.words(question.help or question.prompt)
        rule = display.words((_rule(question), "quiet"))
        name = display.words((question.name, "key"))
        table.add_row(name, display.words(default), display.stack(about, rule))
    return table


def _stacked(template: Template, defaults: Mapping[str, Any]) -> None:
    """Print the questions one below the other, where columns would be a few letters wide."""
    for question in template.questions:
        default = as_text(defaults.get(question.name, question.default))
        display.line(f"  {question.name}", style="key")
        display.paragraph(default, "    ", "    ")
        display.paragraph(question.help or question.prompt, "    ", "    ", style="quiet")
        display.paragraph(_rule(question), "    ", "    ", style="quiet")


def _rule(question: Question) -> str:
    """Return what may be answered."""
    if question.kind == "choice":
        return " · ".join(question.choices)
    if question.kind == "boolean":
        return "yes · no"
    if question.kind == "mapping":
        return "a JSON object"
    # A number's range is short; what a text may hold is said when one gets it wrong.
    number = question.schema.get("type") in ("integer", "number")
    return allowed(question).removeprefix("give ") if number else ""
