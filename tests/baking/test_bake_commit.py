"""A bake is found again: by a trailer that names its own tree, and by the sum of its files."""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import sample_project
from commandline import PLAIN, TEMPLATE, Said, process
from conftest import ADA, MakeTemplate

from portfolio_kit.git import content
from portfolio_kit.running import runner
from portfolio_kit.running.wish import Wish

RECIPE = ".portfolio-kit.json"
DATE = "2026-02-03T04:05:06+00:00"


def git(project: Path, *words: str) -> str:
    line = ["git", *words]
    done = subprocess.run(line, cwd=project, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def bakes(project: Path) -> list[str]:
    """Return the commits that are bakes: their own tree is the one that their trailer names."""
    trailer = "%(trailers:key=Portfolio-Kit-Bake,valueonly,separator=%x2C)"
    lines = git(project, "log", f"--format=%H %T {trailer}").splitlines()
    found = (line.split() for line in lines)
    return [words[0] for words in found if words[2:] == [f"git:{words[1]}"]]


def recipe(project: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((project / RECIPE).read_text(encoding="utf-8"))
    return found


def new(template: object, output: Path, *words: str) -> Said:
    output.mkdir(exist_ok=True)
    line = ("new", template, "--no-input", "--quiet", "--set-date", DATE, *words)
    return process(*line, cwd=output)


def hook(home: Path, name: str, body: str) -> None:
    (home / "hooks").mkdir(exist_ok=True)
    (home / "hooks" / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    (home / "hooks" / name).chmod(0o755)
    (home / ".gitconfig").write_text(f"{ADA}[core]\n\thooksPath = ~/hooks\n", encoding="utf-8")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["federated", "xai", "security"])
def test_the_commit_of_a_built_in_names_its_own_tree_and_the_recipe_its_files(
    tmp_path: Path, name: str
) -> None:
    said = new(name, tmp_path / "out", "slug=p")

    project = tmp_path / "out/p"
    assert said.status == 0, said.err
    assert bakes(project) == [git(project, "rev-parse", "HEAD")]
    files = [name for name in git(project, "ls-files", "-z").split("\0") if name != RECIPE]
    modes = content.modes(project, filter(None, files))
    assert recipe(project)["files"] == content.total(project, modes)
    assert recipe(project)["schema_version"] == 2


def test_the_command_in_the_message_bakes_the_same_commit_in_another_home(
    tmp_path: Path, home: Path, make_template: MakeTemplate
) -> None:
    root = make_template(TEMPLATE)
    assert new(root, tmp_path / "one").status == 0
    project = tmp_path / "one/small-thing"
    line = next(
        line for line in git(project, "log", "-1", "--format=%B").splitlines() if " --from " in line
    )
    (home / ".gitconfig").write_text(
        f"{ADA}[core]\n\tautocrlf = true\n\tignoreCase = true\n", encoding="utf-8"
    )
    words = shlex.split(line)[2:]

    with umask(0o077):
        said = process("new", root, *words, "--no-input", "--output", tmp_path, cwd=project)

    assert said.status == 0, said.err
    again = tmp_path / "small-thing"
    assert git(again, "rev-parse", "HEAD") == git(project, "rev-parse", "HEAD")
    assert recipe(again) == recipe(project)
    assert recipe(again)["files"]


@pytest.mark.parametrize("change", ["size=4", "colour=green", "loud=yes"])
def test_other_files_give_another_sum(
    tmp_path: Path, make_template: MakeTemplate, change: str
) -> None:
    root = make_template(TEMPLATE)
    new(root, tmp_path / "one")
    new(root, tmp_path / "two", change)

    one, two = (recipe(tmp_path / place / "small-thing") for place in ("one", "two"))

    assert one["files"] != two["files"]


def test_what_git_ignores_belongs_to_the_sum(tmp_path: Path, make_template: MakeTemplate) -> None:
    ignoring = {**PLAIN, "{{cookiecutter.name}}/.gitignore": "*.txt\n"}
    new(make_template(ignoring), tmp_path / "one")

    project = tmp_path / "one/thing"

    assert git(project, "ls-files").split() == [".gitignore", RECIPE]
    modes = content.modes(project, ["a.txt", ".gitignore"])
    assert recipe(project)["files"] == content.total(project, modes)


def test_a_later_commit_with_the_words_of_a_bake_is_none(
    tmp_path: Path, make_template: MakeTemplate
) -> None:
    new(make_template(PLAIN), tmp_path / "out")
    project = tmp_path / "out/thing"
    (first,) = bakes(project)
    (project / "a.txt").write_text("mine\n", encoding="utf-8")

    git(project, "commit", "--all", "--quiet", "--reuse-message", first)

    assert bakes(project) == [first]
    git(project, "commit", "--amend", "--quiet", "--no-edit")
    assert bakes(project) == [first]


def test_what_a_run_records_is_no_bake(tmp_path: Path, date: datetime) -> None:
    project = sample_project.write(tmp_path / "p", date)
    python = sample_project.executable(tmp_path / "python", sample_project.PYTHON)

    done = runner.run(project, Wish(python=str(python), trust=True), date=date)

    said = git(project, "log", "-1", "--format=%B")
    assert done.commit
    assert "Portfolio-Kit-Template: federated 1" in said
    assert "Portfolio-Kit-Bake" not in said


def test_a_commit_that_a_hook_changes_is_no_bake_and_that_is_said(
    tmp_path: Path, home: Path, make_template: MakeTemplate
) -> None:
    new(make_template(PLAIN), tmp_path / "plain")
    hook(home, "pre-commit", "echo more >> a.txt; git add a.txt")

    said = process(
        *("new", make_template(PLAIN), "--no-input", "--set-date", DATE, "--json"), cwd=tmp_path
    )

    assert said.status == 0, said.err
    assert bakes(tmp_path / "thing") == []
    assert "Portfolio-Kit-Bake: git:" + git(
        tmp_path / "plain/thing", "rev-parse", "HEAD^{tree}"
    ) in (git(tmp_path / "thing", "log", "-1", "--format=%B"))
    (note,) = json.loads(said.out)["notes"]
    assert note == (
        "a hook of yours committed other files than were baked: a.txt; "
        "the trailer Portfolio-Kit-Bake names the tree that was baked"
    )


def test_a_commit_that_a_hook_refused_is_a_bake_once_it_is_finished(
    tmp_path: Path, home: Path, make_template: MakeTemplate
) -> None:
    hook(home, "pre-commit", "echo not today >&2; exit 1")

    said = new(make_template(PLAIN), tmp_path / "out")

    assert said.status == 1
    (home / "hooks/pre-commit").unlink()
    for command in said.err.splitlines()[1:]:
        subprocess.run(shlex.split(command), cwd=tmp_path / "out", check=True, capture_output=True)
    project = tmp_path / "out/thing"
    assert bakes(project) == [git(project, "rev-parse", "HEAD")]


def test_a_hook_of_the_person_may_add_its_own_trailer(
    tmp_path: Path, home: Path, make_template: MakeTemplate
) -> None:
    line = 'git interpret-trailers --in-place --trailer "Signed-off-by: Ada <a@x.org>" "$1"'
    hook(home, "commit-msg", line)

    assert new(make_template(PLAIN), tmp_path / "out").status == 0

    project = tmp_path / "out/thing"
    assert bakes(project) == [git(project, "rev-parse", "HEAD")]
    assert "Signed-off-by: Ada" in git(project, "log", "-1", "--format=%(trailers)")


WHICH = "which is the name of the file that says what baked a project"
MAKES = {
    "a file": ({f"{{{{cookiecutter.name}}}}/{RECIPE}": "theirs"}, None),
    "a folder": (
        {f"{{{{cookiecutter.name}}}}/{RECIPE}/x": "theirs"},
        f"template makes a folder {RECIPE}, {WHICH}; rename it in the template\n",
    ),
}


@pytest.mark.parametrize("kind", MAKES)
def test_a_template_does_not_write_the_recipe(
    tmp_path: Path, make_template: MakeTemplate, kind: str
) -> None:
    more, refusal = MAKES[kind]

    said = new(make_template({**PLAIN, **more}), tmp_path / "out")

    if refusal is None:
        assert recipe(tmp_path / "out/thing")["template"] == "template"
    else:
        assert (said.status, said.err) == (1, refusal)
        assert list((tmp_path / "out").iterdir()) == []


def test_a_hooks_link_in_the_place_of_the_recipe_is_not_written_through(
    tmp_path: Path, make_template: MakeTemplate
) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text("mine", encoding="utf-8")
    link = f"import os\nos.symlink({str(mine)!r}, {RECIPE!r})\n"

    said = new(
        make_template({**PLAIN, "hooks/post_gen_project.py": link}), tmp_path / "out", "--trust"
    )

    assert said.status == 0, said.err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert recipe(tmp_path / "out/thing")["template"] == "template"
