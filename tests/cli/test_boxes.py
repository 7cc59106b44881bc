"""A question of several choices on a terminal: boxes to tick, a way back, what a shell offers."""

import json
from pathlib import Path
from typing import Any

import pyte
import pytest
from commandline import Terminal, end, screen, terminal
from conftest import MakeTemplate

from portfolio_kit.cli import completion
from portfolio_kit.template import catalog

DOWN, ENTER, BACK, SPACE = "\x1b[B", "\r", "\x1b", " "

ENTRIES = {
    "slug": "names",
    "analyses": ["drift", "evasion", "poisoning"],
    "budget": 3,
    "__prompts__": {
        "analyses": {
            "__prompt__": "Analyses",
            "drift": "drift: does what was learned in spring still hold in autumn, for whom not",
            "evasion": "names that were edited",
        }
    },
    "_portfolio_kit": {
        "version": "1",
        "several": ["analyses"],
        "help": {"analyses": "What is looked at besides."},
        "when": {"budget": {"analyses": ["evasion", "poisoning"]}},
        "answers": {
            "allOf": [
                {
                    "description": "leave one out",
                    "not": {"properties": {"analyses": {"minItems": 3}}},
                }
            ]
        },
    },
}

FILES = {"cookiecutter.json": json.dumps(ENTRIES), "{{cookiecutter.slug}}/a.txt": "a\n"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def answers(project: Path) -> dict[str, Any]:
    text = (project / ".portfolio-kit.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["answers"]
    return found


def reply(child: Terminal, label: str, keys: str) -> None:
    """Wait until a question is there and listens, then answer."""
    child.expect(rf"\?(\x1b\[[\d;]*m)* {label}")
    child.expect(r"\x1b\[\?7h")
    child.send(keys)


def test_what_is_ticked_is_baked_and_what_follows_from_it_is_asked(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(FILES), "slug=x", cwd=here)

    reply(child, "Analyses", f"{SPACE}{DOWN}{SPACE}{ENTER}")
    reply(child, "Budget", f"8{ENTER}")

    assert end(child) == 0
    assert answers(here / "x") == {"slug": "x", "analyses": ["drift", "evasion"], "budget": "8"}


def test_enter_ticks_nothing_and_what_does_not_matter_is_not_asked(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(FILES), "slug=x", cwd=here)

    reply(child, "Analyses", ENTER)

    assert end(child) == 0
    assert answers(here / "x")["analyses"] == []
    assert "Budget" not in screen(child)


def test_what_does_not_go_together_is_said_and_can_be_put_right(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(FILES), "slug=x", cwd=here)

    reply(child, "Analyses", f"a{ENTER}")
    child.expect("leave one out")
    reply(child, "Analyses", f"{SPACE}{ENTER}")
    reply(child, "Budget", ENTER)

    assert end(child) == 0
    assert answers(here / "x")["analyses"] == ["evasion", "poisoning"]


def test_what_was_ticked_is_ticked_again_after_the_way_back(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(FILES), "slug=x", cwd=here)

    reply(child, "Analyses", f"{DOWN}{SPACE}{ENTER}")
    reply(child, "Budget", BACK)
    reply(child, "Analyses", f"{SPACE}{ENTER}")
    reply(child, "Budget", ENTER)

    assert end(child) == 0
    assert answers(here / "x")["analyses"] == ["drift", "evasion"]


def test_boxes_can_be_told_apart_where_the_locale_has_ascii_alone(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal(
        "new", make_template(FILES), "slug=x", cwd=here, env={"PYTHONIOENCODING": "ascii"}
    )

    child.expect(r"Space ticks one, a ticks all\.")
    child.expect(r"\[ \] evasion")
    child.send(SPACE)
    child.expect(r"\[x")
    child.send(ENTER)

    assert end(child) == 0


def test_on_a_narrow_terminal_no_box_is_cut(here: Path, make_template: MakeTemplate) -> None:
    child = terminal("new", make_template(FILES), "slug=x", cwd=here, columns=40)
    child.expect(r"\[ \] poisoning")
    seen = pyte.Screen(40, 40)
    pyte.Stream(seen).feed(str(child.before) + str(child.after))
    child.sendcontrol("c")
    end(child)

    shown = " ".join("\n".join(seen.display).split())
    assert "does what was learned in spring still hold in autumn, for whom not" in shown
    assert "What is looked at besides. Space ticks one, a ticks all." in shown


@pytest.mark.parametrize(
    ("start", "offered"),
    [
        ("", ["drift", "evasion", "poisoning", "all", "none"]),
        ("e", ["evasion"]),
        ("drift,", ["drift,evasion", "drift,poisoning"]),
        ("drift,e", ["drift,evasion"]),
        ("+", ["+drift", "+evasion", "+poisoning"]),
        ("-drift,+p", ["-drift,+poisoning"]),
        ("all,-", ["all,-drift", "all,-evasion", "all,-poisoning"]),
    ],
)
def test_a_shell_is_offered_what_may_come_next(
    start: str, offered: list[str], make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click

    root = make_template(FILES)
    monkeypatch.chdir(root.parent)
    command = click.Command("new")
    line = click.Context(command)
    line.params["words"] = (root.name,)

    items = completion.words(line, click.Option(["--x"]), f"analyses={start}")

    assert [item.value for item in items] == [f"analyses={word}" for word in offered]
    assert catalog.find(str(root), cache=Path()).questions[1].kind == "several"
