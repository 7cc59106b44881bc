"""`build`: every project of a config file, in one process."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from commandline import PLAIN, TEMPLATE, Said, call, end, lines, screen, terminal
from conftest import MakeTemplate

from portfolio_kit.errors import Problem, RunError
from portfolio_kit.running import runner
from portfolio_kit.template import catalog
from portfolio_kit.template.template import Template

Capture = pytest.CaptureFixture[str]

#: A file that cannot be rendered for one of the answers that are allowed.
SEVEN = "{% if cookiecutter.size|int == 7 %}{{ 1 / 0 }}{% endif %}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_template: MakeTemplate) -> Path:
    """A working folder whose config file names two projects that can be baked, and one not."""
    make_template({**TEMPLATE, "{{cookiecutter.slug}}/seven.txt": SEVEN})
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    write(folder, ('slug = "one"', "size = 1"), ('slug = "two"', "size = 7"), ("", "size = 3"))
    return folder


def write(folder: Path, *projects: tuple[str, str]) -> None:
    entries = [
        f'[[project]]\ntemplate = "../template"\n{keys}\nanswers = {{ {answers} }}\n'
        for keys, answers in projects
    ]
    (folder / "portfolio.toml").write_text("\n".join(entries), encoding="utf-8")


def test_one_that_fails_does_not_stop_the_others(here: Path, capsys: Capture) -> None:
    said = call(capsys, "build")

    assert said.status == 1
    assert sorted(path.name for path in here.iterdir()) == ["one", "portfolio.toml", "small-thing"]
    assert said.err == (
        "portfolio.toml:6: {{cookiecutter.slug}}/seven.txt:1: ZeroDivisionError: "
        "division by zero; correct the template\n"
    )


def test_a_wrong_answer_for_many_names_each_project_that_it_is_wrong_for(
    here: Path, capsys: Capture
) -> None:
    file = here / "portfolio.toml"
    projects = file.read_text(encoding="utf-8").replace("size = 3", 'colour = "red"')
    file.write_text(f'[defaults]\ncolour = "blue"\nsize = 12\n\n{projects}', encoding="utf-8")

    said = call(capsys, "build")

    assert said.status == 1
    found = [
        re.fullmatch(r"(portfolio.toml:\d+): (\w+) .*? \(for (.*)\)", line)
        for line in said.err.splitlines()
    ]
    assert [each and each.groups() for each in found] == [
        ("portfolio.toml:2", "colour", "portfolio.toml:5, portfolio.toml:10"),
        ("portfolio.toml:3", "size", "portfolio.toml:15"),
    ]


def test_a_summary_says_what_became_of_each(here: Path, capsys: Capture) -> None:
    shown = [line.split()[:3] for line in lines(call(capsys, "build").out)]

    assert shown[:3] == [["baked:", "one"], ["failed:", "two"], ["baked:", "small-thing"]]
    assert shown[3:] == [
        ["✔", "one", "baked,"],
        ["✘", "two", "failed"],
        ["✔", "small-thing", "baked,"],
        ["Author", "Ada", "Lovelace"],
        ["2", "baked,", "1"],
        ["Next"],
        ["portfolio-kit", "build", "--run"],  # and --trust, for the template is a foreign one
        ["--trust", "runs", "the"],
    ]


def test_what_comes_next_runs_what_was_built(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").rename(here / "my own.toml")
    words = ("build", "my own.toml", "--output", "made here", "--no-git", "--trust")

    several = call(capsys, *words).out
    (here / "made here/one/showcase.json").touch()
    one = call(capsys, *words).out
    (here / "made here/small-thing/showcase.json").touch()
    none = call(capsys, *words).out

    command = "portfolio-kit build 'my own.toml' --output 'made here' --no-git --trust --run"
    assert several.endswith(f"\n\n  Next\n    {command}\n\n")
    assert one.endswith("\n\n  Next\n    portfolio-kit run 'made here/small-thing'\n\n")
    assert "Next" not in none


def test_a_table_that_a_project_wants_is_named_with_its_project(
    here: Path, capsys: Capture
) -> None:
    answers = 'title = "Own table", dataset = "csv"'
    (here / "portfolio.toml").write_text(
        f'[[project]]\ntemplate = "xai"\nanswers = {{ {answers} }}\n', encoding="utf-8"
    )

    below = call(capsys, "build").out.partition("  Next\n")[2].splitlines()

    assert below[0].startswith("    In own-table: Put your table into data/table.csv")
    assert below[1] == "    portfolio-kit run own-table"


def test_what_exists_is_left_alone(here: Path, capsys: Capture) -> None:
    call(capsys, "build")
    (here / "one/README.md").write_text("my words\n", encoding="utf-8")
    write(here, ('slug = "one"', "size = 1"), ('slug = "two"', "size = 2"))

    said = call(capsys, "build")

    assert said.status == 0
    assert (here / "one/README.md").read_text(encoding="utf-8") == "my words\n"
    assert (here / "two").is_dir()
    assert "· one  exists, not measured" in said.out
    assert "1 baked, 1 exists" in said.out


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--json",)])
def test_two_projects_that_would_be_one_folder_are_refused(
    words: tuple[str, ...], here: Path, capsys: Capture
) -> None:
    write(here, ("", "size = 1"), ("", "size = 2"))

    said = call(capsys, "build", *words)

    assert (said.status, bool(said.out), len(lines(said.err))) == (1, "--json" in words, 1)
    assert "makes small-thing, as portfolio.toml:1 does; give each project a title" in said.err
    assert [path.name for path in here.iterdir()] == ["portfolio.toml"]


def test_projects_that_cannot_be_committed_leave_no_folder(here: Path, capsys: Capture) -> None:
    write(here, ('slug = "one"', "size = 1"), ('slug = "two"', "size = 2"))
    with (here / "portfolio.toml").open("a", encoding="utf-8") as file:
        file.write('[git]\nbranch = "a..b"\n')

    said = call(capsys, "build", "--output", "new/folder")

    assert said.status == 1
    assert [path.name for path in here.iterdir()] == ["portfolio.toml"]


@pytest.mark.skipif(os.name == "nt", reason="the git that waits is a script")
def test_ctrl_c_leaves_nothing_of_what_was_begun(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, *((f'slug = "p{number}"', "size = 1") for number in range(4)))
    real, folder = shutil.which("git"), here.parent / "bin"
    folder.mkdir()
    # The third commit is interrupted, while others are under way; which one that is, and that it is
    # one alone, a folder decides: two commits may begin at once.
    (folder / "git").write_text(
        f'#!/bin/sh\ncase "$*" in *commit*)\n'
        f"  for n in 1 2 3; do mkdir {folder}/$n 2>/dev/null && break; done\n"
        f"  [ $n = 3 ] && kill -INT {os.getpid()} && exec sleep 60\nesac\n"
        f'exec {real} "$@"\n'
    )
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    said = call(capsys, "build", "--quiet")

    assert said.status == 130
    left = {path for path in here.iterdir() if path.name != "portfolio.toml"}
    # Of those before it some may be done: which, depends on whose git is quicker.
    assert {path.name for path in left} <= {"p0", "p1", "p2"}
    assert len(left) <= 2
    for project in left:
        done = subprocess.run(
            [str(real), "-C", str(project), "status", "--porcelain"],
            check=True,
            capture_output=True,
        )
        assert done.stdout == b""


def test_a_dry_run_writes_nothing(here: Path, capsys: Capture) -> None:
    write(here, ('slug = "one"', "size = 1"))

    said = call(capsys, "build", "--dry-run")

    assert said.status == 0
    who = "    Author  Ada Lovelace <ada@example.org>  from git config ~/.gitconfig"
    assert lines(said.out) == ["  · one  planned, baked", who, "  1 planned"]
    assert not (here / "one").exists()


def test_a_program_gets_one_document(here: Path, capsys: Capture) -> None:
    said = call(capsys, "build", "--json")

    entries = json.loads(said.out)
    assert [(entry["name"], entry["state"]) for entry in entries] == [
        ("one", "baked"),
        ("two", "failed"),
        ("small-thing", "baked"),
    ]
    [problem] = entries[1]["problems"]
    assert lines(said.err) == [f"{problem['what']}; {problem['advice']}"]
    assert entries[0]["path"] == str(here / "one")


def test_quiet_says_errors_only(here: Path, capsys: Capture) -> None:
    said = call(capsys, "build", "--quiet")

    assert said.out == ""
    assert len(lines(said.err)) == 1


def test_projects_can_be_put_elsewhere_without_git(here: Path, capsys: Capture) -> None:
    said = call(capsys, "build", "portfolio.toml", "--output", "out", "--no-git")

    assert "baked" in said.out
    assert "commit" not in said.out
    assert sorted(path.name for path in (here / "out").iterdir()) == ["one", "small-thing"]


def test_a_template_that_is_not_there_is_said_with_its_place(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text(
        '\n[[project]]\ntemplate = "federatde"\ntitle = "Mine"\n', encoding="utf-8"
    )

    said = call(capsys, "build")

    assert said.err.startswith("portfolio.toml:2: 'federatde' is neither")
    assert said.out == ""


def test_a_file_without_projects_is_said(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text("", encoding="utf-8")

    said = call(capsys, "build")

    assert (said.status, said.out) == (1, "")
    assert "names no [[project]]" in said.err


def test_a_file_that_is_not_there_is_said(here: Path, capsys: Capture) -> None:
    said = call(capsys, "build", "other.toml")

    assert said.status == 1
    assert "other.toml" in said.err


def test_each_can_be_run_too(here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, ('slug = "one"', "size = 1"), ('slug = "two"', "size = 2"))

    def run(project: Path, *_: object, **__: object) -> runner.Run:
        if project.name == "two":
            raise RunError([Problem("step install failed", details=("  | no wheel",))])
        return runner.Run(project, "abc", ("README.md",), project / "log", 1.0)

    monkeypatch.setattr(runner, "run", run)

    said = call(capsys, "build", "--run", "--trust")

    assert said.status == 1
    assert "✔ one  ran" in said.out
    assert lines(said.err)[1] == "  | no wheel"
    assert lines(said.err)[0].endswith("step install failed")


def test_what_has_no_main_command_is_baked_and_not_run(
    here: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    make_template(PLAIN)
    (here.parent / "template/extra").rename(here.parent / "unused")
    (here / "portfolio.toml").write_text(
        '[[project]]\ntemplate = "../template"\n', encoding="utf-8"
    )

    said = call(capsys, "build", "--run", "--json")

    assert said.status == 0, said
    assert json.loads(said.out)[0]["run"] is None


def test_a_terminal_sees_progress_and_then_the_summary(here: Path) -> None:
    child = terminal("build", cwd=here)

    assert end(child) == 1
    shown = screen(child)
    assert "Baking" in shown or "3/3" in shown
    assert "2 baked, 1 failed" in shown


def test_one_clone_serves_many_projects(
    here: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = catalog.find

    def counted(reference: str, *, cache: Path, fetch: catalog.Fetch) -> Template:
        assert cache.name == "portfolio-kit"
        asked.append(reference)
        return find(reference, cache=cache, fetch=fetch)

    monkeypatch.setattr(catalog, "find", counted)

    said: Said = call(capsys, "build")

    assert said.status == 1
    assert asked == ["../template"]


def test_a_mistake_that_several_projects_share_is_said_once(here: Path, capsys: Capture) -> None:
    write(here, *((f'slug = "p{number}"', "size = 1") for number in range(5)))
    text = (here / "portfolio.toml").read_text(encoding="utf-8")
    (here / "portfolio.toml").write_text(f'[defaults]\ncolour = "blue"\n{text}', encoding="utf-8")

    said = call(capsys, "build")

    [line] = said.err.splitlines()
    assert line.startswith("portfolio.toml:2: colour 'blue' is no choice; ")
    assert line.endswith("(for portfolio.toml:3, portfolio.toml:8, portfolio.toml:13 and 2 more)")
