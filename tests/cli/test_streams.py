"""Streams that are closed, full, or read by nobody: every command, as a process of its own.

The exit status is the work's. What a command has done is done, though its report is lost; a
command whose output is all that was asked for has failed.
"""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sample_manifest
import sample_project
from commandline import SCRIPT, TEMPLATE

from portfolio_kit.cli.terminal.signals import PIPE

#: What a shell does to the streams before it starts us.
STATES = {
    "no stdin": "<&-",
    "no stdout": ">&-",
    "no stderr": "2>&-",
    "nothing at all": "<&- >&- 2>&-",
    "a full disk": ">/dev/full",
    "a full disk for errors": "2>/dev/full",
    "a full disk for both": ">/dev/full 2>&1",
    "a reader that is gone": "",
}
LOST = ("no stdout", "nothing at all", "a full disk", "a full disk for both")
SILENT = ("no stderr", "nothing at all", "a full disk for both", "a full disk for errors")

TEMPLATE_FILES = {**TEMPLATE, "{{cookiecutter.slug}}/more.txt": "more\n"}


@dataclass(frozen=True)
class Command:
    """A command line; `makes` is what its work leaves, empty where its output is its work.

    `status` is what it ends with when every stream works.
    """

    words: tuple[str, ...]
    makes: str = ""
    status: int = 0
    #: It prints nothing on standard output.
    mute: bool = False
    #: A shell completes the words.
    complete: bool = False


COMMANDS = {
    "help": Command(("--help",)),
    "help of a command": Command(("new", "--help")),
    "version": Command(("--version",)),
    "list": Command(("list",)),
    "list for a program": Command(("list", "--json")),
    "show": Command(("show", "template")),
    "show for a program": Command(("show", "template", "--json")),
    "new": Command(("new", "template", "--no-input"), "small-thing/.git/refs/heads/main"),
    "new for a program": Command(("new", "template", "--json")),
    "new without a word": Command(("new", "template", "--quiet"), "small-thing/.git", mute=True),
    "a preview": Command(("new", "template", "--no-input", "--dry-run")),
    "an error": Command(("new", "nowhere"), status=1, mute=True),
    "misuse": Command(("new", "--nonsense"), status=2, mute=True),
    "build": Command(("build",), "first/.git/refs/heads/main"),
    "build for a program": Command(("build", "--json")),
    "run": Command(("run", "p", "--trust"), "p/results/run.json"),
    "showcase": Command(("showcase", "filled"), "filled/README.md"),
    "a check": Command(("showcase", "filled", "--check"), "filled/README.md"),
    "config init": Command(("config", "init", "mine.toml"), "mine.toml"),
    "config show": Command(("config", "show")),
    "config schema": Command(("config", "schema")),
    "completion": Command(("new", "fed"), complete=True),
}
QUICK = ("version", "list", "show for a program", "new", "an error", "run")


@pytest.fixture
def here(tmp_path: Path) -> Callable[[], Path]:
    """Make working folders, each with a template, a portfolio, and two projects."""
    count = iter(range(99))

    def make() -> Path:
        folder = tmp_path / f"here{next(count)}"
        for name, content in TEMPLATE_FILES.items():
            path = folder / "template" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        project = '[[project]]\ntemplate = "./template"\nslug = "first"\n'
        (folder / "portfolio.toml").write_text(project, encoding="utf-8")
        ran = sample_project.write(folder / "p", datetime(2026, 2, 3, tzinfo=UTC))
        sample_project.executable(ran / ".venv/bin/python", sample_project.PYTHON)
        filled = sample_manifest.write_project(folder / "filled", sample_manifest.sample())
        subprocess.run([SCRIPT, "showcase", filled, "--quiet"], check=True)
        return folder

    return make


def begin(command: Command, state: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a command with its streams in that state."""
    line = f'exec "$0" "$@" {STATES[state]}'
    out: int = subprocess.PIPE
    if state == "a reader that is gone":
        reader, out = os.pipe()
        os.close(reader)
    child = subprocess.Popen(
        ["sh", "-c", line, SCRIPT, *command.words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        # Measuring coverage opens files of its own.
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("COV")},
            **({"_PORTFOLIO_KIT_COMPLETE": "bash_source"} if command.complete else {}),
        },
    )
    if state == "a reader that is gone":
        os.close(out)
    return child


def expected(command: Command, state: str) -> int:
    if state == "a reader that is gone" and not command.mute:
        return 1 if command.complete else PIPE
    if state in LOST and not command.mute and not command.makes:
        return 1
    return command.status


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in COMMANDS],
)
def test_a_stream_that_fails_costs_its_report_and_no_work(
    name: str, here: Callable[[], Path]
) -> None:
    command = COMMANDS[name]
    places = {state: here() for state in STATES}
    children = {state: begin(command, state, places[state]) for state in STATES}

    for state, child in children.items():
        err = child.communicate()[1].decode()
        assert "Traceback" not in err, (state, err)
        assert "Exception" not in err, (state, err)
        assert child.returncode == expected(command, state), (state, err)
        if command.makes and state != "a reader that is gone":
            assert (places[state] / command.makes).exists(), state
        lost = [line for line in err.splitlines() if "standard output cannot be" in line]
        told = state in LOST and state not in SILENT and not (command.mute or command.complete)
        assert len(lost) == told, (state, err)


def test_no_file_of_ours_is_written_into_by_a_print(here: Callable[[], Path]) -> None:
    folder = here()
    whole = subprocess.run(
        [SCRIPT, "new", "template", "--no-input", "--no-git", "--output", "whole"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    assert whole.stdout

    line = 'exec "$0" "$@" <&- >&- 2>&-'
    words = ["new", "template", "--no-input", "--no-git", "--output", "closed"]
    subprocess.run(["sh", "-c", line, SCRIPT, *words], cwd=folder, check=True)

    def contents(output: str) -> dict[str, bytes]:
        files = (folder / output).rglob("*")
        return {
            path.relative_to(folder / output).as_posix(): path.read_bytes()
            for path in files
            if path.is_file()
        }

    assert contents("closed") == contents("whole")
