"""What each choice of a question that takes several adds to a project, and how `show` says it."""

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import call
from conftest import MakeTemplate

from portfolio_kit.baking import additions
from portfolio_kit.baking.additions import Addition
from portfolio_kit.template import catalog

Capture = pytest.CaptureFixture[str]

PACKAGE = "{{cookiecutter.slug}}/src/names"

ENTRIES: dict[str, Any] = {
    "slug": "names",
    "analyses": ["drift", "evasion", "words"],
    "other": "",
    "__prompts__": {"analyses": {"drift": "drift: does it hold next month?"}},
    "_portfolio_kit": {
        "version": "1",
        "several": ["analyses"],
        "minutes": 0.5,
        "command": "python -m names",
        "times": [{"seconds": 8, "when": {"analyses": "drift"}}],
        "layers": [
            {"path": "."},
            {"path": "drift", "when": {"analyses": "drift"}},
            {"path": "words", "when": {"analyses": "words"}},
        ],
        "answers": {
            "allOf": [
                {
                    "description": "leave it out",
                    "not": {
                        "properties": {
                            "analyses": {"contains": {"const": "evasion"}},
                            "other": {"const": ""},
                        }
                    },
                }
            ]
        },
    },
}

FILES = {
    "cookiecutter.json": json.dumps(ENTRIES),
    f"{PACKAGE}/parts.py": "{% for name in cookiecutter.analyses %}import {{ name }}\n{% endfor %}",
    f"drift/{PACKAGE}/drift.py": '"""Drift."""\n\nMONTHS = 3\nHOLDS = MONTHS > 2\n',
    "drift/{{cookiecutter.slug}}/tests/test_drift.py": "assert True\n",
    "words/{{cookiecutter.slug}}/words.txt": "words\n",
}


def test_what_each_choice_adds_is_counted_in_what_it_renders(make_template: MakeTemplate) -> None:
    found = catalog.find(str(make_template(FILES)), cache=Path())

    added = additions.each(found, {}, {})

    # evasion does not go with the other default
    assert added == {"analyses": {"drift": Addition(2, 2, 8.0), "words": Addition(1, 0, 0.0)}}


def test_a_template_without_such_a_question_is_not_rendered(make_template: MakeTemplate) -> None:
    broken = {"cookiecutter.json": '{"slug": "{{ nothing }}"}'}

    assert additions.each(catalog.find(str(make_template(broken)), cache=Path()), {}, {}) == {}


def test_what_nobody_wrote_by_hand_is_not_read(make_template: MakeTemplate) -> None:
    root = make_template(FILES)
    source = root / "drift" / PACKAGE
    (source / "data.py").write_text("x = 1\n" * 200_000, encoding="utf-8")

    added = additions.each(catalog.find(str(root), cache=Path()), {}, {})

    assert added["analyses"]["drift"] == Addition(3, 2, 8.0)


def test_show_says_of_each_choice_what_it_adds(
    make_template: MakeTemplate, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")

    said = call(capsys, "show", make_template(FILES))

    shown = [" ".join(line.split()) for line in said.out.splitlines()]
    first = shown.index("analyses none, or all, or any of:")
    assert shown[first + 1 : first + 4] == [
        "drift does it hold next month? (2 files, 2 lines of code, about 8 s)",
        "evasion",
        "words (1 file)",
    ]
    assert "Runs python -m names, about 30 s" in shown


def test_show_tells_a_program_what_each_choice_adds(
    make_template: MakeTemplate, capsys: Capture
) -> None:
    document = json.loads(call(capsys, "show", make_template(FILES), "--json").out)

    question = document["questions"][1]
    assert (question["kind"], question["default"]) == ("several", [])
    assert question["adds"] == {
        "drift": {"files": 2, "lines": 2, "seconds": 8.0},
        "words": {"files": 1, "lines": 0, "seconds": 0.0},
    }
    assert document["questions"][0]["adds"] == {}


def test_what_is_added_to_the_time_of_a_run_is_said_after_a_bake(
    make_template: MakeTemplate, here: Path, capsys: Capture
) -> None:
    said = call(capsys, "new", make_template(FILES), "analyses=drift")

    assert "runs it (about 38 s)" in said.out
