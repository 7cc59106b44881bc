"""`config`: a first file, what holds and why, the schema."""

import json
import shlex
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
from commandline import call, end, process, screen, terminal

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_first_file_knows_who_git_knows(here: Path, capsys: Capture) -> None:
    said = call(capsys, "config", "init")

    assert said.status == 0
    assert "portfolio.toml" in said.out
    written = tomllib.loads((here / "portfolio.toml").read_text(encoding="utf-8"))
    assert written["author"] == {"name": "Ada Lovelace", "email": "ada@example.org"}


def test_a_first_file_is_valid_and_explains_itself(here: Path, capsys: Capture) -> None:
    call(capsys, "config", "init")

    schema = json.loads(call(capsys, "config", "schema").out)
    text = (here / "portfolio.toml").read_text(encoding="utf-8")
    assert jsonschema_rs.is_valid(schema, tomllib.loads(text))
    assert text.count("#") > 10
    assert call(capsys, "config", "show").status == 0


def test_a_file_that_is_there_is_never_overwritten(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text("# mine\n", encoding="utf-8")

    said = call(capsys, "config", "init")

    assert (said.status, said.out) == (1, "")
    assert "portfolio.toml already exists" in said.err
    assert (here / "portfolio.toml").read_text(encoding="utf-8") == "# mine\n"


def test_a_broken_link_is_not_written_through(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").symlink_to(here / "elsewhere")

    assert call(capsys, "config", "init").status == 1
    assert not (here / "elsewhere").exists()


def test_another_name_and_the_persons_own_file_can_be_written(
    here: Path, home: Path, capsys: Capture
) -> None:
    call(capsys, "config", "init", here / "deep/other.toml")
    call(capsys, "config", "init", "--user")

    assert (here / "deep/other.toml").exists()
    assert (home / ".config/portfolio-kit/config.toml").exists()


def test_a_place_that_cannot_be_written_is_said(here: Path, capsys: Capture) -> None:
    (here / "file").touch()

    said = call(capsys, "config", "init", "file/portfolio.toml")

    assert said.status == 1
    assert "cannot be written" in said.err


def test_no_input_asks_nothing_on_a_terminal(here: Path) -> None:
    child = terminal("config", "init", "--no-input", cwd=here)

    assert end(child) == 0
    assert (here / "portfolio.toml").exists()


def test_every_value_is_shown_with_where_it_came_from(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text(
        '[author]\nname = "Grace"\n[git]\nsign = true\n', encoding="utf-8"
    )

    rows = [line.split("  ") for line in call(capsys, "config", "show").out.splitlines()]

    shown = {row[0]: [cell.strip() for cell in row[1:] if cell] for row in rows}
    assert shown["author.name"] == ["Grace", "portfolio.toml:2"]
    assert shown["author.email"] == ["ada@example.org", "git config ~/.gitconfig"]
    assert shown["git.sign"] == ["true", "portfolio.toml:4"]


def test_a_terminal_shows_a_table(here: Path) -> None:
    child = terminal("config", "show", cwd=here)

    assert end(child) == 0
    assert "Key" in screen(child)
    assert "git config ~/.gitconfig" in screen(child)


def test_a_program_gets_one_document(here: Path, capsys: Capture) -> None:
    said = call(capsys, "config", "show", "--json")

    assert {"key": "author.name", "value": "Ada Lovelace", "source": "git config ~/.gitconfig"} in (
        json.loads(said.out)
    )


def test_all_that_is_wrong_is_said_with_file_and_line(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text(
        '[author]\nnmae = "x"\n[git]\nsign = "yes"\n', encoding="utf-8"
    )

    said = call(capsys, "config", "show")

    assert (said.status, said.out) == (1, "")
    problems = said.err.splitlines()
    assert [problem.partition(": ")[0] for problem in problems] == [
        "portfolio.toml:2",
        "portfolio.toml:4",
    ]
    assert "did you mean 'name'?" in problems[0]


def test_the_schema_is_a_schema(here: Path) -> None:
    schema = json.loads(process("config", "schema", cwd=here).out)

    jsonschema_rs.validator_for(schema)
    assert {"author", "defaults", "git", "story", "project"} <= set(schema["properties"])


def test_the_file_for_every_portfolio_is_one_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)

    made = call(capsys, "config", "init", "--user", "--no-input")
    said = call(capsys, "config", "show")

    assert (made.status, said.status, said.err) == (0, 0, "")
    assert "config.toml" in said.out


def test_the_file_for_every_portfolio_has_one_place(capsys: Capture) -> None:
    said = call(capsys, "config", "init", "--user", "mine.toml")

    assert said.status == 2
    assert "leave FILE out" in said.err


# What is said is true as typed ----------------------------------------------------------------


@pytest.mark.usefixtures("no_identity")
def test_that_nothing_is_set_is_said_with_what_to_do(here: Path, capsys: Capture) -> None:
    without = call(capsys, "config", "show")
    (here / "portfolio.toml").write_text("# nothing yet\n", encoding="utf-8")
    empty = call(capsys, "config", "show")
    document = call(capsys, "config", "show", "--json")

    assert (without.status, without.out) == (empty.status, empty.out) == (0, "")
    assert without.err.endswith("write one with: portfolio-kit config init\n")
    assert "portfolio.toml says nothing yet" in empty.err
    assert (document.out, document.err) == ("[]\n", "")
    assert [said.err.count("\n") for said in (without, empty)] == [1, 1]


@pytest.mark.parametrize("place", [[], ["portfolio.toml"], ["deep/my own.toml"], ["--user"]])
def test_the_advised_command_shows_the_file_that_was_written(
    place: list[str], here: Path, home: Path, capsys: Capture
) -> None:
    said = call(capsys, "config", "init", *place)

    (written,) = [*here.rglob("*.toml"), *home.rglob("*.toml")]
    _, *words = shlex.split(said.out.splitlines()[-1])
    assert f"{written.name}:" in call(capsys, *words).out  # from where git's name comes now


def test_the_advised_command_writes_the_file_that_is_not_there(here: Path, capsys: Capture) -> None:
    refused = call(capsys, "config", "show", "--config", "my own.toml")

    _, *words = shlex.split(refused.err.partition("write one with: ")[2])
    call(capsys, *words)

    assert (here / "my own.toml").is_file()
    assert call(capsys, "config", "show", "--config", "my own.toml").status == 0
