"""What is said after a bake: where it is, what was committed, what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from portfolio_kit.answers import context
from portfolio_kit.cli import next_steps as following
from portfolio_kit.cli.ask import prompts
from portfolio_kit.cli.terminal import display, trees, wrapping
from portfolio_kit.git import adding

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake, Preview
    from portfolio_kit.baking.order import Order, Terms, Wanted
    from portfolio_kit.cli.next_steps import Next
    from portfolio_kit.config.config import Config
    from portfolio_kit.git.repository import Identity
    from portfolio_kit.template.template import Template

#: Letters of a default that a line on all of them shows.
_LONG = 40


def notes(template: Template) -> None:
    """Say what the person should know of a template before it is used."""
    for note in (template.note or "").splitlines():
        display.line(note, stderr=True, style="quiet")
    if template.command is None:
        said = f"{template.name} names no main command: `portfolio-kit run` cannot run its projects"
        display.paragraph(said, "", "", stderr=True, style="quiet")


def untold(config: Config) -> None:
    """Say that words of a config file are not used: they are of a project that it names."""
    for words in list(config.story.values())[:1]:
        said = f"{words.source}: [story] is left out: `new` makes another project"
        display.paragraph(said, "", "", stderr=True, style="quiet")


def defaults(wanted: Wanted, answers: Mapping[str, Any]) -> None:
    """Say which questions nobody answered, and with what they were answered then."""
    template = wanted.template
    taken = [
        f"{question.name}={shlex.quote(wrapping.cut(said, _LONG))}"
        for question in context.by_weight(template)
        if question.name not in wanted.answers and context.applies(question, answers)
        if (said := prompts.shown(answers[question.name]))
    ]
    if taken:
        one = "1 question took its default"
        count = one if len(taken) == 1 else f"{len(taken)} questions took their defaults"
        more = f"(portfolio-kit show {named(template)} explains them)"
        said = f"{count}: {', '.join(taken)} {more}"
        display.paragraph(said, "", "", style="quiet", stderr=True)


def named(template: Template) -> str:
    """Return how a template is named on a command line; an address may hold a password."""
    if template.builtin:
        return template.name
    return (
        "TEMPLATE"
        if template.origin.url
        else shlex.quote(template.typed or display.near(template.root))
    )


def left(order: Order | None) -> None:
    """Say what is there after Ctrl-C: as a rule nothing."""
    place = None if order is None else order.destination
    done = place is not None and place.exists()
    said = f"{display.near(place)} was made." if place is not None and done else "Nothing was made."
    display.line(said, stderr=True)


def hear(text: str) -> None:
    """Repeat what a hook says: on standard error, for the other is ours."""
    display.line(text, stderr=True)


def skipped(made: Bake) -> None:
    """Say which hooks were not run."""
    for name in made.skipped:
        display.line(f"hook {name} was skipped", stderr=True, style="quiet")


def baked(made: Bake, terms: Terms) -> None:
    """Say what a bake has made."""
    count = display.files(len(made.files) - len(made.left_out))
    if made.commit:
        done = f"{count}, commit {made.commit[:7]}"
    elif terms.nested and terms.git:
        done = f"{count}, not committed: it is part of the repository around it"
    else:
        done = f"{count}, not committed"
    display.line()
    display.pieces(("  ✔ ", "good"), (f"{display.near(made.path)}", "head"), (f"  {done}", "quiet"))
    author(made.author)
    left_out(made)
    for note in made.notes:
        display.paragraph(note, "    ", "    ")


def left_out(made: Bake) -> None:
    """Say what of a project is not in its commit, since its template ignores it."""
    if made.left_out:
        count = display.files(len(made.left_out))
        said = f"its .gitignore leaves out {count}: {adding.some(made.left_out)}"
        display.paragraph(said, "    ", "    ")


def next_steps(made: Bake, order: Order, steps: Next) -> None:
    """Print what to do with a new project, as commands to copy."""
    template = order.template
    readme = "README.md" in made.files
    said: tuple[str, ...] = ()
    if made.command:
        size = display.size(template.size(order.context)[0])
        size = f" (about {size})" if size else ""
        seconds = template.seconds(order.context)
        time = f" (about {display.minutes(seconds / 60)})" if seconds else ""
        does = [f"installs the project{size}", f"runs it{time}", *["fills README.md"][:readme]]
        said = (f"It {', '.join(does[:-1])} and {does[-1]}.",)
    elif readme:
        said = ("README.md says more.",)
    following.show([replace(steps, notes=(*said, *steps.notes))])


def preview(seen: Preview) -> None:
    """Print the files and the commit of a bake that was not made."""
    display.line()
    trees.show(display.near(seen.path), seen.files)
    display.line()
    author(seen.author)
    if seen.message is None:
        display.line("  No commit would be made.", style="quiet")
        return
    display.line(f"  {display.files(len(seen.files))} in one commit:", style="quiet")
    display.line()
    for text in seen.message.rstrip().split("\n"):
        display.line(f"    {text}".rstrip())
    display.line()
    display.line("  Nothing was written.", style="quiet")


def author(who: Identity | None) -> None:
    """Say who is published as the author, and who says so."""
    if who is not None:
        said = f"Author  {who.name} <{who.email}>  from {who.source}"
        display.paragraph(said, "    ", "      ", style="quiet")
