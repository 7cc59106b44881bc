"""Questions in a real terminal: what is asked, what Enter, Tab, arrows, Ctrl-C and Ctrl-D do."""

import io
import json
import re
from pathlib import Path

import pytest
from commandline import PLAIN, TEMPLATE, Terminal, end, screen, terminal
from conftest import MakeTemplate

DOWN, TAB, ENTER, CLEAR, INTERRUPT, END = "\x1b[B", "\t", "\r", "\x15", "\x03", "\x04"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """An empty working folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def answers(project: Path) -> dict[str, object]:
    text = (project / ".portfolio-kit.json").read_text(encoding="utf-8")
    found: dict[str, object] = json.loads(text)["answers"]
    return found


def asked(child: Terminal, label: str) -> None:
    """Wait until a question is there and listens."""
    child.expect(rf"\?(\x1b\[[\d;]*m)* {re.escape(label)}")
    child.expect(r"\x1b\[\?7h")  # lines wrap again when the screen is complete


def reply(child: Terminal, label: str, keys: str) -> None:
    asked(child, label)
    child.send(keys)


@pytest.mark.slow
def test_every_open_question_is_asked_and_enter_takes_the_default(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(TEMPLATE), cwd=here)

    for label in ("Title", "Slug", "Colour", "Size", "Loud"):
        reply(child, label, ENTER)

    assert end(child) == 0
    assert answers(here / "small-thing") == {
        "title": "Small thing",
        "slug": "small-thing",
        "colour": "red",
        "size": 3,
        "loud": False,
    }


def test_what_is_typed_and_chosen_is_baked(here: Path, make_template: MakeTemplate) -> None:
    child = terminal("new", make_template(TEMPLATE), cwd=here)

    reply(child, "Title", f"My own{ENTER}")
    reply(child, "Slug", ENTER)
    reply(child, "Colour", f"{DOWN}{ENTER}")
    reply(child, "Size", f"5{ENTER}")
    reply(child, "Loud", f"{DOWN}{DOWN}{DOWN}{ENTER}")

    assert end(child) == 0
    assert answers(here / "my-own") == {
        "title": "My own",
        "slug": "my-own",
        "colour": "green",
        "size": 5,
        "loud": True,
    }
    shown = screen(child)
    assert "✔ my-own  4 files, commit " in shown


@pytest.mark.slow
def test_only_what_is_not_answered_is_asked(here: Path, make_template: MakeTemplate) -> None:
    (here / "portfolio.toml").write_text('[defaults]\ncolour = "green"\n', encoding="utf-8")
    child = terminal("new", make_template(TEMPLATE), "slug=x", "title=X", "loud=yes", cwd=here)

    child.expect("1 question. Enter takes")
    reply(child, "Size", ENTER)

    assert end(child) == 0
    assert answers(here / "x")["colour"] == "green"


def test_nothing_is_asked_when_everything_is_answered(
    here: Path, make_template: MakeTemplate
) -> None:
    words = ["title=X", "slug=x", "loud=yes", "size=2", "colour=red"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    assert end(child) == 0
    assert "question" not in screen(child)


@pytest.mark.slow
def test_no_input_asks_nothing_on_a_terminal(here: Path, make_template: MakeTemplate) -> None:
    child = terminal("new", make_template(TEMPLATE), "--no-input", cwd=here)

    assert end(child) == 0
    assert (here / "small-thing").is_dir()


@pytest.mark.slow
def test_a_terminal_that_cannot_move_its_cursor_is_asked_nothing(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(TEMPLATE), cwd=here, env={"TERM": "dumb"})

    assert end(child) == 0
    assert (here / "small-thing").is_dir()


def test_a_wrong_answer_is_said_at_once_and_can_be_put_right(
    here: Path, make_template: MakeTemplate
) -> None:
    words = ["title=X", "slug=x", "loud=yes", "colour=red"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    reply(child, "Size", f"50{ENTER}")
    child.expect("size '50' is not allowed; give a whole number from 1 to 9")
    reply(child, "Size", f"{CLEAR}4{ENTER}")

    assert end(child) == 0
    assert answers(here / "x")["size"] == 4


@pytest.mark.slow
def test_tab_brings_the_default_in_to_be_edited(here: Path, make_template: MakeTemplate) -> None:
    words = ["slug=x", "loud=yes", "colour=red", "size=1"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    reply(child, "Title", f"{TAB}{TAB} indeed{ENTER}")

    assert end(child) == 0
    assert answers(here / "x")["title"] == "Small thing indeed"


@pytest.mark.parametrize("keys", [INTERRUPT, END], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("label", ["Title", "Colour"])
def test_going_away_leaves_nothing(
    keys: str, label: str, here: Path, make_template: MakeTemplate
) -> None:
    words = ["slug=x", "loud=yes", "title=X"] if label == "Colour" else []
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    reply(child, label, keys)

    assert end(child) == 130
    assert "Traceback" not in screen(child)
    assert screen(child).splitlines()[-1] == "Nothing was made."
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_ctrl_d_in_the_middle_of_a_line_ends_nothing(
    here: Path, make_template: MakeTemplate
) -> None:
    words = ["slug=x", "loud=yes", "colour=red", "size=1"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here)

    reply(child, "Title", f"Kept{END}{ENTER}")

    assert end(child) == 0
    assert answers(here / "x")["title"] == "Kept"


@pytest.mark.parametrize("word", ["slug=small-thing", "title=Small thing"])
def test_a_taken_destination_is_refused_before_any_question(
    word: str, here: Path, make_template: MakeTemplate
) -> None:
    (here / "small-thing").mkdir()
    child = terminal("new", make_template(TEMPLATE), word, cwd=here)

    assert end(child) == 1
    assert "?" not in screen(child)
    assert "already exists" in screen(child)


@pytest.mark.slow
def test_a_taken_destination_is_said_as_soon_as_it_is_known_and_asked_again(
    here: Path, make_template: MakeTemplate
) -> None:
    (here / "taken").mkdir()
    child = terminal("new", make_template(TEMPLATE), "colour=red", "size=1", "loud=no", cwd=here)

    reply(child, "Title", ENTER)
    reply(child, "Slug", f"taken{ENTER}")
    child.expect("already exists")
    reply(child, "Slug", f"{CLEAR}free{ENTER}")

    assert end(child) == 0
    assert (here / "free").is_dir()
    assert list((here / "taken").iterdir()) == []


@pytest.mark.slow
def test_a_wrong_argument_is_refused_before_any_question(
    here: Path, make_template: MakeTemplate
) -> None:
    child = terminal("new", make_template(TEMPLATE), "size=10", "nonsense=1", cwd=here)

    assert end(child) == 1
    shown = screen(child)
    assert "size '10' is not allowed" in shown
    assert "nonsense is no question" in shown
    assert "Title" not in shown


@pytest.mark.slow
def test_code_of_a_foreign_template_is_refused_before_any_question(
    here: Path, make_template: MakeTemplate
) -> None:
    folder = make_template({**TEMPLATE, "hooks/post_gen_project.py": ""})
    child = terminal("new", folder, cwd=here)

    assert end(child) == 1
    assert "pass --trust" in screen(child)
    trusted = terminal("new", folder, "--trust", cwd=here)
    reply(trusted, "Title", INTERRUPT)
    assert end(trusted) == 130


@pytest.mark.slow
def test_a_commit_by_nobody_is_refused_before_any_question(
    here: Path, no_identity: Path, make_template: MakeTemplate
) -> None:
    folder = make_template(TEMPLATE)
    child = terminal("new", folder, cwd=here)
    free = terminal("new", folder, "--no-git", cwd=here)

    assert end(child) == 1
    assert "git config --global user.name" in screen(child)
    reply(free, "Title", INTERRUPT)
    assert end(free) == 130


@pytest.mark.slow
def test_who_the_author_is_can_be_asked(
    here: Path, no_identity: Path, make_template: MakeTemplate
) -> None:
    questions = '{"name": "thing", "author_name": "", "author_email": ""}'
    child = terminal("new", make_template({**PLAIN, "cookiecutter.json": questions}), cwd=here)

    reply(child, "Name", ENTER)
    reply(child, "Author name", f"Grace Hopper{ENTER}")
    reply(child, "Author email", f"grace@example.org{ENTER}")

    assert end(child) == 0
    assert (here / "thing/.git").is_dir()


@pytest.mark.slow
def test_a_taken_destination_is_seen_though_something_is_still_to_be_asked(
    here: Path, make_template: MakeTemplate
) -> None:
    questions = """{"slug": "thing", "who": "", "_portfolio_kit": {"version": "1",
      "answers": {"properties": {"who": {"type": "string", "minLength": 1}}}}}"""
    files = {"cookiecutter.json": questions, "{{cookiecutter.slug}}/a.txt": "a\n"}
    (here / "thing").mkdir()
    child = terminal("new", make_template(files), cwd=here)

    reply(child, "Slug", ENTER)
    child.expect("already exists")
    reply(child, "Slug", INTERRUPT)

    assert end(child) == 130
    assert list((here / "thing").iterdir()) == []


@pytest.mark.slow
def test_choices_and_defaults_follow_the_answers_before_them(
    here: Path, make_template: MakeTemplate
) -> None:
    questions = (
        '{"name": "thing", "kind": ["{{ cookiecutter.name }}-a", "{{ cookiecutter.name }}-b"],'
        ' "table": {"key": "{{ cookiecutter.name }}"}}'
    )
    child = terminal("new", make_template({**PLAIN, "cookiecutter.json": questions}), cwd=here)

    reply(child, "Name", f"mine{ENTER}")
    reply(child, "Kind", f"{DOWN}{ENTER}")
    reply(child, "Table", ENTER)

    assert end(child) == 0
    assert answers(here / "mine") == {
        "name": "mine",
        "kind": "mine-b",
        "table": {"key": "mine"},
    }


@pytest.mark.slow
def test_a_folder_named_by_a_private_key_is_checked_when_all_is_known(
    here: Path, make_template: MakeTemplate
) -> None:
    files = {
        "cookiecutter.json": '{"name": "thing", "__folder": "{{ cookiecutter.name }}"}',
        "{{cookiecutter.__folder}}/a.txt": "a\n",
    }
    (here / "taken").mkdir()
    child = terminal("new", make_template(files), cwd=here)

    reply(child, "Name", f"taken{ENTER}")
    child.expect("already exists")
    reply(child, "Name", f"{CLEAR}free{ENTER}")

    assert end(child) == 0
    assert (here / "free").is_dir()


@pytest.mark.slow
def test_a_long_answer_stays_on_its_line(here: Path, make_template: MakeTemplate) -> None:
    words = ["slug=x", "loud=yes", "colour=red", "size=1"]
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here, columns=40)

    reply(child, "Title", f"{'long ' * 20}{ENTER}")

    assert end(child) == 0
    done = next(line for line in screen(child).splitlines() if "✔ Title" in line)
    assert done.endswith("…")


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [True, False])
def test_questions_have_colours_unless_they_are_refused(
    here: Path, make_template: MakeTemplate, *, wanted: bool
) -> None:
    words = ["slug=x", "loud=yes", "size=1"]
    env = {} if wanted else {"NO_COLOR": "1"}
    child = terminal("new", make_template(TEMPLATE), *words, cwd=here, env=env)
    child.logfile_read = io.StringIO()

    reply(child, "Title", f"My own{ENTER}")
    reply(child, "Colour", f"{DOWN}{ENTER}")

    assert end(child) == 0
    colours = re.findall(r"\x1b\[[\d;]*\b(?:3[0-8]|9[0-7])\b[\d;]*m", child.logfile_read.getvalue())
    assert bool(colours) is wanted


@pytest.mark.parametrize("keys", [INTERRUPT, END], ids=["Ctrl-C", "Ctrl-D"])
def test_going_away_from_a_first_config_file_leaves_none(here: Path, keys: str) -> None:
    child = terminal("config", "init", cwd=here)

    reply(child, "Name", ENTER)
    reply(child, "Email", keys)

    assert end(child) == 130
    assert screen(child).splitlines()[-1] == "Nothing was written."
    assert "Traceback" not in screen(child)
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_the_authors_own_words_are_asked_for_a_config_file(here: Path) -> None:
    child = terminal("config", "init", cwd=here)

    reply(child, "Name", ENTER)
    reply(child, "Email", f"nonsense{ENTER}")
    child.expect("email 'nonsense'")
    reply(child, "Email", f"{CLEAR}ada@example.com{ENTER}")
    reply(child, "Github", f"ada{ENTER}")

    assert end(child) == 0
    text = (here / "portfolio.toml").read_text(encoding="utf-8")
    assert 'name = "Ada Lovelace"' in text
    assert 'email = "ada@example.com"' in text
    assert 'github = "ada"' in text


def test_help_is_shown_whole_on_a_narrow_terminal(here: Path, make_template: MakeTemplate) -> None:
    about = json.loads(TEMPLATE["cookiecutter.json"])
    words = "How large it is, on a scale that ends where nobody would look for its end."
    about["_portfolio_kit"]["help"] = {"size": words}
    root = make_template({**TEMPLATE, "cookiecutter.json": json.dumps(about)})

    child = terminal("new", root, "slug=a", "title=Abc", "colour=red", cwd=here, columns=40)
    child.expect("for its end")
    child.sendcontrol("c")

    assert end(child) == 130
