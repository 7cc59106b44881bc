"""Questions on a terminal: arrow keys for choices, one line for texts, a mistake said at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio_kit.cli.terminal import display, wrapping
from portfolio_kit.template.layers import as_text

if TYPE_CHECKING:
    import questionary
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent

    from portfolio_kit.template.question import Question

Answer = Any  # JSON: what a question takes

#: Returns in one line what is wrong with an answer, or None.
Judge = Callable[[Answer], str | None]

#: How to answer, for whoever introduces questions.
KEYS = "Enter takes what is shown, Tab edits it, Esc goes back, Ctrl-C ends it."

#: How to answer where several may be taken.
BOXES = "Space ticks one, a ticks all."

_STYLE = {
    "qmark": "fg:ansicyan bold",
    "question": "bold",
    "answer": "fg:default nobold",  # questionary's own is orange
    "pointer": "fg:ansicyan bold",
    "selected": "noreverse",
    "highlighted": "fg:ansicyan bold",
    "placeholder": "fg:ansibrightblack",
    "instruction": "fg:ansibrightblack",
}

#: Columns before a question and its answer, and before a choice.
_INDENT, _CHOICE = 4, 7

#: Seconds after which an Esc is no longer the beginning of an arrow key.
_ESCAPE = 0.1


class Back(Exception):  # noqa: N818 - no error: the person wants the question before this one
    """Esc was pressed."""


@dataclass(frozen=True)
class Place:
    """Where among its fellows a question stands: which one, of how many, how wide their labels."""

    number: int = 1
    count: int = 1
    width: int = 0

    def __str__(self) -> str:
        """Return it as people say it."""
        return f"{self.number}/{self.count}"


def label(question: Question) -> str:
    """Return what a question is called before people."""
    said = question.prompt or question.name.replace("_", " ").strip().capitalize()
    return display.shown(said)


def ask(question: Question, default: Answer, judge: Judge, place: Place | None = None) -> Answer:
    """Ask one question and return its answer, which ``judge`` finds right.

    Raises:
        Back: Esc.
        KeyboardInterrupt: Ctrl-C.
        EOFError: Ctrl-D.
    """
    about = "  ".join(filter(None, [str(place or ""), question.help]))
    titles = {name: _title(name, question.labels) for name in question.choices}
    if question.kind == "choice":
        return choose(label(question), about, titles, as_text(default))
    if question.kind == "several":
        return _several(label(question), about, titles, default, judge)
    if question.kind == "boolean":
        return choose(label(question), about, {"yes": "yes", "no": "no"}, as_text(default))
    return _text(label(question), about, default, judge)


def note(question: Question, answer: Answer, place: Place) -> int:
    """Leave what was answered, and return how many lines it takes."""
    name, said = label(question), display.shown(shown(answer) or "—")
    width = wrapping.width()
    # A column of answers is worth having where long answers have room in it.
    name = name.ljust(place.width) if place.width < width // 2 else name
    room = width - _INDENT - len(name) - 2
    if len(said) > room < width // 2:
        lines = wrapping.wrapped(name, _INDENT, 0).splitlines()
        for number, line in enumerate(lines):
            display.pieces(("    " if number else "  ✔ ", "good"), (line, "quiet"))
        display.line(" " * _INDENT + wrapping.cut(said, width - _INDENT))
        return len(lines) + 1
    display.pieces(("  ✔ ", "good"), (f"{name}  ", "quiet"), (wrapping.cut(said, room), None))
    return 1


def shown(answer: Answer) -> str:
    """Return an answer as it is typed."""
    if isinstance(answer, Mapping):
        return json.dumps(answer, ensure_ascii=False)
    return as_text(answer)


def entry(question: Question, answer: Answer, width: int) -> str:
    """Return a question's name, in a column of ``width``, and its answer, to be chosen."""
    name, said = question.name, shown(answer) or "—"
    if wrapping.width() < display.NARROW:
        return f"{name}:  {wrapping.cut(said, wrapping.width())}"
    room = wrapping.width() - _CHOICE - max(width, len(name)) - 2
    return f"{name.ljust(width)}  {wrapping.cut(said, room)}"


def _title(name: str, labels: Mapping[str, str]) -> str:
    said = labels.get(name, "")
    return said if said.startswith(name) else f"{name}  {said}".rstrip()


def choose(name: str, about: str, titles: Mapping[str, str], default: str) -> str:
    """Let one of several be chosen with the arrow keys; ``titles`` says what each is.

    Raises:
        Back: Esc.
    """
    import questionary
    from prompt_toolkit.styles import Style

    offered = [
        questionary.Choice(
            wrapping.wrapped(display.shown(title), _CHOICE, _CHOICE + 2), value=value
        )
        for value, title in titles.items()
    ]
    heading, about = _heading(name, about)
    asked = questionary.select(
        heading,
        choices=offered,
        default=next((choice for choice in offered if choice.value == default), offered[0]),
        qmark="  ?",
        pointer=display.shown("    »"),
        instruction=f" {about}",
        style=Style.from_dict(_STYLE),
        erase_when_done=True,
    )
    return str(_run(asked))


def _several(
    name: str, about: str, titles: Mapping[str, str], ticked: Sequence[str], judge: Judge
) -> list[str]:
    """Let any be ticked, or none; what goes not together is said, and can be put right."""
    said = 0
    try:
        while True:
            ticked = list(_run(_boxes(name, f"{about}  {BOXES}".strip(), titles, ticked)))
            problem = judge(ticked)
            if problem is None:
                return ticked
            display.erase(said)
            said = _refused(problem)
    finally:
        display.erase(said)


def _boxes(
    name: str, about: str, titles: Mapping[str, str], ticked: Sequence[str]
) -> questionary.Question:
    """Return the question that shows a box for each choice."""
    import questionary
    from prompt_toolkit.styles import Style
    from questionary.prompts import common

    # The library's dots are the same question mark where the locale has no such letters.
    vars(common).update(INDICATOR_SELECTED="[x]", INDICATOR_UNSELECTED="[ ]")
    indent = _CHOICE + len("[x] ")
    offered = [
        questionary.Choice(
            wrapping.wrapped(display.shown(title), indent, indent + 2),
            value=value,
            checked=value in ticked,
        )
        for value, title in titles.items()
    ]
    heading, about = _heading(name, about)
    return questionary.checkbox(
        heading,
        choices=offered,
        qmark="  ?",
        pointer=display.shown("    »"),
        instruction=f" {about}",
        style=Style.from_dict(_STYLE),
        erase_when_done=True,
    )


def _heading(name: str, about: str) -> tuple[str, str]:
    """Return a question and what it is about, wrapped so that one goes on after the other."""
    heading = wrapping.wrapped(display.shown(name), _INDENT, _INDENT)
    last = heading.rpartition("\n")[2]
    before = len(last) + (0 if "\n" in heading else _INDENT) + 2
    return heading, wrapping.wrapped(display.shown(about), before, _INDENT)


def _text(name: str, about: str, default: Answer, judge: Judge) -> Answer:
    """Let a line be typed; an empty one takes the default, Tab brings it in to be edited."""
    typed, said = "", 0
    try:
        if default and (problem := judge(default)):
            said = _refused(problem)
        while True:
            typed = str(_run(_line(name, about, shown(default), typed)))
            answer = typed or default
            problem = judge(answer)
            if problem is None:
                return answer
            display.erase(said)
            said = _refused(problem)
    finally:
        display.erase(said)


def _refused(problem: str) -> int:
    return display.paragraph(problem, "  ✘ ", "    ", style="bad")


def _line(name: str, about: str, default: str, typed: str) -> questionary.Question:
    """Return the question for one line of text, with what was typed before."""
    import questionary
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.styles import Style

    keys = KeyBindings()

    @keys.add("tab")
    def _edit(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.current_buffer.insert_text(default)

    heading, about = _heading(name, about)
    ghost = display.shown(default)
    if len(ghost) > wrapping.width() - _INDENT:  # it would be broken within its words
        about += "\n    " + wrapping.wrapped(ghost, _INDENT, _INDENT)
        ghost = ""
    return questionary.text(
        heading,
        default=typed,
        qmark="  ?",
        # The line for the answer is its own: an address and a summary are long.
        instruction=f"{about}\n   ",
        style=Style.from_dict(_STYLE),
        placeholder=FormattedText([("class:placeholder", ghost)]),
        key_bindings=keys,
        reserve_space_for_menu=0,
        erase_when_done=True,
    )


def _run(asked: questionary.Question) -> Answer:
    """Ask; Esc goes back, and Ctrl-D ends a choice too, which would be left without an answer."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    keys = KeyBindings()

    @keys.add("c-d")
    def _end(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.app.exit(exception=EOFError)

    @keys.add("escape", eager=True)
    def _back(event: KeyPressEvent) -> None:
        event.app.exit(exception=Back)

    application = asked.application
    application.ttimeoutlen = _ESCAPE
    own = application.key_bindings
    application.key_bindings = merge_key_bindings([*([own] if own else []), keys])
    return asked.unsafe_ask()
