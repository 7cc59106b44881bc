"""What a commit held is read as git stores it, byte for byte."""

import subprocess
from pathlib import Path

import pytest

from portfolio_kit.git import past
from portfolio_kit.git.past import UnknownError


def git(project: Path, *words: str) -> str:
    line = ["git", "-C", str(project), *words]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


CONTENTS = {
    "src/a.py": b"x = 1\n",
    "src/b.bin": bytes(range(256)),
    "src/empty": b"",
    "src/none.py": b"no end",
    "src/two\nlines \xc3\xa9.py".encode("latin-1").decode(): b"\r\n",
    "other.txt": b"other\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    for name, content in CONTENTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "feat: all")
    return tmp_path


def test_files_and_contents_come_as_they_are(project: Path) -> None:
    held = past.files(project, git(project, "rev-parse", "HEAD"), ["src"])
    found = past.contents(project, [*held.values()])

    inside = {name: text for name, text in CONTENTS.items() if name.startswith("src/")}
    assert {name: found[id_] for name, id_ in held.items()} == inside
    assert past.contents(project, []) == {}


def test_what_lies_here_is_what_git_does_not_ignore(project: Path) -> None:
    (project / ".gitignore").write_text("*.log\n", encoding="utf-8")
    for name in ("src/x.log", "src/new.py"):
        (project / name).write_text("", encoding="utf-8")

    assert past.present(project, ["src/a.py", "src/new.py", "src/x.log", "nowhere"]) == [
        "src/a.py",
        "src/new.py",
    ]


def test_what_is_not_here_is_unknown(project: Path) -> None:
    missing = "ab" * 20

    with pytest.raises(UnknownError, match="object abababa is not in this repository"):
        past.contents(project, [missing])
    with pytest.raises(UnknownError, match="git says: "):
        past.files(project, missing, ["src"])
    with pytest.raises(UnknownError, match="commit abababa is not in this repository"):
        past.require(project, missing)
    assert past.require(project, git(project, "rev-parse", "HEAD")) is None
