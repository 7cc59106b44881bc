"""What a shell offers after Tab: commands, templates, questions, choices."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
)

from portfolio_kit.cli import machine
from portfolio_kit.cli.terminal import display
from portfolio_kit.cli.terminal.visible import visible
from portfolio_kit.errors import PortfolioKitError, Problem
from portfolio_kit.template import catalog
from portfolio_kit.template.layers import ALL, NONE

if TYPE_CHECKING:
    import click

    from portfolio_kit.template.question import Question
    from portfolio_kit.template.template import Template

Items = list["CompletionItem[str]"]

_SHELLS = ("bash", "zsh", "fish")


def answer(group: click.Group, name: str, variable: str, instruction: str) -> int:
    """Do what a shell wants of us: print its script, or complete a line."""
    for kind in (_Bash, _Zsh, _Fish):
        add_completion_class(kind)
    known = [f"{shell}_{what}" for shell in _SHELLS for what in ("source", "complete")]
    if instruction not in known:
        advice = f"give one of: {', '.join(known)}"
        display.problems([Problem(f"{variable} is {instruction!r}", advice)])
        return 1
    try:
        return shell_complete(group, {}, name, variable, instruction)
    except (OSError, KeyError, ValueError, IndexError):
        return 1  # nobody listens, or a shell that says nothing of its words: nothing to offer


def _offered(value: str, help_: str, kind: str = "plain") -> Items:
    """Offer a word, unless it holds what a shell would take for another one, or nobody sees."""
    if visible(value) != value:
        return []
    return [CompletionItem(value, type=kind, help=visible(help_))]


def templates(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:  # noqa: ARG001
    """Offer the built-in templates, and folders."""
    found = [
        item
        for template in catalog.builtins()
        if template.name.startswith(incomplete)
        for item in _offered(template.name, template.title)
    ]
    found += _abbreviations(incomplete)
    return found or [CompletionItem(incomplete, type="dir")]


def _abbreviations(incomplete: str) -> Items:
    """Offer what the config files say in ``[templates]``; a wrong file has nothing to offer."""
    try:
        known = machine.abbreviations(None)
    except PortfolioKitError:
        return []
    return [
        CompletionItem(f"{name}:", type="open", help=str(found.value))
        for name, found in known.items()
        if incomplete and name.startswith(incomplete)
    ]


def words(ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
    """Offer a template first, then its ``question=``, then the choices after ``question=``."""
    given = list(ctx.params.get("words") or ())
    again = ctx.params.get("again")
    if not given and again is None:
        return templates(ctx, param, incomplete)
    template = _template(given)
    if template is None:
        return []
    name, equals, start = incomplete.partition("=")
    if equals:
        return [
            item
            for question in template.questions
            if question.name == name
            for choice, said in _choices(question, start)
            if choice.startswith(start)
            for item in _offered(f"{name}={choice}", said)
        ]
    answered = {word.partition("=")[0] for word in given[1:]}
    return [
        item
        for question in template.questions
        if question.name.startswith(name) and question.name not in answered
        for item in _offered(f"{question.name}=", question.help or question.prompt, "open")
    ]


def _template(given: list[str]) -> Template | None:
    """Return the template that a command line names, if it is at hand: nothing is cloned."""
    try:
        known = {template.name for template in catalog.builtins()}
        if given and (given[0] in known or Path(given[0]).is_dir()):
            return catalog.find(given[0], cache=Path())
    except PortfolioKitError:
        pass
    return None


def _choices(question: Question, start: str) -> Iterable[tuple[str, str]]:
    """Return what may be answered, each with what it is about; ``start`` is there already."""
    if question.kind == "boolean":
        return [("yes", ""), ("no", "")]
    if question.kind == "several":
        return _several(question, start)
    return [(choice, question.labels.get(choice, "")) for choice in question.choices]


def _several(question: Question, start: str) -> Iterable[tuple[str, str]]:
    """Return ``start`` with each choice that may come next in it."""
    before, comma, last = start.rpartition(",")
    first = f"{before}{comma}{last[:1] if last[:1] in ('+', '-') else ''}"
    given = {word.lstrip("+-") for word in before.split(",")}
    words = {choice: question.labels.get(choice, "") for choice in question.choices}
    if not first:
        words |= {ALL: "every one", NONE: "not one"}
    return [(f"{first}{word}", said) for word, said in words.items() if word not in given]


class _Bash(BashComplete):
    """Bash takes ``framework=jax`` for three words, and adds a blank after each completion."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)\n",
        "COMPREPLY+=($value)\n"
        "        elif [[ $type == 'open' ]]; then\n"
        "            COMPREPLY+=($value)\n"
        "            compopt -o nospace\n",
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Put together what bash took apart at ``=``."""
        args, incomplete = super().get_completion_args()
        joined: list[str] = []
        for word in [*args, incomplete]:
            if joined and (word[:1] == "=" or joined[-1][-1:] == "=") and joined[-1][:1] != "-":
                joined[-1] += word
            else:
                joined.append(word)
        self._split = incomplete != joined[-1]
        return joined[:-1], joined[-1]

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Leave out what stands before ``=``: bash replaces only the last of its words."""
        value = item.value.partition("=")[2] if self._split else item.value
        return f"{item.type},{value}"


class _Zsh(ZshComplete):
    """Zsh adds a blank after each completion, also after ``question=``."""

    source_template = ZshComplete.source_template.replace(
        '        elif [[ "$type" == "dir" ]]; then\n',
        '        elif [[ "$type" == "open" ]]; then\n'
        '            compadd -U -S "" -- "$key"\n'
        '        elif [[ "$type" == "dir" ]]; then\n',
    )


class _Fish(FishComplete):
    """Fish adds no blank after ``=``, but knows no type of ours."""

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Say that everything which is not a file is plain."""
        if item.type == "open":
            item.type = "plain"
        return super().format_completion(item)
