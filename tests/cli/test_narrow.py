"""`show` and `new` at any width: nothing is cut, nothing overlaps, and there is room to type."""

import re
from collections.abc import Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped] # has no types
import pyte
import pytest
from commandline import Terminal, end, process, terminal
from conftest import MakeTemplate

from portfolio_kit.answers import answer
from portfolio_kit.cli.ask import prompts
from portfolio_kit.template import catalog
from portfolio_kit.template.question import Question
from portfolio_kit.template.template import Template

BUILTIN = [found.name for found in catalog.builtins()]
WIDTHS = (40, 50, 60, 61, 62, 75, 76, 80, 100, 160)
#: Each takes seconds: always the narrowest and the usual one, then those at which blocks change.
WHEN = {40: (), 80: (), 60: pytest.mark.slow, 61: pytest.mark.slow, 160: pytest.mark.slow}

#: What is not asked, because git knows it.
GIT = ("author_name", "author_email")

#: The fast suite looks at the narrowest terminal and at the usual one.
EACH = [
    pytest.param(name, width, marks=WHEN.get(width, pytest.mark.nightly))
    for name in (*BUILTIN, "foreign")
    for width in WIDTHS
]

#: A template that has never heard of us, with long names and texts.
FOREIGN = {
    "cookiecutter.json": """{
  "project_name": "A rather long name of a project that somebody makes",
  "use_continuous_integration": true,
  "open_source_license": ["Not open source", "BSD-3-Clause", "GPL-3.0-or-later"],
  "__prompts__": {"open_source_license": {
    "__prompt__": "Under which licence will it be published, if it will be published at all?",
    "Not open source": "Nobody may copy, change or run any of it before you say so in writing"
  }}
}""",
    "{{cookiecutter.project_name}}/a.txt": "{{ cookiecutter.open_source_license }}\n",
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def known(name: str, make_template: MakeTemplate) -> Template:
    return catalog.find(str(make_template(FOREIGN)) if name == "foreign" else name, cache=Path())


def called(found: Template) -> str:
    return found.name if found.builtin else str(found.root)


def flat(text: str) -> str:
    """Join what was wrapped."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def said(question: Question, *, asked: bool = False) -> list[str]:
    """What has to be readable of a question: each choice with its words, its help, its bound."""
    texts = [question.help]
    for choice in question.choices:
        label = question.labels.get(choice, "")
        texts += [choice, label.removeprefix(f"{choice}:").strip()]
    if question.schema.get("type") in ("integer", "number") and not asked:
        texts.append(answer.allowed(question).removeprefix("give "))
    return list(filter(None, texts))


@pytest.mark.parametrize(("name", "width"), EACH)
@pytest.mark.parametrize("seen", ["terminal", "pipe"])
def test_show_is_whole(name: str, width: int, seen: str, known: Template, here: Path) -> None:
    if seen == "terminal":
        child = terminal("show", called(known), "--files", cwd=here, columns=width)
        assert end(child) == 0
        shown = re.sub(r"\x1b\[[0-9;]*m|\r", "", child.before)
    else:
        shown = process("show", called(known), cwd=here, COLUMNS=str(width)).out
        shown = shown.partition("  Files")[0]

    lines = shown.partition("Questions")[2].splitlines()
    assert max(map(len, lines)) <= width
    missing = [
        text
        for question in known.questions
        for text in (question.name, *said(question))
        if flat(text) not in flat(shown)
    ]
    assert missing == []


class Screen:
    """A terminal as a person sees it, from question to question."""

    def __init__(self, child: Terminal, width: int) -> None:
        self.child, self.width = child, width
        self.screen = pyte.Screen(width, 200)
        self.stream = pyte.Stream(self.screen)

    def next(self) -> str | None:
        """Return what stands there when a question listens that is new; None when all is over."""
        # Each question asks for pasted text in brackets once, and wraps lines again when drawn.
        begun = self.child.expect([r"\x1b\[\?2004h", pexpect.EOF]) == 0
        self.stream.feed(self.child.before)
        if not begun:
            return None
        self.child.expect(r"\x1b\[\?7h")
        self.stream.feed(self.child.before)
        return "\n".join(self.screen.display)

    def walk(self) -> Iterator[tuple[str, int]]:
        """Take every default, and look at each question that is not asked by itself too.

        Yields what is asked, and the columns from the cursor to the edge.
        """
        changed = False
        while (shown := self.next()) is not None:
            assert not [line for line in self.screen.display if line[-1] != " "], "up to the edge"
            now = shown[shown.rindex("  ? ") :]
            yield now, self.width - self.screen.cursor.x
            if now.startswith("  ? Change"):
                self.child.send("\x1b[B\r")  # the one after the last, and at the end nothing more
                changed = True
            else:
                self.child.send("\x1b[B\r" if "? Ready" in now and not changed else "\r")


#: The smallest terminal; a walk through all questions takes ten seconds at any other, too.
FIRST = ("federated", 40)


@pytest.mark.parametrize(
    ("name", "width"),
    [
        one
        if one.values == FIRST
        else pytest.param(*one.values, marks=[*one.marks, pytest.mark.slow])
        for one in EACH
    ],
)
def test_new_is_whole(name: str, width: int, known: Template, here: Path) -> None:
    child = terminal("new", called(known), "--dry-run", cwd=here, columns=width)

    seen = list(Screen(child, width).walk())

    asked = flat("\n".join(now for now, _ in seen)).replace("» ", "")
    missing = [
        text
        for question in known.questions
        if question.name not in GIT
        for text in (prompts.label(question), *said(question, asked=True))
        if flat(text) not in asked
    ]
    assert missing == []
    assert min(room for now, room in seen if "»" not in now) >= width - 8
