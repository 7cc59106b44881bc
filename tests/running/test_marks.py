"""A project is run without a word only where it was baked, by whom it was baked."""

import json
import os
import shutil
import stat
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sample_project
from commandline import TEMPLATE, call
from conftest import MakeTemplate

from portfolio_kit.baking import marks
from portfolio_kit.cli import machine
from portfolio_kit.errors import PortfolioKitError, TrustError
from portfolio_kit.running import runner
from portfolio_kit.running.wish import Wish

Capture = pytest.CaptureFixture[str]
Change = Callable[[Path], Path]


@pytest.fixture
def baked(tmp_path: Path, date: datetime) -> Path:
    """A small project that was baked here."""
    project = sample_project.write(tmp_path / "here" / "ours", date)
    assert marks.write(project, machine.state()) is None
    return project


def is_refused(project: Path, **options: object) -> bool:
    """Say whether a run is refused for want of trust; a broken Python ends it where it is not."""
    wish = Wish(**{"python": "/nowhere/python", "commit": False, **options})  # type: ignore[arg-type] # any
    with pytest.raises(PortfolioKitError) as caught:
        runner.run(project, wish, date=None, state=machine.state())  # type: ignore[arg-type] # not reached
    refused = isinstance(caught.value, TrustError)
    assert refused or "no program '/nowhere/python'" in str(caught.value)
    return refused


@pytest.mark.parametrize("more", [[], ["--trust"], ["--quiet"], ["--json"]])
def test_what_was_baked_here_is_run_without_a_word(
    tmp_path: Path, capsys: Capture, more: list[str]
) -> None:
    new = ("new", "federated", "slug=ours", "--no-input", *more, "--output", tmp_path)

    assert call(capsys, *new).status == 0

    assert not is_refused(tmp_path / "ours")


def _moved(project: Path) -> Path:
    return project.rename(project.with_name("moved"))


def _copied(project: Path) -> Path:
    return Path(shutil.copytree(project, project.with_name("copy"), symlinks=True))


def _from_tar(project: Path) -> Path:
    with tarfile.open(project.with_name("p.tar"), "w") as archive:
        archive.add(project, "p")
    with tarfile.open(project.with_name("p.tar")) as archive:
        archive.extractall(project.parent / "elsewhere", filter="data")
    return project.parent / "elsewhere" / "p"


def _from_zip(project: Path) -> Path:
    with zipfile.ZipFile(project.with_name("p.zip"), "w") as archive:
        for path in project.rglob("*"):
            archive.write(path, path.relative_to(project.parent))
        names = archive.namelist()
    assert "ours/.git/portfolio-kit" in names
    with zipfile.ZipFile(project.with_name("p.zip")) as archive:
        archive.extractall(project.parent / "elsewhere")
    return project.parent / "elsewhere" / "ours"


def _cloned(project: Path) -> Path:
    clone = project.with_name("clone")
    subprocess.run(["git", "clone", "-q", project, clone], check=True)
    return clone


def _cloned_in_its_place(project: Path) -> Path:
    clone = _cloned(project)
    shutil.rmtree(project)
    return clone.rename(project)


def _worktree(project: Path) -> Path:
    tree = project.with_name("tree")
    subprocess.run(["git", "-C", project, "worktree", "add", "-q", tree], check=True)
    return tree


def _with_a_copied_recipe(project: Path) -> Path:
    stranger = project.with_name("stranger")
    shutil.copytree(project, stranger, ignore=shutil.ignore_patterns(".git", "build"))
    subprocess.run(["git", "init", "-q", stranger], check=True)
    return stranger


def _in_the_same_place_by_a_guess(project: Path) -> Path:
    (project / ".git" / "portfolio-kit").write_text("0" * 32 + "\n", encoding="ascii")
    return project


def _with_both_marks_but_anothers_path(project: Path) -> Path:
    """A stranger's archive that brings an id and the entry, but cannot know whose folder."""
    (entry,) = (machine.state() / "trusted").iterdir()
    other = _copied(project)
    shutil.copy2(entry, entry.with_name(marks._key(other)))
    return other


@pytest.mark.parametrize(
    "change",
    [
        _moved,
        _copied,
        _from_tar,
        _from_zip,
        _cloned,
        _cloned_in_its_place,
        _worktree,
        _with_a_copied_recipe,
        _in_the_same_place_by_a_guess,
        _with_both_marks_but_anothers_path,
    ],
)
def test_what_came_another_way_is_refused_until_somebody_answers_for_it(
    baked: Path, change: Change
) -> None:
    project = change(baked)

    assert is_refused(project)
    assert is_refused(project, profile="smoke")
    assert not is_refused(project, trust=True)
    assert not is_refused(project)  # said once


def test_a_link_to_the_project_is_the_project(baked: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(baked)
    (tmp_path / "above").symlink_to(baked.parent)

    assert not is_refused(tmp_path / "link")
    assert not is_refused(tmp_path / "above" / "ours")


def test_another_home_knows_nothing(
    baked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "other"))

    assert is_refused(baked)


def test_an_archive_back_in_its_own_place_is_still_ours(baked: Path) -> None:
    copy = _from_tar(baked)
    shutil.rmtree(baked)

    assert not is_refused(copy.rename(baked))


@pytest.mark.parametrize("option", ["--no-git", "--nested"])
def test_a_project_without_a_repository_is_marked_where_git_does_not_look(
    tmp_path: Path, capsys: Capture, option: str
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    said = call(
        *(capsys, "new", "federated", "slug=ours", "--no-input", option, "--output", tmp_path)
    )
    assert said.status == 0, said
    project = tmp_path / "ours"

    assert not is_refused(project)
    status = ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall", "--", "ours/build"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""
    assert (project / "build" / "portfolio-kit" / ".gitignore").read_text() == "*\n"
    subprocess.run(["git", "init", "-q", project], check=True)
    assert not is_refused(project)


def test_the_id_is_in_no_commit_and_the_entry_is_the_persons_alone(baked: Path) -> None:
    identity = (baked / ".git" / "portfolio-kit").read_text().strip()
    folder = machine.state() / "trusted"
    (entry,) = folder.iterdir()

    listed = ["git", "-C", str(baked), "log", "--all", "-p", "--format=%B"]
    status = ["git", "-C", str(baked), "status", "--porcelain", "--ignored"]
    assert identity not in subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""
    assert json.loads(entry.read_text()) == {"id": identity, "path": str(baked.resolve())}
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((baked / ".git" / "portfolio-kit").stat().st_mode) == 0o600


# A state folder that is not as we left it ---------------------------------------------------------


def _entry() -> Path:
    (entry,) = (machine.state() / "trusted").iterdir()
    return entry


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def _link(path: Path) -> None:
    path.symlink_to(path.rename(path.with_name("aside")))


def _of_another(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(path, 12345, 12345)


HOSTILE = {
    "absent": lambda entry: entry.unlink(),
    "no folder": lambda entry: shutil.rmtree(entry.parent),
    "pipe": _fifo,
    "folder": _folder_instead,
    "link": _link,
    "readable": lambda entry: entry.chmod(0o644),
    "writable": lambda entry: entry.chmod(0o620),
    "folder writable": lambda entry: entry.parent.chmod(0o770),
    "another's": _of_another,
    "folder another's": lambda entry: _of_another(entry.parent),
    "empty": lambda entry: entry.write_text(""),
    "binary": lambda entry: entry.write_bytes(b"\xff\0"),
    "no object": lambda entry: entry.write_text("[]"),
    "no id": lambda entry: entry.write_text(json.dumps({"path": "x"})),
    "wrong type": lambda entry: entry.write_text(
        json.dumps(json.loads(entry.read_text()) | {"id": None})
    ),
    "empty id": lambda entry: entry.write_text(
        json.dumps(json.loads(entry.read_text()) | {"id": ""})
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_entry_that_is_not_as_we_left_it_does_not_count_and_is_written_anew(
    baked: Path, kind: str
) -> None:
    HOSTILE[kind](_entry())

    assert is_refused(baked)
    if kind not in ("folder", "folder another's"):
        is_refused(baked, trust=True)
        assert not is_refused(baked)


@pytest.mark.parametrize("kind", ["absent", "pipe", "folder", "link", "empty", "binary"])
def test_a_mark_in_the_project_that_is_not_as_we_left_it_does_not_count(
    baked: Path, kind: str
) -> None:
    HOSTILE[kind](baked / ".git" / "portfolio-kit")

    assert is_refused(baked)


def test_a_mark_is_never_written_through_a_link(baked: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("my words")
    mark = baked / ".git" / "portfolio-kit"
    mark.unlink()
    mark.symlink_to(mine)

    is_refused(baked, trust=True)

    assert mine.read_text() == "my words"
    assert not is_refused(baked)


@pytest.fixture
def unwritable(home: Path) -> Path:
    """A file where the state folder should be: that stops root too."""
    state = machine.state()
    state.parent.mkdir(parents=True)
    state.write_text("a file")
    return state


@pytest.mark.parametrize("command", ["new", "build"])
def test_what_cannot_be_remembered_is_said_and_the_project_is_made(
    tmp_path: Path, capsys: Capture, unwritable: Path, command: str
) -> None:
    (tmp_path / "portfolio.toml").write_text(
        '[[project]]\ntemplate = "federated"\nslug = "ours"\n', encoding="utf-8"
    )
    what = {
        "new": ("federated", "slug=ours", "--no-input"),
        "build": (tmp_path / "portfolio.toml",),
    }

    said = call(capsys, command, *what[command], "--output", tmp_path)

    assert said.status == 0, said
    assert f"{unwritable} cannot be written" in said.out + said.err
    assert "later runs need --trust" in said.out + said.err
    assert is_refused(tmp_path / "ours")


def test_a_run_with_trust_goes_on_where_it_cannot_be_remembered(
    baked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_full", lambda *_: runner.Recorded())
    monkeypatch.setattr(runner.install, "make", lambda *_: None)
    monkeypatch.setattr(runner.install, "install", lambda *_: None)
    (tmp_path / "state").touch()

    done = runner.run(
        baked,
        Wish(commit=False, trust=True),
        date=None,
        state=tmp_path / "state",  # type: ignore[arg-type] # of a commit
    )

    (note,) = done.notes
    assert note.startswith(f"{tmp_path / 'state'} cannot be written (File exists), so that")
    assert note.endswith("; later runs need --trust")


def test_bakes_at_the_same_time_are_each_remembered(tmp_path: Path) -> None:
    projects = [tmp_path / f"p{number}" for number in range(24)]
    for project in projects:
        (project / ".git").mkdir(parents=True)

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda project: marks.write(project, tmp_path / "state"), projects))

    assert said == [None] * 24
    assert all(marks.holds(project, tmp_path / "state") for project in projects)
    assert len(list((tmp_path / "state" / "trusted").iterdir())) == 24


def test_the_same_place_has_one_entry_however_often_something_is_baked_there(
    tmp_path: Path,
) -> None:
    for _ in range(3):
        (tmp_path / "p" / ".git").mkdir(parents=True)
        marks.write(tmp_path / "p", tmp_path / "state")
        shutil.rmtree(tmp_path / "p")

    assert len(list((tmp_path / "state" / "trusted").iterdir())) == 1


# Foreign templates --------------------------------------------------------------------------------


@pytest.mark.parametrize(("trust", "refused"), [([], True), (["--trust"], False)])
def test_a_foreign_project_is_run_without_a_word_only_when_its_template_was_trusted(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate, trust: list[str], *, refused: bool
) -> None:
    template = make_template({**TEMPLATE, "{{cookiecutter.slug}}/pyproject.toml": ""})

    call(capsys, "new", template, "--no-input", *trust, "--output", tmp_path / "out")

    assert is_refused(tmp_path / "out" / "small-thing") is refused


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--json"], ["--no-git"]])
def test_new_refuses_to_run_an_untrusted_template_before_anything_is_made(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate, more: list[str]
) -> None:
    output = tmp_path / "out"

    words = ("new", make_template(TEMPLATE), "--no-input", "--run", *more, "--output", output)
    said = call(capsys, *words)

    assert said.status == 1
    assert "is a foreign template, and --run would run its code (python -m it); look" in said.err
    assert not output.exists()


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_build_refuses_to_run_an_untrusted_template_and_builds_the_others(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate, more: list[str]
) -> None:
    make_template(TEMPLATE)
    config = tmp_path / "portfolio.toml"
    config.write_text('[[project]]\ntemplate = "./template"\n', encoding="utf-8")
    output = tmp_path / "out"

    said = call(capsys, "build", config, "--run", *more, "--output", output)

    assert said.status == 1
    assert "is a foreign template, and --run would run its code (python -m it); look" in said.err
    assert not output.exists()


# A repository whose configuration names programs --------------------------------------------------

#: Keys by which a repository has git start a program; SPY writes down its own name.
PROGRAMS = """\
[core]
    fsmonitor = SPY/core.fsmonitor
    hooksPath = SPY/hooks
    sshCommand = SPY/core.sshCommand
    pager = SPY/core.pager
    editor = SPY/core.editor
    askPass = SPY/core.askPass
    gitProxy = SPY/core.gitProxy
    alternateRefsCommand = SPY/core.alternateRefsCommand
[filter "spy"]
    clean = SPY/filter.clean
    smudge = SPY/filter.smudge
    process = SPY/filter.process
    required = true
[diff]
    external = SPY/diff.external
[diff "spy"]
    textconv = SPY/diff.textconv
    command = SPY/diff.command
[gpg]
    program = SPY/gpg.program
[credential]
    helper = !SPY/credential.helper
[commit]
    gpgSign = true
[log]
    showSignature = true
[status]
    submoduleSummary = true
[pager]
    config = SPY/pager.config
    status = SPY/pager.status
[alias]
    config = !SPY/alias.config
    status = !SPY/alias.status
    cat-file = !SPY/alias.cat-file
[include]
    path = ../.more-config
[includeIf "gitdir:/"]
    path = ../.more-config
[trace2]
    eventTarget = SPY/trace
"""


@pytest.fixture
def hostile(baked: Path, tmp_path: Path) -> Path:
    """A stranger's project whose git configuration names a program wherever one can."""
    project = _moved(baked)
    spy = tmp_path / "spy"
    config = PROGRAMS.replace("SPY", str(spy))
    names = {word.rpartition("/")[2] for word in config.split() if word.startswith((str(spy), "!"))}
    hooks = ("post-index-change", "reference-transaction", "post-checkout", "pre-commit")
    for name in [*(names - {"hooks", "trace"}), *(f"hooks/{hook}" for hook in hooks)]:
        program = spy / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$0" >> {tmp_path}/started\n', encoding="utf-8")
        program.chmod(0o755)
    with (project / ".git" / "config").open("a", encoding="utf-8") as file:
        file.write(config)
    (project / ".more-config").write_text(f"[core]\n\tfsmonitor = {spy}/core.editor\n")
    (project / ".gitattributes").write_text("* filter=spy diff=spy\n", encoding="utf-8")
    (project / "README.md").touch()  # so that git would look into it
    return project


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "--json"),
        ("run", "--profile", "smoke"),
        ("run", "--no-commit", "--record"),
        ("showcase",),
        ("showcase", "--force"),
        ("showcase", "--check"),
        ("show",),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_nothing_of_a_repository_is_run_before_it_is_trusted(  # noqa: PLR0913 # a walk
    hostile: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    *,
    inside: bool,
) -> None:
    if inside:
        monkeypatch.chdir(hostile)

    said = call(capsys, *words, Path() if inside and words != ("show",) else hostile)

    assert said.status == (0 if words[-1] in ("--check", "--force", "show") else 1)
    assert not (tmp_path / "started").exists(), (tmp_path / "started").read_text()
    assert not (tmp_path / "spy" / "trace").exists()


@pytest.mark.parametrize("words", [("list",), ("show", "federated"), ("config", "show")])
def test_nothing_of_a_repository_is_run_by_working_in_it(
    hostile: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(hostile)

    assert call(capsys, *words).status == 0
    assert call(capsys, "new", "federated", "slug=inside", "--no-input").status == 1

    assert not (tmp_path / "started").exists(), (tmp_path / "started").read_text()


def test_the_programs_of_that_repository_would_be_run_by_git(hostile: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "-C", hostile, "status"], check=False, capture_output=True)

    assert "core.editor" in (tmp_path / "started").read_text()
