"""What comes next: the table, then the run, then the way to GitHub, as commands to copy."""

import json
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import baked_recipe
import pytest
import sample_project
from commandline import call
from conftest import MakeTemplate

from portfolio_kit.cli import machine, next_steps
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template import catalog

Capture = pytest.CaptureFixture[str]

SMALL = """{
  "slug": "it", "github": "", "data": ["ours", "csv"],
  "_portfolio_kit": {
    "version": "1", "command": "python -m it",
    "prepare": [{"say": "Put your table into data/table.csv.", "when": {"data": "csv"}}]
  }
}"""


def git(project: Path, *words: str) -> str:
    line = ["git", "-C", str(project), *words]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


def next_of(said: str) -> list[str]:
    """The lines below `Next`: words and commands, without what is said about them."""
    below = said.partition("  Next\n")[2]
    return [line.removeprefix("    ") for line in below.partition("\n\n")[0].splitlines()]


@pytest.fixture
def here(tmp_path: Path, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder beside a small template, on a machine without gh."""
    make_template({"cookiecutter.json": SMALL, "{{cookiecutter.slug}}/README.md": "# it\n"})
    (tmp_path / "here").mkdir()
    (tmp_path / "bin").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(
        "shutil.which", lambda name: str(gh) if name == "gh" and gh.exists() else None
    )
    gh = tmp_path / "bin/gh"
    return tmp_path / "here"


CD, RUN = "cd it", "portfolio-kit run"
SMOKE = f"{RUN} --profile smoke"
PUSH = "git push -u origin main"
TABLE = "Put your table into data/table.csv."


@dataclass(frozen=True)
class Case:
    """What is answered, and what comes of it; without an ``owner`` there is no GitHub name."""

    answers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    config: str = ""
    owner: str = ""
    branch: str = "main"
    remote: bool = False


ADA = ("github=ada",)


@pytest.mark.parametrize("gh", ["gh", "no gh"])
@pytest.mark.parametrize(
    "case",
    [
        Case(),
        Case(ADA, owner="ada"),
        Case(config="[author]\ngithub = 'ada'\n", owner="ada"),
        Case(("data=csv",)),
        Case(("data=csv", *ADA), owner="ada"),
        Case(ADA, ("--no-git",), branch=""),
        Case(ADA, config="[git]\nremote = 'git@h:{github}/{slug}.git'\n", remote=True),
        Case(ADA, config="[git]\nbranch = 'trunk'\n", owner="ada", branch="trunk"),
    ],
)
def test_a_new_project_is_entered_run_and_pushed(
    case: Case, gh: str, here: Path, capsys: Capture
) -> None:
    (here / "portfolio.toml").write_text(case.config, encoding="utf-8")
    if gh == "gh":
        (here.parent / "bin/gh").touch()

    words = ("new", "../template", *case.answers, "--no-input", "--trust", *case.options)
    said = call(capsys, *words)

    table = "data=csv" in case.answers
    first = [CD, TABLE, SMOKE, RUN] if table else [CD, RUN]
    push = f"git push -u origin {case.branch}"
    owner = case.owner or "OWNER"
    ways = {
        "no gh": [f"git remote add origin git@github.com:{owner}/it.git", push],
        "gh": [
            f"gh repo create {case.owner and f'{case.owner}/'}it --public --source=. --push",
        ],
    }
    pushing = [push] if case.remote else ways[gh]
    assert next_of(said.out) == [*first, *(pushing if case.branch else [])]
    assert ("github=" in said.out) == (ADA[0] not in case.answers)  # how to add the name


def test_a_project_without_a_readme_has_none_that_is_filled(here: Path, capsys: Capture) -> None:
    readme = here.parent / "template/{{cookiecutter.slug}}/README.md"
    readme.rename(readme.with_name("it.py"))

    said = call(capsys, "new", "../template", "--no-input", "--no-git")

    assert "It installs the project and runs it." in said.out


def test_a_program_gets_the_same_steps(here: Path, capsys: Capture) -> None:
    words = ("new", "../template", "data=csv", "github=ada", "--no-input", "--trust")
    shown = next_of(call(capsys, *words).out)

    document = json.loads(call(capsys, *words, "--json", "--output", "there").out)

    assert document["next"] == [line.replace("cd it", "cd there/it") for line in shown]


# What needs trust ---------------------------------------------------------------------------------

LOOK = "--trust runs the project's code: look at it first."


@pytest.mark.parametrize("more", [(), ("--no-git",), ("data=csv",)])
def test_a_project_that_run_would_refuse_is_run_with_trust(
    more: tuple[str, ...], here: Path, capsys: Capture
) -> None:
    said = call(capsys, "new", "../template", "--no-input", *more)

    runs = [line for line in next_of(said.out) if line.startswith(RUN)]
    expected = [f"{SMOKE} --trust", f"{RUN} --trust"] if "data=csv" in more else [f"{RUN} --trust"]
    assert runs == expected
    assert LOOK in said.out


@pytest.mark.parametrize(("trust", "command"), [((), "run it --trust"), (("--trust",), "run it")])
def test_a_project_of_a_config_file_that_run_would_refuse_is_run_with_trust(
    trust: tuple[str, ...], command: str, here: Path, capsys: Capture
) -> None:
    text = '[[project]]\ntemplate = "../template"\n'
    (here / "portfolio.toml").write_text(text, encoding="utf-8")

    said = call(capsys, "build", *trust)

    assert next_of(said.out) == [f"portfolio-kit {command}"]
    assert (LOOK in said.out) == (not trust)


@pytest.mark.parametrize("trust", ["", " --trust"])
def test_several_projects_of_which_run_would_refuse_one_are_run_with_trust(
    trust: str, here: Path, capsys: Capture
) -> None:
    template = "../template" if trust else "federated"
    (here / "portfolio.toml").write_text(
        '[[project]]\ntemplate = "xai"\nslug = "x"\n'
        f'[[project]]\ntemplate = "{template}"\nslug = "y"\n',
        encoding="utf-8",
    )

    said = call(capsys, "build")

    assert next_of(said.out) == [f"portfolio-kit build --run{trust}"]
    assert (LOOK in said.out) == bool(trust)


def test_a_project_of_ours_that_cannot_be_remembered_is_run_with_trust(
    here: Path, capsys: Capture
) -> None:
    state = machine.state()
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("a file", encoding="utf-8")

    said = call(capsys, "new", "federated", "slug=it", "--no-input")

    assert next_of(said.out)[1] == f"{RUN} --trust"


# After a run --------------------------------------------------------------------------------------


@pytest.fixture
def project(here: Path, date: datetime, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose Python is a stand-in, in the working folder."""
    made = sample_project.write(here / "digits", date)
    sample_project.executable(made / ".venv/bin/python", sample_project.PYTHON)
    return made


def pushed_before(project: Path, **more: str) -> None:
    """Give the project a remote that has its branch."""
    bare = project.parent / "bare.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)
    git(project, "remote", "add", "origin", str(bare))
    git(project, "push", "--quiet", "-u", "origin", "main")


@pytest.mark.parametrize("folder", [".", "digits"])
def test_a_run_ends_with_the_way_to_github(
    folder: str, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if folder == ".":
        monkeypatch.chdir(project)
    git_there = "git" if folder == "." else "git -C digits"

    said = call(capsys, "run", folder, "--trust", "--installer", "pip")

    assert next_of(said.out) == [
        f"{git_there} remote add origin git@github.com:OWNER/digits.git",
        f"{git_there} push -u origin main",
    ]


def test_a_branch_that_was_pushed_before_is_only_pushed(project: Path, capsys: Capture) -> None:
    pushed_before(project)

    first = call(capsys, "run", "digits", "--trust", "--installer", "pip")
    git(project, "push", "--quiet")
    second = call(capsys, "run", "digits", "--trust", "--installer", "pip")

    assert next_of(first.out) == ["git -C digits push"]
    assert "Next" not in second.out


def test_a_remote_that_has_nothing_yet_gets_the_branch(project: Path, capsys: Capture) -> None:
    git(project, "remote", "add", "hub", "git@example.org:digits.git")

    said = call(capsys, "run", "digits", "--trust", "--installer", "pip")

    assert next_of(said.out) == ["git -C digits push -u hub main"]


def test_what_is_no_branch_and_what_is_no_repository_is_not_pushed(
    project: Path, here: Path, capsys: Capture, date: datetime
) -> None:
    git(project, "checkout", "--quiet", "--detach")
    bare = sample_project.write(here / "bare", date, git=False)
    sample_project.executable(bare / ".venv/bin/python", sample_project.PYTHON)

    for name in ("digits", "bare"):
        said = call(capsys, "run", name, "--trust", "--installer", "pip")
        assert said.status == 0, said
        assert "Next" not in said.out


def test_a_smoke_run_pushes_nothing(project: Path, capsys: Capture) -> None:
    said = call(
        capsys, "run", "digits", "--trust", "--installer", "pip", "--profile", "smoke", "--json"
    )

    assert json.loads(said.out)["next"] == []


def with_csv(project: Path, template: str) -> None:
    """Make the project one of a built-in template's with a table of one's own."""
    file = project / ".portfolio-kit.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["template"] = template
    document["answers"]["dataset"] = "csv"
    file.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("template", [found.name for found in catalog.builtins()])
def test_after_a_run_on_made_up_data_the_table_comes_first(
    template: str, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_csv(project, template)
    monkeypatch.setenv("WORK", "makes data up")
    made_up = call(capsys, "run", "digits", "--trust", "--installer", "pip")
    monkeypatch.setenv("WORK", "")
    own = call(capsys, "run", "digits", "--trust", "--installer", "pip")

    words, *commands = next_of(made_up.out)
    assert words.startswith("In digits: Put your ")  # whose path is the project's
    assert ".csv, which git ignores" in words
    assert commands[:2] == [
        "portfolio-kit run digits --profile smoke",
        "portfolio-kit run digits",
    ]
    assert "made-up data" in made_up.out
    assert next_of(own.out) == commands[2:]
    assert "made-up" not in own.out


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ('question = "Does it hold?"\nanswer = ""\n', 1),
        ('question = "Does it hold?"\nanswer = "Yes: {accuracy}."\n', 0),
        ('question = ""\nexpectation = "No."\n', 0),
        ("question = Does it hold?\n", 0),
        ("", 0),
    ],
)
def test_who_asked_a_question_is_told_where_to_answer_it(
    told: str, lines: int, project: Path, capsys: Capture
) -> None:
    (project / "story.toml").write_text(told, encoding="utf-8")

    said = call(capsys, "run", "digits", "--trust", "--installer", "pip", "--json")

    words = "In digits: Answer your question in story.toml, commit it, and run again: Does it hold?"
    assert json.loads(said.out)["next"].count(words) == lines


# What can be added --------------------------------------------------------------------------------


@pytest.fixture
def grown(here: Path, date: datetime) -> Callable[[Recipe], Path]:
    """Write a project of a recipe, whose Python is a stand-in."""

    def write(baked: Recipe) -> Path:
        made = sample_project.write(here / "lab", date, baked=baked)
        sample_project.executable(made / ".venv/bin/python", sample_project.PYTHON)
        return made

    return write


RUN_LAB = ("run", "lab", "--trust", "--installer", "pip")
ALL = {"analyses": "all"}
FULL = {**ALL, "compare_with": "torch", "privacy": "dp", "distributed": True, "study": True}


@pytest.mark.parametrize(
    ("answers", "word", "gives"),
    [
        ({}, "analyses=+partitions", "the strategies on each other partition"),
        ({"analyses": "partitions"}, "analyses=+skew", "the strategies at another label skew"),
        (ALL, "compare_with=torch", "PyTorch: the same lines side by side"),
        ({**ALL, "compare_with": "numpy"}, "privacy=dp", "client-level differential privacy"),
        ({**FULL, "study": False}, "study=yes", "The study besides"),
    ],
)
def test_a_run_ends_with_one_thing_that_can_be_added(
    answers: dict[str, Any],
    word: str,
    gives: str,
    grown: Callable[[Recipe], Path],
    capsys: Capture,
) -> None:
    grown(baked_recipe.of("federated", package="federated_digits", github="ada", **answers))

    said = call(capsys, *RUN_LAB)

    assert next_of(said.out)[-1] == f"portfolio-kit update lab {word}"
    assert f"{word} adds {gives}" in said.out
    assert "what else can be added: portfolio-kit show lab" in said.out
    assert said.out.count("portfolio-kit update") == 1


@pytest.mark.parametrize(
    "baked",
    [
        baked_recipe.of("federated", **FULL),
        replace(baked_recipe.of("federated"), version="0"),
        replace(baked_recipe.of("federated"), origin={"url": None}),
        replace(baked_recipe.of("federated"), template="zzz"),
        baked_recipe.of("xai"),
    ],
)
def test_where_nothing_can_be_added_nothing_is_named(
    baked: Recipe, grown: Callable[[Recipe], Path], capsys: Capture
) -> None:
    named = {**baked.answers, "github": "ada"}
    grown(replace(baked, command="python -m federated_digits", answers=named))

    said = call(capsys, *RUN_LAB)

    assert said.status == 0, said.err
    assert "portfolio-kit update" not in said.out


def test_a_github_name_is_added_by_an_update_where_one_can_be_made(
    grown: Callable[[Recipe], Path], capsys: Capture
) -> None:
    grown(baked_recipe.of("federated", package="federated_digits"))

    assert "with one: portfolio-kit update lab github=OWNER" in call(capsys, *RUN_LAB).out


def test_a_table_that_is_missing_comes_before_anything_more(
    grown: Callable[[Recipe], Path], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(baked_recipe.of("federated", dataset="csv", package="federated_digits", github="ada"))
    monkeypatch.setenv("WORK", "makes data up")

    assert "portfolio-kit update" not in call(capsys, *RUN_LAB).out


def test_what_git_does_not_keep_cannot_be_added_to(
    here: Path, date: datetime, capsys: Capture
) -> None:
    baked = baked_recipe.of("federated", package="federated_digits")
    bare = sample_project.write(here / "lab", date, baked=baked, git=False)
    sample_project.executable(bare / ".venv/bin/python", sample_project.PYTHON)

    assert "portfolio-kit update" not in call(capsys, *RUN_LAB).out


def test_every_command_can_be_copied_into_a_shell(here: Path, date: datetime) -> None:
    place = next_steps.Place("my project; rm -rf x", "it's", "ada")
    from portfolio_kit.git.remotes import Remotes

    found = next_steps.push(Remotes("main"), place).commands
    found += next_steps.push(Remotes("a b", "or igin"), place).commands

    assert shlex.split(found[0])[:3] == ["git", "-C", "my project; rm -rf x"]
    assert shlex.split(found[0])[-1] == "git@github.com:ada/it's.git"
    assert shlex.split(found[2])[-2:] == ["or igin", "a b"]
