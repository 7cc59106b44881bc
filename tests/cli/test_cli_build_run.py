"""`build --run`: what was never measured is measured, whenever it was baked, and nothing else."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sample_project
from commandline import PLAIN, TEMPLATE, call, lines
from conftest import MakeTemplate

from portfolio_kit.errors import RunError
from portfolio_kit.running import runner

Capture = pytest.CaptureFixture[str]
PROJECT = '[[project]]\ntemplate = "../template"\nslug = "one"\nanswers = { size = 1 }\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_template: MakeTemplate) -> Path:
    """A working folder whose config file names one project."""
    make_template(TEMPLATE)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "portfolio.toml").write_text(PROJECT, encoding="utf-8")
    return folder


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The projects that were run, by a double that measures them, or fails when one says so."""
    names: list[str] = []

    def run(project: Path, *_: object, **__: object) -> runner.Run:
        names.append(project.name)
        if (project / "fails").exists():
            raise RunError("step install failed")
        (project / "showcase.json").write_text("not read", encoding="utf-8")
        return runner.Run(project, "abc", (), project / "log", 1.0, ("a note",))

    monkeypatch.setattr(runner, "run", run)
    monkeypatch.setattr("portfolio_kit.showcase.readme.headline", lambda _: "93.6 % measured")
    return names


def by_build(here: Path, capsys: Capture) -> None:
    call(capsys, "build", "--quiet")


def by_new(here: Path, capsys: Capture) -> None:
    call(capsys, "new", "../template", "slug=one", "--no-input", "--quiet")


def by_a_run_that_failed(here: Path, capsys: Capture) -> None:
    by_build(here, capsys)
    (here / "one/fails").touch()
    assert call(capsys, "build", "--run", "--quiet").status == 1
    (here / "one/fails").unlink()


def tried_by_a_smoke_run(here: Path, capsys: Capture) -> None:
    by_build(here, capsys)
    (here / "one/build/smoke").mkdir(parents=True)
    (here / "one/build/smoke/showcase.json").write_text("{}", encoding="utf-8")


def with_words_that_are_not_committed(here: Path, capsys: Capture) -> None:
    by_build(here, capsys)
    (here / "one/README.md").write_text("my words\n", encoding="utf-8")


def without_git(here: Path, capsys: Capture) -> None:
    call(capsys, "build", "--quiet", "--no-git")


BAKED = [
    by_build,
    by_new,
    by_a_run_that_failed,
    tried_by_a_smoke_run,
    with_words_that_are_not_committed,
    without_git,
]


@pytest.mark.parametrize("baked", BAKED)
def test_a_project_that_was_baked_earlier_and_never_measured_is_run(
    baked: Callable[[Path, Capture], None], here: Path, ran: list[str], capsys: Capture
) -> None:
    baked(here, capsys)
    ran.clear()

    said = call(capsys, "build", "--run")

    assert (said.status, said.err) == (0, "")
    assert ran == ["one"]
    summary = said.out.partition("  Next\n")[0]
    assert lines(summary)[-3:] == ["  ✔ one  93.6 % measured", "      a note", "  1 ran"]


def test_what_is_new_and_what_is_old_are_run_and_what_is_measured_is_not(
    here: Path, ran: list[str], capsys: Capture
) -> None:
    more = PROJECT.replace("one", "two") + PROJECT.replace("one", "three")
    by_build(here, capsys)
    (here / "portfolio.toml").write_text(PROJECT + more, encoding="utf-8")

    first = call(capsys, "build", "--run", "--json", "--trust")
    second = call(capsys, "build", "--run")

    assert [entry["state"] for entry in json.loads(first.out)] == ["ran"] * 3
    assert [bool(entry["commit"]) for entry in json.loads(first.out)] == [False, True, True]
    assert ran == ["one", "two", "three"]
    assert lines(second.out)[-2:] == ["  · three  exists, measured", "  3 exists"]


def nothing_of_ours(here: Path) -> None:
    (here / "one").mkdir()


def a_file(here: Path) -> None:
    (here / "one").touch()


def a_link_that_leads_nowhere(here: Path) -> None:
    (here / "one").symlink_to("nowhere")


@pytest.mark.parametrize("stands", [nothing_of_ours, a_file, a_link_that_leads_nowhere])
def test_what_is_no_project_is_left_alone(
    stands: Callable[[Path], None], here: Path, ran: list[str], capsys: Capture
) -> None:
    stands(here)

    said = call(capsys, "build", "--run")

    assert (said.status, ran) == (0, [])
    assert "· one  exists, and is no project of ours" in said.out


def test_what_has_no_main_command_is_never_run(
    here: Path, ran: list[str], capsys: Capture, make_template: MakeTemplate
) -> None:
    shutil.rmtree(here.parent / "template")
    make_template(PLAIN)
    (here / "portfolio.toml").write_text('[[project]]\ntemplate = "../template"\n')
    by_build(here, capsys)

    said = call(capsys, "build", "--run")

    assert (said.status, ran) == (0, [])
    assert "· thing  exists" in said.out


def test_a_dry_run_says_once_what_would_be_run(here: Path, ran: list[str], capsys: Capture) -> None:
    (here / "portfolio.toml").write_text(PROJECT + PROJECT.replace("one", "two"))
    call(capsys, "new", "../template", "slug=one", "--no-input", "--quiet")

    said = call(capsys, "build", "--run", "--dry-run", "--trust")

    assert ran == []
    about = [line for line in lines(said.out) if not line.startswith("    Author")]
    assert about == [
        "  · one  planned, run",
        "  · two  planned, baked and run",
        "  2 planned",
    ]


def test_words_that_are_not_committed_stay_and_are_said(
    here: Path, capsys: Capture, date: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the runner itself, on a project whose Python is a stand-in."""
    project = sample_project.write(here / "digits", date)
    sample_project.executable(project / ".venv/bin/python", sample_project.PYTHON)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # whatever installs, it is the stand-in's pip
    readme = project / "README.md"
    readme.write_text(readme.read_text() + "\nMy own words.\n", encoding="utf-8")
    (here / "portfolio.toml").write_text('[[project]]\ntemplate = "federated"\nslug = "digits"\n')

    said = call(capsys, "build", "--run", "--trust")

    assert (said.status, said.err) == (0, ""), said
    assert readme.read_text(encoding="utf-8").endswith("\nMy own words.\n")
    assert "✔ digits  Together: 93.6 %." in said.out
    assert "README.md holds changes of yours that are not committed" in said.out


# What is wrong with the file ----------------------------------------------------------------------

#: Mistakes that do not depend on one another: what to write, and what is said of it.
MISTAKES = {
    "an unknown key": ("[author]\nnmae = 'x'\n", "did you mean 'name'?"),
    "a wrong value": ("[git]\nsign = 'yes'\n", "git.sign is 'yes'"),
    "a planned table": ("[site]\n", "site is unknown; leave it out: no command reads it yet"),
    "a story's item": (
        "[[project]]\ntemplate = '../template'\nslug = 's'\nstory = { decisions = [1] }\n",
        "project.story.decisions item 1 is 1",
    ),
    "a wrong answer": ("{}size = 22", "size 22 is not allowed"),
    "a wrong choice": ("{}colour = 'blue'", "colour 'blue'"),
    "no question": ("{}shape = 1", "shape"),
    "no template": ("[[project]]\ntemplate = 'federatde'\n", "'federatde' is neither"),
}


def mistaken(*names: str) -> str:
    """A config file with one project that is right and with these mistakes."""
    tables = [text for name in names if not (text := MISTAKES[name][0]).startswith("{}")]
    answers = [text[2:] for name in names if (text := MISTAKES[name][0]).startswith("{}")]
    projects = [
        f"[[project]]\ntemplate = '../template'\nslug = 'p{number}'\nanswers = {{ {answer} }}\n"
        for number, answer in enumerate(answers)
    ]
    tables.sort(key=lambda text: text.startswith("[["))
    return "\n".join([*tables, *projects, PROJECT])


@pytest.mark.parametrize(
    ("one", "other"),
    [(one, other) for one in MISTAKES for other in MISTAKES if one < other],
)
def test_everything_that_is_wrong_with_the_file_is_said_at_once(
    one: str, other: str, here: Path, capsys: Capture
) -> None:
    (here / "portfolio.toml").write_text(mistaken(one, other), encoding="utf-8")

    said = call(capsys, "build")

    assert said.status == 1
    assert len(lines(said.err)) == 2
    assert MISTAKES[one][1] in said.err
    assert MISTAKES[other][1] in said.err
    assert [path.name for path in here.iterdir()] == ["portfolio.toml"]


def test_all_mistakes_together_are_said_at_once(here: Path, capsys: Capture) -> None:
    (here / "portfolio.toml").write_text(mistaken(*MISTAKES), encoding="utf-8")

    said = call(capsys, "build")

    assert len(lines(said.err)) == len(MISTAKES)
    assert all(words in said.err for _, words in MISTAKES.values())
    assert all(line.startswith("portfolio.toml:") for line in lines(said.err))


def test_a_wrong_answer_and_a_remote_without_its_user_are_said_at_once(
    here: Path, capsys: Capture
) -> None:
    remote = "[git]\nremote = 'git@github.com:{github}/{slug}.git'\n"
    (here / "portfolio.toml").write_text(remote + PROJECT.replace("size = 1", "size = 22"))

    said = call(capsys, "build")

    assert len(lines(said.err)) == 2
    assert "size 22 is not allowed" in said.err
    assert "needs {github}, which is empty" in said.err


def test_what_is_missing_because_its_key_is_wrong_is_not_said_twice(
    here: Path, capsys: Capture, no_identity: Path
) -> None:
    text = "[author]\nname = 'Ada'\nemail = 'x'\n[[project]]\ntemplate = 'federated'\n"
    (here / "portfolio.toml").write_text(text, encoding="utf-8")

    said = call(capsys, "build")

    assert lines(said.err) == [
        "portfolio.toml:3: author.email is 'x'; give an address like ada@example.org"
    ]
