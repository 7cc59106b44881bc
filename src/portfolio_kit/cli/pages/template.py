"""What `show` says of a template: what it asks, makes and demonstrates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import context
from portfolio_kit.answers.answer import allowed
from portfolio_kit.baking import additions
from portfolio_kit.cli import machine, reporting
from portfolio_kit.cli.ask import prompts
from portfolio_kit.cli.terminal import blocks, display, trees, wrapping
from portfolio_kit.config.config import Value
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.render import hooks, render
from portfolio_kit.render.render import hooked
from portfolio_kit.template.layers import ALL, NONE, as_text
from portfolio_kit.template.skill import chosen

if TYPE_CHECKING:
    from portfolio_kit.baking.additions import Addition
    from portfolio_kit.cli.terminal.blocks import Said
    from portfolio_kit.template.question import Question
    from portfolio_kit.template.template import Template


#: What only a person can answer: in words, and as something with which files can be rendered.
_SOMEBODY = {
    "author_name": ("your name", "Your Name"),
    "author_email": ("your address", "you@example.org"),
}


@dataclass(frozen=True)
class Seen:
    """The default answers, and the files that they give; ``why`` they give none.

    ``project`` is the name of the folder of those files. ``unknown`` says in words what only a
    person can answer, ``added`` what each of several choices adds to those files.
    """

    answers: Mapping[str, Any]  # any JSON
    files: tuple[str, ...] | None = None
    project: str = ""
    why: str = ""
    unknown: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, Mapping[str, Addition]] = field(default_factory=dict)


def look(template: Template, config_file: Path | None, *, trust: bool) -> Seen:
    """Answer every question with its default, and render.

    A template may want an answer that only a person has, or trust: it can be shown all the same.
    Its hooks are not run, with trust neither: they may do anything, and nothing is baked here.
    """
    import tempfile

    private = context.private(template, machine.date(None), {})
    known = _known(template, config_file)
    unknown = {
        question.name: _SOMEBODY[question.name]
        for question in template.questions
        if question.name in _SOMEBODY and not (question.default or question.name in known)
    }
    stand_ins = {name: Value(stand_in, "example") for name, (_, stand_in) in unknown.items()}
    words = {name: said for name, (said, _) in unknown.items()}
    answers: Mapping[str, Any] = {}
    try:
        if not trust:
            render.refuse_untrusted(template, skip_hooks=True)
        found = context.resolve(template, {**known, **stand_ins}, private=private, trust=trust)
        answers = {name: answer for name, answer in found.items() if name not in unknown}
        with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
            how = hooks.How(skip=True)
            made = render.render(template, found, Path(folder), trust=trust, how=how)
        added = additions.each(template, {**known, **stand_ins}, private, trust=trust)
    except PortfolioKitError as error:
        return Seen(answers, why=error.lines[0], unknown=words)
    return Seen(answers, made.files, made.project.name, unknown=words, added=added)


def _known(template: Template, config_file: Path | None) -> dict[str, Value]:
    """Return what the person's files and git say of who the author is."""
    try:
        config = machine.config(config_file, git=False)
    except PortfolioKitError:  # `new` will say what is wrong with a file; here it is not needed
        return {}
    return context.gather(template, replace(config, defaults={}), None, {})


def show(template: Template, seen: Seen, *, every: bool) -> None:
    """Print what one wants to know before a bake; ``every`` file instead of folders."""
    title = template.title if template.title != template.name else ""
    version = f"version {template.version}" if template.version else ""
    display.line()
    heading = "  ".join(filter(None, [template.name, title, version]))
    display.paragraph(heading, "  ", "    ", style="name")
    display.paragraph(template.description, "  ", "  ")
    display.line()
    blocks.show("head", dict(_facts(template, seen.answers)))
    blocks.heading("Questions", "» what is taken when nobody answers")
    display.line()
    blocks.show("key", {q.name: list(_about(q, seen)) for q in context.by_weight(template)})
    _files(seen, every=every)
    name = reporting.named(template)
    display.paragraph(f"portfolio-kit new {name}", "  ", "    ", style="command")


def _facts(template: Template, answers: Mapping[str, Any]) -> Iterator[tuple[str, list[Said]]]:
    """Yield what is true of the whole template."""
    command = template.command or ""
    for name, answer in answers.items():
        command = command.replace(f"{{{{ cookiecutter.{name} }}}}", as_text(answer))
    seconds = template.seconds(answers)
    time = f", about {display.minutes(seconds / 60)}" if seconds else ""
    megabytes, note = template.size(answers)
    size = f"about {display.size(megabytes)} of disk{note and f', {note}'}" if megabytes else ""
    facts = {
        "Demonstrates": [skill.name for skill in chosen(template.skills, answers)],
        "Measures": [f"{template.headline}  (your run fills in …)"] if template.headline else [],
        "Frameworks": [", ".join(template.frameworks)],
        "Runs": [f"{command}{time}" if command else ""],
        "Installs": [size],
        "Hooks": [f"{name} (not run here)" for name in hooked(template)],
    }
    for name, texts in facts.items():
        if any(texts):
            yield name, [(text, None, 2 if len(texts) > 1 else 0) for text in texts]


def _about(question: Question, seen: Seen) -> Iterator[Said]:
    """Yield what a question takes when nobody answers, what else, and what it is about."""
    default = prompts.shown(seen.answers.get(question.name, question.default))
    if question.kind == "choice" and question.labels:
        yield from _choices(question, default)
    elif question.kind == "choice":
        others = [choice for choice in question.choices if choice != default]
        yield f"{default}{', or ' if others else ''}{', '.join(others)}", None, 0
    elif question.kind == "several":
        yield f"{default}, or {NONE if default != NONE else ALL}, or any of:", None, 0
        yield from _choices(question, "", seen.added.get(question.name))
    elif question.kind == "boolean":
        yield f"{default}, or {'no' if default == 'yes' else 'yes'}", None, 0
    else:
        yield seen.unknown.get(question.name, default) or "—", None, 0
    if about := question.help or question.prompt:
        yield about, "quiet", 0
    if rule := _rule(question):
        yield rule, "quiet", 0
    for name, meant in question.when.items():
        either = " or ".join(filter(None, [", ".join(meant[:-1]), meant[-1]]))
        yield f"matters only where {name} is {either}", "quiet", 0


def _choices(
    question: Question, default: str, added: Mapping[str, Addition] | None = None
) -> Iterator[Said]:
    """Yield each choice with what it is and adds; the default is marked."""
    width = max(map(len, question.choices)) if wrapping.width() >= blocks.NARROW else 0
    for choice in question.choices:
        said = question.label(choice)
        mark = "»" if choice == default else " "
        text = f"{mark} {choice.ljust(width)}"
        text = f"{text}  {said}" if said else text
        amount = more(added[choice]) if added and choice in added else ""
        text = f"{text}  ({amount})" if amount else text
        yield text, None, width + 4


def more(added: Addition) -> str:
    """Return what a choice adds, for people: files, lines of code, the time of a run."""
    time = display.minutes(added.seconds / 60)
    said = (
        (added.files, display.files(added.files)),
        (added.lines, f"{added.lines} lines of code"),
        (added.seconds, f"about {time}"),
    )
    return ", ".join(words for number, words in said if number)


def _rule(question: Question) -> str:
    """Return what may be answered, where that is not seen."""
    if question.kind == "mapping":
        return "a JSON object"
    # A number's range is short; what a text may hold is said when one gets it wrong.
    number = question.schema.get("type") in ("integer", "number")
    return allowed(question).removeprefix("give ") if number else ""


def _files(seen: Seen, *, every: bool) -> None:
    """Print the files that the default answers give, folders folded unless ``every`` is asked."""
    if seen.files is None:
        display.paragraph(f"No files to show: {seen.why}", "  ", "  ", style="quiet")
        display.line()
        return
    folded = not every and len(seen.files) > trees.FEW
    more = "; --files lists them" if folded else ""
    blocks.heading("Files", f"{len(seen.files)} with these answers{more}")
    trees.show(seen.project, seen.files, folded=folded)
    display.line()
