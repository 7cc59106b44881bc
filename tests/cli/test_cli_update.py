"""``update`` on the command line: what it says, what it ends with, how it is taken back."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from commandline import Said, call
from updating import baked, commit, edited, git, lab, state

from portfolio_kit.baking import marks
from portfolio_kit.cli import machine
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import RunError
from portfolio_kit.template import catalog

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portfolio-kit whose only built-in template is ours; ``to`` gives it another version."""
    monkeypatch.setattr(catalog, "builtin_root", lambda: tmp_path / "kit")
    to(tmp_path / "kit", "2")
    return tmp_path / "kit"


def to(kit: Path, version: str) -> None:
    lab(kit, version)
    listed = {"templates": {"lab": {"path": f"{version}/lab", "title": "A small lab"}}}
    (kit / "cookiecutter.json").write_text(json.dumps(listed), encoding="utf-8")


@pytest.fixture
def project(kit: Path, here: Path) -> Path:
    """A project of version 2 in the folder in which one works."""
    return baked(lab(kit), here)


def update(capsys: Capture, *words: object) -> Said:
    return call(capsys, "update", *words, "--set-date", "2026-03-03")


def test_a_newer_version_is_merged_and_said_with_the_way_back(
    kit: Path, project: Path, capsys: Capture
) -> None:
    before = state(project)
    to(kit, "3")

    said = update(capsys, project)

    assert said.status == 0
    assert "chore: update to lab 3" in said.out
    assert "2 added, 5 changed, 2 deleted, commit " in said.out
    assert "portfolio-kit run lab-of-ada" in said.out
    back = next(line for line in said.out.splitlines() if "Take it back with:" in line)
    subprocess.run(shlex.split(back.partition(": ")[2]), check=True, capture_output=True)
    assert state(project) == before


def test_in_the_project_its_folder_need_not_be_named(
    kit: Path, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    said = update(capsys, "privacy=dp", "parts=+skew,+fairness")

    assert said.status == 0
    assert "feat: add privacy=dp, skew, fairness" in said.out
    assert "  portfolio-kit run --trust\n" in said.out
    assert "git reset --merge " in said.out
    assert "-C" not in said.out
    assert (project / "docs/privacy.md").exists()


def test_a_project_that_was_baked_here_is_run_without_trust_and_a_clone_with_it(
    kit: Path, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks.write(project, machine.state())
    git(project, "clone", "--quiet", project, project.parent / "clone")

    for folder, command in ((project, "run\n"), (project.parent / "clone", "run --trust\n")):
        monkeypatch.chdir(folder)
        said = update(capsys, "privacy=dp")

        assert f"  portfolio-kit {command}" in said.out


@pytest.mark.parametrize("conflict", [False, True])
def test_in_a_narrow_terminal_every_command_can_be_copied(
    project: Path, *, conflict: bool, kit: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if conflict:
        edited(("README.md", "a minute", "an hour"))(project)
        commit(project)
        to(kit, "3")
    monkeypatch.setattr(display, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    head, where = git(project, "rev-parse", "HEAD"), f"git -C {project.name}"

    said = update(capsys, project, *(() if conflict else ("privacy=dp",)))

    lines = [line.strip() for line in said.out.splitlines()]
    if conflict:
        assert f"{where} add -- README.md && {where} commit" in lines
        assert f"Or go back: {where} merge --abort" in lines
    else:
        assert f"Take it back with: {where} reset --merge {head[:12]}" in lines


def test_up_to_date_in_the_project_names_its_folder_alone(
    kit: Path, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    assert update(capsys).out == "  ✔ lab-of-ada  up to date\n"


def test_what_cannot_be_known_of_results_is_said(kit: Path, project: Path, capsys: Capture) -> None:
    (project / "showcase.json").write_text("{}", encoding="utf-8")
    git(project, "add", "--all")
    commit(project)

    said = update(capsys, project, "privacy=dp")

    assert "not checked whether results are stale: showcase.json cannot be" in said.out


def test_up_to_date_is_one_line(kit: Path, project: Path, capsys: Capture) -> None:
    said = update(capsys, project)

    assert (said.status, said.err) == (0, "")
    assert said.out.split() == ["✔", "lab-of-ada", "up", "to", "date"]


def test_conflicts_end_with_1_and_are_named_with_what_is_to_do(
    kit: Path, project: Path, capsys: Capture
) -> None:
    edited(("README.md", "a minute", "an hour"))(project)
    commit(project)
    before = state(project)
    to(kit, "3")

    said = update(capsys, project)

    assert said.status == 1
    for words in (
        "✘ chore: update to lab 3",
        "README.md  in conflict",
        "git -C lab-of-ada add -- README.md && git -C lab-of-ada commit",
        "Or go back: git -C lab-of-ada merge --abort",
    ):
        assert words in said.out
    git(project, "merge", "--abort")
    assert state(project) == before


def test_a_dry_run_lists_every_file_and_writes_nothing(
    kit: Path, project: Path, capsys: Capture
) -> None:
    edited(("README.md", "a minute", "an hour"))(project)
    commit(project)
    before = state(project)
    to(kit, "3")

    said = update(capsys, project, "--dry-run")

    assert said.status == 0
    for words in (
        "docs/limits.md  added",
        "pyproject.toml  changed",
        "src/lab_of_ada/rows.py  deleted",
        "README.md  in conflict",
        "Nothing was written.",
    ):
        assert words in said.out
    assert state(project) == before


@pytest.mark.parametrize("conflict", [False, True])
def test_json_says_all_of_it(kit: Path, project: Path, capsys: Capture, *, conflict: bool) -> None:
    if conflict:
        edited(("README.md", "a minute", "an hour"))(project)
        commit(project)
    head = git(project, "rev-parse", "HEAD")
    to(kit, "3")

    said = update(capsys, project, "--json")

    document = json.loads(said.out)
    assert (said.status, said.err) == (int(conflict), "")
    assert document["project"] == str(project)
    assert document["state"] == ("conflicts" if conflict else "updated")
    assert document["conflicts"] == (["README.md"] if conflict else [])
    assert document["added"] == ["docs/limits.md", "src/lab_of_ada/table.py"]
    assert document["base"] == git(project, "rev-list", "--max-parents=0", head)
    after = git(project, "rev-parse", "HEAD")
    assert document["commit"] == (None if conflict else after)
    where = f"git -C {project.name}"
    assert document["undo"] == (
        f"{where} merge --abort" if conflict else f"{where} reset --merge {head}"
    )
    assert document["next"]


def test_quiet_says_nothing(kit: Path, project: Path, capsys: Capture) -> None:
    to(kit, "3")

    assert update(capsys, project, "--quiet") == Said(0, "", "")
    assert update(capsys, project, "--quiet") == Said(0, "", "")


def test_a_note_stands_with_what_was_done(kit: Path, project: Path, capsys: Capture) -> None:
    edited(("README.md", "# Small lab", "# The lab of Ada"))(project)
    commit(project)

    said = update(capsys, project, "privacy=dp")

    assert "title is 'The lab of Ada' by now: so it stays" in said.out


def test_a_history_without_the_bake_is_updated_from_a_folder(
    kit: Path, project: Path, here: Path, tmp_path: Path, capsys: Capture
) -> None:
    edited(("README.md", "Say here why", "Because. Say here why"))(project)
    git(project, "commit", "--quiet", "--all", "--amend", "--no-edit")
    base = baked(lab(kit), tmp_path / "BASE")
    to(kit, "3")

    refused = update(capsys, project)
    done = update(capsys, project, "--base", base)

    assert refused.status == 1
    assert f"--base BASE/{project.name}" in refused.err
    assert done.status == 0
    assert "Because. Say here why" in (project / "README.md").read_text()


WRONG = {
    "a dry run that measures": (["--dry-run", "--run"], 2, "--dry-run writes nothing and --run"),
    "a place of a built-in": (["--template", "."], 1, "lab is built in; leave '.' out"),
    "a commit of a built-in": (["--to", "v1"], 1, "lab is built in; leave 'v1' out"),
    "a wrong answer": (["privacy=much"], 1, "privacy 'much' is no choice"),
    "an unknown question": (["colour=red"], 1, "colour"),
    "no answer": (["words"], 1, "'words' is no answer; write question=answer"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_one_line_and_nothing_changes(
    kit: Path, project: Path, capsys: Capture, case: str
) -> None:
    words, status, why = WRONG[case]
    before = state(project)

    said = update(capsys, project, *words)

    assert said.status == status
    assert why in said.err
    assert "Traceback" not in said.err
    assert state(project) == before


def test_a_template_that_is_gone_is_named(kit: Path, project: Path, capsys: Capture) -> None:
    listed = {"templates": {"other": {"path": "2/lab", "title": "Other"}}}
    (kit / "cookiecutter.json").write_text(json.dumps(listed), encoding="utf-8")

    said = update(capsys, project)

    assert said.status == 1
    assert "this portfolio-kit has no template lab; it has: other" in said.err


def test_a_folder_that_git_cannot_read_is_one_line(
    kit: Path, project: Path, capsys: Capture
) -> None:
    (project / ".git/HEAD").unlink()

    said = update(capsys, project)

    assert said.status == 1
    assert "git cannot read" in said.err
    assert "Traceback" not in said.err


def test_with_run_what_was_merged_is_measured_and_stays_where_that_fails(
    kit: Path, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(run: Path, *_: object, **__: object) -> None:
        assert git(run, "log", "-1", "--format=%s") == "feat: add privacy=dp"
        raise RunError("it broke")

    monkeypatch.setattr("portfolio_kit.cli.running.run", fails)

    said = update(capsys, project, "privacy=dp", "--run")

    assert (said.status, said.err) == (1, "it broke\n")
    assert git(project, "log", "-1", "--format=%s") == "feat: add privacy=dp"
