"""What of README is a person's own: it is compared with what the last commit holds, and no more."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import sample_project

from portfolio_kit.carried import regions
from portfolio_kit.running import recording

EDITED = "README.md holds changes of yours that are not committed"
FILLED = "a run has filled this"


def git(project: Path, *arguments: str) -> str:
    line = ["git", "-C", str(project), *arguments]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


def commit(project: Path) -> None:
    git(project, "commit", "--quiet", "--all", "--message", "docs: mine")


def change(project: Path, made: Callable[[str], str]) -> None:
    readme = project / "README.md"
    readme.write_bytes(made(readme.read_bytes().decode()).encode())


def fill(text: str) -> str:
    return regions.splice(text, {"results": FILLED})


def mine(text: str) -> str:
    return text.replace("My own words", "My new words")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    return sample_project.write(tmp_path / "federated-digits", date)


def test_a_filled_region_is_nobodys_edit_and_a_word_beside_it_is(project: Path) -> None:
    assert recording.obstacle(project) is None

    change(project, fill)
    assert recording.obstacle(project) is None

    change(project, mine)
    assert recording.obstacle(project) == EDITED


@pytest.mark.parametrize("setting", ["false", "input", "true"])
@pytest.mark.parametrize("place", ["commit", "folder"])
def test_line_ends_of_another_system_are_nobodys_edit(
    project: Path, setting: str, place: str
) -> None:
    change(project, crlf)
    if place == "commit":
        commit(project)
        change(project, lambda text: text.replace("\r\n", "\n"))
    git(project, "config", "core.autocrlf", setting)

    change(project, fill)
    assert recording.obstacle(project) is None

    change(project, mine)
    assert recording.obstacle(project) == EDITED


@pytest.mark.parametrize("character", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_what_only_python_takes_for_a_line_end_is_none(project: Path, character: str) -> None:
    change(project, lambda text: f"{9 * character}\n\n{text}")
    commit(project)

    change(project, fill)
    assert recording.obstacle(project) is None

    change(project, mine)
    assert recording.obstacle(project) == EDITED


def test_a_byte_order_mark_stays_the_commits(project: Path) -> None:
    change(project, lambda text: f"\ufeff{text}")
    commit(project)

    change(project, fill)

    assert recording.obstacle(project) is None


def test_a_readme_that_no_commit_holds_is_the_persons(project: Path) -> None:
    git(project, "rm", "--quiet", "--cached", "README.md")
    commit(project)

    assert recording.obstacle(project) == EDITED


def test_a_readme_before_the_first_commit_is_the_persons(tmp_path: Path, date: datetime) -> None:
    project = sample_project.write(tmp_path / "p", date, git=False)
    git(project, "init", "--quiet")

    assert recording.obstacle(project) == EDITED


def test_a_readme_whose_committed_name_is_another_is_the_persons(project: Path) -> None:
    git(project, "mv", "README.md", "Readme.txt")
    commit(project)
    (project / "Readme.txt").rename(project / "README.md")

    assert recording.obstacle(project) == EDITED


def test_a_readme_that_was_removed_is_a_change(project: Path) -> None:
    (project / "README.md").unlink()

    assert recording.obstacle(project) == EDITED


def test_a_committed_readme_that_is_no_utf8_is_no_text_to_compare(project: Path) -> None:
    readme = project / "README.md"
    whole = readme.read_bytes()
    readme.write_bytes(b"caf\xe9\n" + whole)
    commit(project)
    readme.write_bytes("café\n".encode() + whole)

    assert recording.obstacle(project) == EDITED


def test_what_a_filter_of_the_repository_makes_of_readme_is_not_asked(
    project: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    (project / ".git" / "info").mkdir(exist_ok=True)
    (project / ".git" / "info" / "attributes").write_text("README.md filter=theirs\n")
    git(project, "config", "filter.theirs.smudge", f"touch {ran} && cat")
    change(project, fill)

    assert recording.obstacle(project) is None
    assert not ran.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locale")
def test_a_readme_is_utf8_whatever_the_machine_speaks(project: Path) -> None:
    change(project, lambda text: f"Größe\n\n{text}")
    commit(project)
    change(project, fill)

    code = (
        "import sys; from pathlib import Path; from portfolio_kit.running import recording;"
        "assert sys.getfilesystemencoding() != 'utf-8';"
        "print(recording.obstacle(Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code, str(project)],
        env={**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("None\n", "")
