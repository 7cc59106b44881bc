"""Questions on a terminal: arrow keys for choices, one line for texts, a mistake said at once."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portfolio_kit.cli import display
from portfolio_kit.layers import as_text

if TYPE_CHECKING:
    import questionary
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent

    from portfolio_kit.template import Question

Answer = Any  # JSON: what a question takes

#: Returns in one line what is wrong with an answer, or None.
Judge = Callable[[Answer], str | None]

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


def ask(question: Question, default: Answer, judge: Judge, place: Place) -> Answer:
    """Ask one question and return its answer, which ``judge`` finds right.

    What was asked and answered stays as one line.

    Raises:
        KeyboardInterrupt: Ctrl-C.
        EOFError: Ctrl-D.
    """
    about = _wrapped("  ".join(filter(None, [str(place), question.help])), 5 + len(label(question)))
    if question.kind == "choice":
        titles = {name: _title(name, question.labels) for name in question.choices}
        answer = _select(label(question), about, titles, as_text(default))
    elif question.kind == "boolean":
        answer = _select(label(question), about, {"yes": "yes", "no": "no"}, as_text(default))
    else:
        answer = _text(label(question), about, default, judge)
    before = f"{label(question).ljust(place.width)}  "
    shown = _cut(_shown(answer) or "—", 4 + len(before))
    display.pieces(("  ✔ ", "good"), (before, "quiet"), (shown, None))
    return answer


def _cut(text: str, before: int) -> str:
    """Cut a text that would not end on its line, ``before`` columns being taken already."""
    room = shutil.get_terminal_size().columns - before - 1
    return text if len(text) <= room else f"{text[: max(room - 1, 1)]}…"


def _wrapped(text: str, before: int) -> str:
    """Wrap a text whose first line has ``before`` columns taken already."""
    width = shutil.get_terminal_size().columns - 1
    text = display.shown(text)
    lines = textwrap.wrap(text, width, initial_indent=" " * before, subsequent_indent="    ")
    return "\n".join(lines).lstrip()


def _shown(answer: Answer) -> str:
    if isinstance(answer, Mapping):
        return json.dumps(answer, ensure_ascii=False)
    return as_text(answer)


def _title(name: str, labels: Mapping[str, str]) -> str:
    said = labels.get(name, "")
    return said if said.startswith(name) else f"{name}  {said}".rstrip()


def _select(name: str, about: str, titles: Mapping[str, str], default: str) -> str:
    """Let one of several be chosen with the arrow keys."""
    import questionary
    from prompt_toolkit.styles import Style

    offered = [
        questionary.Choice(display.shown(title), value=value) for value, title in titles.items()
    ]
    asked = questionary.select(
        name,
        choices=offered,
        default=next((choice for choice in offered if choice.value == default), offered[0]),
        qmark="  ?",
        pointer=display.shown("    »"),
        instruction=f" {about}",
        style=Style.from_dict(_STYLE),
        erase_when_done=True,
    )
    return str(_run(asked))


def _text(name: str, about: str, default: Answer, judge: Judge) -> Answer:
    """Let a line be typed; an empty one takes the default, Tab brings it in to be edited."""
    typed = ""
    while True:
        typed = str(_run(_line(name, about, _shown(default), typed)))
        answer = typed or default
        problem = judge(answer)
        if problem is None:
            return answer
        display.paragraph(problem, "  ✘ ", "    ", style="bad")


def _line(name: str, about: str, shown: str, typed: str) -> questionary.Question:
    """Return the question for one line of text, with what was typed before."""
    import questionary
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.styles import Style

    keys = KeyBindings()

    @keys.add("tab")
    def _edit(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.current_buffer.insert_text(shown)

    return questionary.text(
        name,
        default=typed,
        qmark="  ?",
        # The line for the answer is its own: an address and a summary are long.
        instruction=f"{about}\n   ",
        style=Style.from_dict(_STYLE),
        placeholder=FormattedText([("class:placeholder", display.shown(shown))]),
        key_bindings=keys,
        reserve_space_for_menu=0,
        erase_when_done=True,
    )


def _run(asked: questionary.Question) -> Answer:
    """Ask; Ctrl-D ends a choice too, which questionary would leave without an answer."""
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

    keys = KeyBindings()

    @keys.add("c-d")
    def _end(event: KeyPressEvent) -> None:
        if not event.current_buffer.text:
            event.app.exit(exception=EOFError)

    application = asked.application
    own = application.key_bindings
    application.key_bindings = merge_key_bindings([*([own] if own else []), keys])
    return asked.unsafe_ask()
