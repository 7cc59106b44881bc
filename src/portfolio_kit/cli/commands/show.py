"""``show``: what a template asks, makes and demonstrates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_kit.answers import context
from portfolio_kit.answers.answer import allowed
from portfolio_kit.baking import additions
from portfolio_kit.cli import completion, documents, machine, options, reporting, sources
from portfolio_kit.cli.ask import prompts
from portfolio_kit.cli.terminal import display, trees, wrapping
from portfolio_kit.config.config import Value
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.git import address
from portfolio_kit.render import hooks, render
from portfolio_kit.render.render import hooked
from portfolio_kit.template import catalog
from portfolio_kit.template.layers import ALL, NONE, as_text
from portfolio_kit.template.skill import chosen

if TYPE_CHECKING:
    from portfolio_kit.baking.additions import Addition
    from portfolio_kit.template.question import Question
    from portfolio_kit.template.template import Template


#: What only a person can answer: in words, and as something with which files can be rendered.
_SOMEBODY = {
    "author_name": ("your name", "Your Name"),
    "author_email": ("your address", "you@example.org"),
}

#: A text, its style, and how much its second line is further in than its first.
Said = tuple[str, str | None, int]

#: Columns below which names stand above what is said of them; the widest column of names.
_NARROW, _WIDEST = 60, 24


@click.command("show")
@click.argument("template", type=options.place, shell_complete=completion.templates)
@click.option("--files", "every", is_flag=True, help="List every file, not only the folders.")
@options.checkout
@options.directory
@options.which
@options.config
@options.trust
@options.as_json
def show(  # noqa: PLR0913 - one for each option
    *,
    template: str,
    every: bool,
    checkout: str | None,
    directory: str | None,
    which: str | None,
    config_file: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    """Show what TEMPLATE asks, makes and demonstrates.

    The files are those that its default answers give.
    """
    # A config file that is wrong is no reason not to show what does not need it.
    asked = config_file is not None or address.is_abbreviated(template)
    known = machine.abbreviations(config_file) if asked else {}
    found = catalog.find(
        template,
        cache=machine.cache(),
        directory=directory,
        nested=which,
        fetch=sources.fetch(known, checkout),
    )
    seen = _seen(found, config_file, trust=trust)
    if as_json:
        display.document(documents.details(found, seen.answers, seen.files, seen.added))
    else:
        _print(found, seen, every=every)


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


def _seen(template: Template, config_file: Path | None, *, trust: bool) -> Seen:
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


def _print(template: Template, seen: Seen, *, every: bool) -> None:
    """Print what one wants to know before a bake; ``every`` file instead of folders."""
    title = template.title if template.title != template.name else ""
    version = f"version {template.version}" if template.version else ""
    display.line()
    heading = "  ".join(filter(None, [template.name, title, version]))
    display.paragraph(heading, "  ", "    ", style="name")
    display.paragraph(template.description, "  ", "  ")
    display.line()
    _blocks("head", dict(_facts(template, seen.answers)))
    _heading("Questions", "» what is taken when nobody answers")
    display.line()
    _blocks("key", {q.name: list(_about(q, seen)) for q in context.by_weight(template)})
    _files(seen, every=every)
    name = reporting.named(template)
    display.paragraph(f"portfolio-kit new {name}", "  ", "    ", style="command")


def _heading(name: str, remark: str) -> None:
    first, *rest = _lines(remark, 4 + len(name), 4 + len(name))
    display.pieces((f"  {name}", "head"), (f"  {first}", "quiet"))
    for line in rest:
        display.pieces((f"  {line.lstrip()}", "quiet"))


def _blocks(style: str, blocks: Mapping[str, Sequence[Said]]) -> None:
    """Print what is said of each name: beside it, or below it where there is no room."""
    column = max(map(len, blocks), default=0) + 2
    beside = wrapping.width() >= _NARROW and column <= _WIDEST
    indent = 2 + column if beside else 4
    for name, said in blocks.items():
        lines = [
            (line, look)
            for text, look, hang in said
            for line in _lines(text, indent, indent + hang)
        ]
        if beside and lines:
            (first, look), *lines = lines
            display.pieces((f"  {name.ljust(column)}", style), (first, look))
        else:
            display.paragraph(name, "  ", "    ", style=style)
        for line, look in lines:
            display.pieces((" " * indent + line, look))
    if blocks:
        display.line()


def _lines(text: str, before: int, indent: int) -> list[str]:
    """Wrap a text after ``before`` columns; the lines come without those."""
    lines = wrapping.wrapped(display.shown(text), before, indent).splitlines()
    return [line[before:] if number else line for number, line in enumerate(lines)]


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
    width = max(map(len, question.choices)) if wrapping.width() >= _NARROW else 0
    for choice in question.choices:
        said = question.labels.get(choice, "").removeprefix(f"{choice}:").strip()
        mark = "»" if choice == default else " "
        text = f"{mark} {choice.ljust(width) if said != choice else choice}"
        text = f"{text}  {said}" if said and said != choice else text
        more = _more(added[choice]) if added and choice in added else ""
        text = f"{text}  ({more})" if more else text
        yield text, None, width + 4


def _more(added: Addition) -> str:
    """Return what a choice adds, for people."""
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
    _heading("Files", f"{len(seen.files)} with these answers{more}")
    trees.show(seen.project, seen.files, folded=folded)
    display.line()
