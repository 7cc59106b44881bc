"""A failed step says which one, why, where its output is, and how to go on."""

import io
import os
import sys
from pathlib import Path

import pytest

from portfolio_kit.errors import RunError
from portfolio_kit.running.step import Event, Shell, StepError, open_log


def fail(project: Path, source: str) -> StepError:
    shell = Shell(project, io.StringIO(), lambda _: None, "portfolio-kit run .")
    with pytest.raises(StepError) as caught:
        shell.call("install", [sys.executable, "-c", source], os.environ)
    return caught.value


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("Errno 28: No space left on device", "exit status 2; the disk is full; free some space"),
        ("nvidia_cublas\\nNo space left on device", "take its CPU build, as the README says"),
        ("No space left on device\\nnvidia_cublas", "take its CPU build, as the README says"),
        ("requires a different Python: 3.11 not in '>=3.13'", "remove .venv, and start"),
        (
            "NewConnectionError\\nERROR: Could not find a version",
            "the network cannot be reached; connect, or give a folder of wheels with --find-links",
        ),
        ("Temporary failure in name resolution", "the network cannot be reached"),
        ("No matching distribution found for jax", "a package is not to be had; check"),
        ("CUDA out of memory", "the memory did not suffice"),
        ("ModuleNotFoundError: No module named 'jax'", "remove .venv to have it made anew"),
        ("Permission denied: 'results'", "check who owns it"),
    ],
)
def test_a_known_reason_comes_with_advice(tmp_path: Path, output: str, advice: str) -> None:
    error = fail(tmp_path, f'print("{output}"); raise SystemExit(2)')

    assert advice in error.lines[0]


def test_an_unknown_reason_is_in_the_last_lines(tmp_path: Path) -> None:
    error = fail(tmp_path, "for i in range(30): print(i)\nprint()\nraise SystemExit(2)")

    assert error.lines[0] == (
        "step install failed: exit status 2; its output is in build/portfolio-kit-run.log; "
        "go on with: portfolio-kit run ."
    )
    assert error.output == tuple(map(str, range(18, 30)))
    assert error.lines[1] == "  | 18"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (15, "ended by signal SIGTERM;"),
        (9, "SIGKILL; the memory did not suffice"),
        (40, "signal 40"),
    ],
)
def test_a_signal_is_named(tmp_path: Path, number: int, said: str) -> None:
    assert said in fail(tmp_path, f"import os; os.kill(os.getpid(), {number})").lines[0]


def test_a_file_that_is_no_program_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    shell = Shell(tmp_path, io.StringIO(), lambda _: None, "")

    with pytest.raises(StepError, match="may not be executed"):
        shell.call("run", [str(tmp_path / "data")], os.environ)


@pytest.mark.parametrize("error", [FileNotFoundError, PermissionError])
def test_an_error_of_the_listener_stays_what_it_is(tmp_path: Path, error: type[OSError]) -> None:
    def listen(_: Event) -> None:
        raise error(2, "the terminal has gone", "tty")

    shell = Shell(tmp_path, io.StringIO(), listen, "")

    with pytest.raises(error, match="the terminal has gone"):
        shell.call("run", [sys.executable, "-c", "print()"], os.environ)


class FullDisk(io.StringIO):
    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_full_disk_under_the_log_is_said(tmp_path: Path) -> None:
    shell = Shell(tmp_path, FullDisk(), lambda _: None, "")

    with pytest.raises(RunError, match=r"run\.log cannot be written \(No space.*; free space"):
        shell.say("run", "python -m digits")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("build", "file"),
        ("build", "pipe"),
        ("build/portfolio-kit-run.lock", "folder"),
        ("build/portfolio-kit-run.lock", "pipe"),
        ("build/portfolio-kit-run.log", "folder"),
        ("build/portfolio-kit-run.log", "pipe"),
    ],
)
def test_what_is_in_the_way_of_a_run_is_named(file: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    {"file": Path.touch, "folder": Path.mkdir, "pipe": os.mkfifo}[kind](path)

    with pytest.raises(RunError) as caught, open_log(tmp_path):
        pass

    assert str(caught.value).startswith(f"{path} cannot be written (")


def test_of_two_runs_in_one_project_the_second_is_refused_and_writes_nothing(
    tmp_path: Path,
) -> None:
    with open_log(tmp_path) as log:
        log.write("the first run's words")
        log.flush()

        said = "going on already; wait for it, or end it$"
        with pytest.raises(RunError, match=said), open_log(tmp_path):
            pass

        assert (tmp_path / "build/portfolio-kit-run.log").read_text() == "the first run's words"
    with open_log(tmp_path):
        pass
