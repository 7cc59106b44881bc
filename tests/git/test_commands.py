"""Git's commands through GitPython: what they cost, and what their failures say."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import commands
from portfolio_kit.system import child


def in_a_fresh_python(code: str, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="the git that counts is a script")
def test_one_command_starts_git_once(tmp_path: Path) -> None:
    counting = tmp_path / "bin" / "git"
    counting.parent.mkdir()
    log = tmp_path / "log"
    counting.write_text(f'#!/bin/sh\necho "$*" >> {log}\nexec {shutil.which("git")} "$@"\n')
    counting.chmod(0o755)

    in_a_fresh_python(
        "from pathlib import Path; from portfolio_kit.git import commands as porcelain;"
        "porcelain.run(Path.cwd(), 'config', '--list')",
        tmp_path,
        PATH=f"{counting.parent}{os.pathsep}{os.environ['PATH']}",
    )

    assert log.read_text() == "-c core.fsmonitor=false config --list\n"


def test_a_later_import_of_gitpython_gets_the_whole_of_it(tmp_path: Path) -> None:
    said = in_a_fresh_python(
        "from pathlib import Path; from portfolio_kit.git import commands as porcelain;"
        "porcelain.run(Path.cwd(), 'init', '--quiet');"
        "import git, git.cmd; print(git.Repo('.').git.rev_parse('--is-bare-repository'));"
        "print(git.exc.GitCommandError is git.cmd.GitCommandError)",
        tmp_path,
    )

    assert said.split() == ["false", "True"]


def test_gitpython_that_is_there_already_is_used(tmp_path: Path) -> None:
    said = in_a_fresh_python(
        "import git; from pathlib import Path; from portfolio_kit.git import commands as porcelain;"
        "print(porcelain._gitpython() is git.cmd)",
        tmp_path,
    )

    assert said.split() == ["True"]


def test_a_failure_is_the_line_in_which_git_says_why(tmp_path: Path) -> None:
    with pytest.raises(commands.GitError, match=r"^not a git repository") as caught:
        commands.run(tmp_path, "rev-parse", "HEAD")

    assert caught.value.status == 128


def test_a_machine_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RepositoryError, match="git is not on the PATH; install git"):
        commands.run(tmp_path, "version")


def test_the_repository_of_a_hook_that_started_us_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "theirs"))

    commands.run(tmp_path / "mine", "init", "--quiet")

    assert (tmp_path / "mine" / ".git").is_dir()
    assert not (tmp_path / "theirs").exists()


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("version",), None),
        (("no-such-command",), None),
        (("version",), "nowhere"),
        (("version", "\0"), None),
    ],
)
def test_nothing_of_the_process_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], path: str | None
) -> None:
    for name in child.LOCAL_VARIABLES:
        monkeypatch.setenv(name, "theirs")
    if path is not None:
        monkeypatch.setenv("PATH", path)
    before = dict(os.environ)

    with suppress(commands.GitError, RepositoryError, ValueError):
        commands.run(tmp_path, *words)
    assert dict(os.environ) == before

    work = commands.running(tmp_path, "version")
    with suppress(RepositoryError):
        next(work)
        assert dict(os.environ) == before
    work.close()
    assert dict(os.environ) == before


def test_a_work_that_nobody_wants_any_more_ends_its_git(tmp_path: Path) -> None:
    work = commands.running(tmp_path, "-c", "alias.long=!sleep 60", "long")
    process = next(work)
    assert process.poll() is None

    work.close()

    assert process.poll() is not None
