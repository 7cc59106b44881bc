"""The conversation of `new`: few questions, in the order that matters, with a way back."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from commandline import PLAIN, TEMPLATE, Terminal, end, screen, terminal
from conftest import MakeTemplate

from portfolio_kit.answers import context
from portfolio_kit.cli.ask import prompts, story
from portfolio_kit.template import catalog

UP, DOWN, ENTER, BACK, INTERRUPT = "\x1b[A", "\x1b[B", "\r", "\x1b", "\x03"
BUILTIN = [found.name for found in catalog.builtins()]
LABELS = {
    found.name: {question.name: prompts.label(question) for question in found.questions}
    for found in catalog.builtins()
}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty working folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def answers(project: Path) -> dict[str, Any]:
    text = (project / ".portfolio-kit.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["answers"]
    return found


def reply(child: Terminal, label: str, keys: str) -> None:
    """Wait until a question is there and listens, then answer."""
    child.expect(rf"\?(\x1b\[[\d;]*m)* {re.escape(label)}")
    child.expect(r"\x1b\[\?7h")
    child.send(keys)


def tell(child: Terminal, question: str = "", expectation: str = "") -> None:
    """Say what one wants to find out and expects, or nothing."""
    reply(child, "What do you want to find out", f"{question}{ENTER}")
    reply(child, "What do you expect", f"{expectation}{ENTER}")


@pytest.mark.parametrize("name", BUILTIN)
def test_a_newcomer_presses_enter_at_most_six_times(name: str, here: Path) -> None:
    child, found = terminal("new", name, cwd=here), catalog.find(name, cache=here)

    for question in found.ask:
        reply(child, LABELS[name][question], ENTER)
    tell(child)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    assert found.ask[0] == "title"
    assert len(found.ask) + len(story.QUESTIONS) + 1 <= 6
    (project,) = here.iterdir()
    assert answers(project)["author_name"] == "Ada Lovelace"


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILTIN)
def test_who_is_not_known_is_asked_last(name: str, here: Path, no_identity: Path) -> None:
    child, found = terminal("new", name, cwd=here), catalog.find(name, cache=here)

    for question in found.ask:
        reply(child, LABELS[name][question], ENTER)
    reply(child, "Author", f"Grace Hopper{ENTER}")
    reply(child, "E-mail", f"grace@example.org{ENTER}")
    tell(child)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    (project,) = here.iterdir()
    assert answers(project)["author_name"] == "Grace Hopper"


def test_before_anything_is_made_it_is_said_what_where_and_by_whom(here: Path) -> None:
    child = terminal("new", "xai", "title=X ray", "dataset=credit", "framework=sklearn", cwd=here)

    tell(child)
    child.expect("makes x-ray, committed by Ada Lovelace <ada@example.org>")
    child.send(INTERRUPT)

    assert end(child) == 130
    assert list(here.iterdir()) == []


def test_the_other_answers_can_be_seen_and_changed(here: Path) -> None:
    words = ["title=X ray", "dataset=credit", "framework=sklearn"]
    child = terminal("new", "xai", *words, cwd=here)

    tell(child)
    reply(child, "Ready?", f"{DOWN}{ENTER}")
    reply(child, "Change", f"{DOWN * 4}{ENTER}")
    reply(child, "Summary", f"A summary that is long enough{ENTER}")
    reply(child, "Change", f"{DOWN}{ENTER}")
    reply(child, "HTML report", f"{DOWN}{ENTER}")
    reply(child, "Change", BACK)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    found = answers(here / "x-ray")
    assert (found["summary"], found["report"]) == ("A summary that is long enough", False)
    assert found["license"] == "MIT"


@pytest.mark.slow
def test_answers_that_do_not_go_together_are_said_before_anything_is_made(here: Path) -> None:
    words = ["title=X ray", "dataset=mnist5k", "compare_with=jax"]
    child = terminal("new", "federated", *words, cwd=here)

    # What clashes with an answer is not offered: JAX cannot be compared with itself.
    reply(child, "Framework", ENTER)
    tell(child)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    assert answers(here / "x-ray")["framework"] == "torch"


@pytest.mark.slow
def test_a_question_that_does_not_matter_is_not_offered(here: Path) -> None:
    words = ["title=X ray", "dataset=digits", "framework=jax"]
    child = terminal("new", "federated", *words, "partition=natural", cwd=here)

    tell(child)
    reply(child, "Ready?", f"{DOWN}{ENTER}")
    child.expect("rounds")
    reply_to = str(child.before)
    child.send(INTERRUPT)

    assert end(child) == 130
    assert "partition" in reply_to
    assert "clients" not in reply_to
    assert "alpha" not in reply_to


@pytest.mark.slow
def test_an_answer_that_another_makes_idle_is_forgotten(here: Path) -> None:
    words = ["title=X ray", "dataset=digits", "framework=jax"]
    child = terminal("new", "federated", *words, cwd=here)

    tell(child)
    reply(child, "Ready?", f"{DOWN}{ENTER}")
    reply(child, "Change", f"{DOWN * 7}{ENTER}")
    reply(child, "Clients", f"20{ENTER}")
    reply(child, "Change", f"{UP}{ENTER}")
    reply(child, "How data come", f"{DOWN * 3}{ENTER}")
    reply(child, "Change", BACK)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    found = answers(here / "x-ray")
    assert (found["partition"], found["clients"]) == ("natural", 10)


@pytest.mark.slow
def test_a_folder_that_is_there_is_asked_another_name(here: Path) -> None:
    (here / "decisions-explained").mkdir()
    child = terminal("new", "xai", "dataset=credit", "framework=sklearn", cwd=here)

    reply(child, "Title", ENTER)
    child.expect("already exists")
    reply(child, "Folder and repository", f"another{ENTER}")
    tell(child)
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    assert (here / "another").is_dir()
    assert list((here / "decisions-explained").iterdir()) == []


@pytest.mark.parametrize("typed", ["Mine", ""])
def test_esc_goes_back_and_offers_what_was_answered(
    typed: str, here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(TEMPLATE), "size=1", "loud=no", cwd=here)

    reply(child, "Title", f"{typed}{ENTER}")
    reply(child, "Slug", ENTER)
    reply(child, "Colour", BACK)
    reply(child, "Slug", BACK)
    reply(child, "Title", ENTER)
    reply(child, "Slug", ENTER)
    reply(child, "Colour", f"{DOWN}{ENTER}")

    assert end(child) == 0
    found = answers(here / ("mine" if typed else "small-thing"))
    assert found["title"] == (typed or "Small thing")
    assert found["colour"] == "green"


@pytest.mark.slow
def test_a_default_follows_an_answer_that_was_changed_on_the_way_back(
    here: Path, make_template: MakeTemplate
) -> None:
    words = ["size=1", "loud=no", "colour=red"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    reply(child, "Title", f"One{ENTER}")
    reply(child, "Slug", BACK)
    reply(child, "Title", f"Two{ENTER}")
    reply(child, "Slug", ENTER)

    assert end(child) == 0
    assert answers(here / "two")["title"] == "Two"


@pytest.mark.slow
def test_there_is_nothing_before_the_first_question(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(PLAIN), cwd=here)

    reply(child, "Name", BACK)
    reply(child, "Name", ENTER)

    assert end(child) == 0
    assert (here / "thing").is_dir()


@pytest.mark.slow
def test_esc_goes_back_in_a_first_config_file_too(here: Path) -> None:
    child = terminal("config", "init", cwd=here)

    reply(child, "Name", BACK)
    reply(child, "Name", f"Grace Hopper{ENTER}")
    reply(child, "Email", BACK)
    reply(child, "Name", ENTER)
    reply(child, "Email", ENTER)
    reply(child, "Github", f"grace{ENTER}")

    assert end(child) == 0
    text = (here / "portfolio.toml").read_text(encoding="utf-8")
    assert 'name = "Grace Hopper"' in text


def test_a_foreign_template_is_asked_whole_and_in_its_own_order(
    here: Path, make_template: MakeTemplate
) -> None:
    questions = {"author_name": "", "zeta": "z", "title": "t", "orcid": "", "alpha": ["a", "b"]}
    files = {"cookiecutter.json": json.dumps(questions), "{{cookiecutter.title}}/a.txt": "a\n"}
    child = terminal("new", make_template(files), cwd=here)

    for label in ("Zeta", "Title", "Orcid", "Alpha"):
        reply(child, label, ENTER)

    assert end(child) == 0
    assert "Ready?" not in screen(child)


@pytest.mark.parametrize("name", BUILTIN)
def test_the_weightiest_questions_come_first_and_the_person_last(name: str) -> None:
    found = catalog.find(name, cache=Path())

    order = [question.name for question in context.by_weight(found)]

    person = ["author_name", "author_email", "github", "orcid", "affiliation"]
    assert tuple(order[: len(found.ask)]) == found.ask
    assert order[-len(person) :] == person
    assert sorted(order) == sorted(question.name for question in found.questions)


@pytest.mark.slow
def test_a_name_that_the_project_needs_itself_is_said_while_it_can_be_changed(here: Path) -> None:
    child = terminal(
        "new", "federated", "title=NumPy", "dataset=digits", "framework=numpy", cwd=here
    )

    tell(child)
    child.expect("slug 'numpy' is a package that the project depends on")
    child.expect("package 'numpy' is a package that the project depends on")
    reply(child, "Ready?", INTERRUPT)

    assert end(child) == 130
    assert "Nothing was made." in screen(child)
    assert list(here.iterdir()) == []


def told(project: Path) -> dict[str, str]:
    text = (project / "story.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_what_one_wants_to_find_out_is_asked_once_and_baked(here: Path) -> None:
    words = ["title=X ray", "dataset=credit", "framework=sklearn"]
    child = terminal("new", "xai", *words, cwd=here)

    child.expect("2 questions. Enter takes")
    tell(child, "Does it hold?", "No.")
    reply(child, "Ready?", BACK)
    reply(child, "What do you expect", f"Perhaps.{ENTER}")
    reply(child, "Ready?", ENTER)

    assert end(child) == 0
    expected = {"question": "Does it hold?", "expectation": "Perhaps.", "answer": ""}
    assert told(here / "x-ray") == expected
    assert "**What I want to find out:** Does it hold?" in (here / "x-ray/README.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.slow
def test_what_a_recipe_tells_is_not_asked_again(here: Path) -> None:
    child = terminal("new", "xai", "title=X ray", "dataset=credit", "framework=sklearn", cwd=here)
    tell(child, "Does it hold?")
    reply(child, "Ready?", ENTER)
    assert end(child) == 0

    recipe = here / "x-ray" / ".portfolio-kit.json"
    child = terminal("new", "--from", recipe, "title=Another", "slug=another", cwd=here)

    assert end(child) == 0
    assert told(here / "another")["question"] == "Does it hold?"


@pytest.mark.parametrize(
    "files",
    [TEMPLATE, {**PLAIN, "{{cookiecutter.name}}/story.toml": "plot = 'nobody knows us'\n"}],
    ids=["without a place for it", "that has never heard of us"],
)
def test_a_template_without_a_place_for_a_story_asks_for_none(
    files: dict[str, str], here: Path, make_template: MakeTemplate
) -> None:
    known = ["title=X", "slug=x", "loud=no", "colour=red"] if files is TEMPLATE else []
    child = terminal("new", make_template(files), *known, cwd=here)

    child.expect("1 question. Enter takes")
    reply(child, "Size" if known else "Name", ENTER)

    assert end(child) == 0
    assert "find out" not in screen(child)


def test_a_mark_of_a_region_is_refused_at_once(here: Path) -> None:
    words = ["title=X ray", "dataset=credit", "framework=sklearn"]
    child = terminal("new", "xai", *words, "--dry-run", cwd=here)

    reply(child, "What do you want to find out", f"<!-- portfolio-kit:end results -->{ENTER}")
    child.expect("story.question holds a region marker of portfolio-kit; take it out")
    child.send(INTERRUPT)

    assert end(child) == 130
