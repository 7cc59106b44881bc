"""The owner's question: said once, before the first run, and of one project alone."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from commandline import call

import portfolio_kit
from portfolio_kit.carried import story
from portfolio_kit.config import config
from portfolio_kit.errors import ConfigError

Capture = pytest.CaptureFixture[str]

QUESTION = 'What does "privacy" cost \\ me? Größe 😀'
EXPECTATION = "Two points at most."

WORDS = f"""\
question = {json.dumps(QUESTION, ensure_ascii=False)}
expectation = "{EXPECTATION}"
"""


def why(project: Path) -> str:
    page = (project / "README.md").read_text(encoding="utf-8")
    return page.partition("## Why\n\n")[2].partition("\n\n<!-- portfolio-kit:")[0]


def test_what_was_said_stands_in_the_project_before_anything_was_measured(
    here: Path, capsys: Capture
) -> None:
    ordered = f'[[project]]\ntemplate = "federated"\nslug = "one"\n[project.story]\n{WORDS}'
    (here / "portfolio.toml").write_text(ordered, encoding="utf-8")

    said = call(capsys, "build", "--quiet")

    assert (said.status, said.err) == (0, "")
    project = here / "one"
    assert tomllib.loads((project / "story.toml").read_text(encoding="utf-8")) == {
        "question": QUESTION,
        "expectation": EXPECTATION,
        "answer": "",
    }
    recipe = json.loads((project / ".portfolio-kit.json").read_text(encoding="utf-8"))
    assert (recipe["story"]["question"], recipe["story"]["answer"]) == (QUESTION, "")
    assert why(project).startswith(
        f"**What I want to find out:** {QUESTION}\n\n"
        f"**What I expect, before the first run:** {EXPECTATION}\n\n"
    )
    assert story.read(project, {}, None) == {"question": QUESTION, "expectation": EXPECTATION}


def test_who_says_nothing_has_a_file_to_say_it_in(here: Path) -> None:
    made = portfolio_kit.bake("federated", here)

    text = (made.path / "story.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"question": "", "expectation": "", "answer": ""}
    assert "find out" not in why(made.path)
    assert story.read(made.path, {}, None) is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"question": "Does it hold?"}, "**What I want to find out:** Does it hold?\n\nData"),
        ({"expectation": "No."}, "**What I expect, before the first run:** No.\n\nData that"),
        ({"question": "Q?", "why": "W."}, "**What I want to find out:** Q?\n\nW."),
        ({"why": "W."}, "W."),
    ],
)
def test_each_part_of_a_story_stands_alone(
    words: dict[str, str], shown: str, tmp_path: Path
) -> None:
    made = portfolio_kit.bake("federated", tmp_path, story=words, git=False)

    assert why(made.path).startswith(shown)


def test_the_same_story_bakes_the_same_commit_again(here: Path, capsys: Capture) -> None:
    when = ("--set-date", "2026-02-03T04:05:06+00:00", "--json")
    ordered = f'[[project]]\ntemplate = "federated"\nslug = "one"\n[project.story]\n{WORDS}'
    (here / "portfolio.toml").write_text(ordered, encoding="utf-8")
    (first,) = json.loads(call(capsys, "build", *when).out)

    recipe = here / "one" / ".portfolio-kit.json"
    again = call(capsys, "new", "--from", recipe, "--output", here / "again", *when)

    assert json.loads(again.out)["commit"] == first["commit"]


STORY = '[story]\nwhy = "Because."\n'


def lines(file: Path, user: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        config.load([file], user=user)
    return caught.value.lines


def test_words_that_would_stand_in_several_projects_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.toml"
    file.write_text(STORY + 2 * '[[project]]\ntemplate = "xai"\n', encoding="utf-8")

    (line,) = lines(file)

    assert line == (
        f"{file}:1: [story] would stand in 2 projects; "
        'write the words into the [[project]] that they are of: story = { why = "..." }'
    )


def test_the_file_for_every_portfolio_tells_no_story(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[git]\nbranch = 'main'\n{STORY}", encoding="utf-8")

    (line,) = lines(file, user=file)

    assert line.startswith(f"{file}:3: [story] would stand in every project; write the words")


def test_an_empty_table_stands_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.toml"
    file.write_text("[story]\n" + 2 * '[[project]]\ntemplate = "xai"\n', encoding="utf-8")

    assert len(config.load([file], user=file.with_name("other.toml")).projects) == 2


def test_the_words_of_the_only_project_are_its_own(here: Path, capsys: Capture) -> None:
    ordered = f'{STORY}[[project]]\ntemplate = "federated"\nslug = "one"\n'
    (here / "portfolio.toml").write_text(ordered, encoding="utf-8")

    built = call(capsys, "build", "--quiet")
    new = call(capsys, "new", "federated", "slug=two", "--no-input")

    assert (built.status, new.status) == (0, 0)
    assert why(here / "one") == "Because."
    assert "Because." not in (here / "two" / "README.md").read_text(encoding="utf-8")
    assert re.search(
        r"portfolio\.toml:2: \[story\] is left out: `new` makes another project", new.err
    )


@pytest.mark.parametrize("key", ["question", "expectation", "answer"])
def test_a_question_is_asked_on_one_line(key: str) -> None:
    assert config.problem(f"story.{key}", "Does it hold?") is None
    said = config.problem(f"story.{key}", "Does it\nhold?")
    assert said is not None
    assert f"story.{key} is 'Does it\\nhold?'; " in said
    marker = config.problem(f"story.{key}", "<!-- portfolio-kit:end story -->")
    assert marker == f"story.{key} holds a region marker of portfolio-kit; take it out"
