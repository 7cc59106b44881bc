"""A run that is killed leaves nothing at work, or its lock held while something is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import sample_project
from commandline import PLAIN
from commandline import SCRIPT as KIT
from conftest import MakeTemplate

from portfolio_kit.system import lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and flock are POSIX")

#: Stands in for pip or a training: children of every kind, none of which ends by itself.
TREE = """
import os, signal, subprocess, sys, time
kind, mark = sys.argv[1:]
if kind == "stubborn":
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
more = {"same group": {}, "own session": {"start_new_session": True}}.get(kind)
if more is not None:
    code = "import time; time.sleep(60)"
    subprocess.Popen([sys.executable, "-c", code, mark], **more)
print("at work", flush=True)
time.sleep(60)
"""

RUN = """
import os, sys
from datetime import datetime, timezone
from pathlib import Path
from portfolio_kit.running import runner
from portfolio_kit.running.wish import Wish
project, python = map(Path, sys.argv[1:])
runner.run(
    project,
    Wish(python=str(python), trust=True),
    date=datetime(2026, 2, 3, tzinfo=timezone.utc),
    progress=lambda event: print(event.step, event.line, flush=True),
)
"""

#: Which call of the stand-in goes on for ever, in each step.
CALLS = {"environment": "-m venv", "install": "--editable", "run": "-m federated_digits"}
KINDS = ("alone", "stubborn", "same group", "own session")


@pytest.fixture
def project(tmp_path: Path, date: datetime) -> Path:
    return sample_project.write(tmp_path / "federated-digits", date)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A Python that begins a tree of processes in the step that ``$SLOW`` names."""
    tree = tmp_path / "tree.py"
    tree.write_text(TREE, encoding="utf-8")
    slow = f'case "$*" in "$SLOW"*|*"$SLOW"*) exec REAL -I {tree} "$KIND" {tmp_path};; esac\n'
    first, rest = sample_project.PYTHON.split("\n", 1)
    content = f'{first}\nif [ -n "$SLOW" ]; then {slow}fi\n{rest}'
    return sample_project.executable(tmp_path / "base-python", content)


@pytest.fixture
def living(tmp_path: Path) -> Iterator[Callable[[], set[int]]]:
    """What is at work just now of all that was started below ``tmp_path``."""

    def find() -> set[int]:
        return {pid for pid in _processes() if str(tmp_path) in _words(pid)}

    yield find
    for pid in find():
        os.kill(pid, signal.SIGKILL)


def _processes() -> Iterator[int]:
    own = os.getpid()
    return (int(path.name) for path in Path("/proc").glob("[0-9]*") if int(path.name) != own)


def _words(pid: int) -> str:
    """Return the command line of a process; nothing of one that has ended."""
    try:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX":
            return ""
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@contextmanager
def _running(project: Path, python: Path, step: str, kind: str) -> Iterator[subprocess.Popen[str]]:
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    with subprocess.Popen(
        [sys.executable, "-c", RUN, str(project), str(python)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**env, "SLOW": CALLS[step], "KIND": kind},
    ) as process:
        yield process


def _hear(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    assert any(words in line for line in process.stdout), f"the run never said {words!r}"


def is_free(project: Path) -> bool:
    held = lock.hold(project / "build" / "portfolio-kit-run.lock")
    if held is not None:
        held.close()
    return held is not None


def _settles(holds: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


@pytest.mark.parametrize(
    "delay",
    [None, 0.0, pytest.param(0.03, marks=pytest.mark.slow)],
    ids=["just begun", "at work", "later"],
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", CALLS)
def test_a_killed_run_leaves_nothing_at_work_while_its_lock_is_free(  # noqa: PLR0913, PLR0917 # a walk
    project: Path,
    python: Path,
    living: Callable[[], set[int]],
    step: str,
    kind: str,
    delay: float | None,
) -> None:
    with _running(project, python, step, kind) as process:
        _hear(process, step if delay is None else "at work")
        time.sleep(delay or 0)
        process.kill()
        process.wait()

        until = time.monotonic() + 1
        while time.monotonic() < until and (seen := living()):
            # What was seen before the lock was free, and is there yet.
            assert not (is_free(project) and seen & living())

    assert _settles(lambda: not living())
    assert _settles(lambda: is_free(project))


def test_what_a_killed_run_left_is_said_in_one_line_while_it_lives(
    project: Path, python: Path, living: Callable[[], set[int]]
) -> None:
    with _running(project, python, "run", "alone") as process:
        _hear(process, "at work")
        (warden,) = (pid for pid in living() if "warden.py" in _words(pid))
        os.kill(warden, signal.SIGSTOP)
        process.kill()
        process.wait()

        again = [sys.executable, "-c", RUN, str(project), str(python)]
        said = subprocess.run(again, capture_output=True, text=True, check=False)

        os.kill(warden, signal.SIGCONT)
    line = f"a run or an update of {project} is going on already; wait for it, or end it"
    assert line in said.stderr.splitlines()[-1]
    assert _settles(lambda: not living() and is_free(project))


def test_a_command_does_not_outlive_its_warden_and_the_run_says_that_it_ended(
    project: Path, python: Path, living: Callable[[], set[int]]
) -> None:
    with _running(project, python, "run", "alone") as process:
        _hear(process, "at work")
        (warden,) = (pid for pid in living() if "warden.py" in _words(pid))
        os.kill(warden, signal.SIGKILL)

        assert process.wait(20) == 1
    assert _settles(lambda: not living())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_of_a_bake_whose_hook_goes_on_the_name_is_held_or_nothing_is_left(
    tmp_path: Path,
    home: Path,
    make_template: MakeTemplate,
    living: Callable[[], set[int]],
    number: int,
) -> None:
    content = f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n"
    hook = sample_project.executable(tmp_path / "hooks" / "pre-commit", content)
    config = (home / ".gitconfig").read_text(encoding="utf-8")
    (home / ".gitconfig").write_text(f"{config}[core]\nhooksPath = {hook.parent}\n", "utf-8")
    output = tmp_path / "out"
    new = (KIT, "new", str(make_template(PLAIN)), "--no-input", "--quiet", "--output", str(output))
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}

    with subprocess.Popen(new, env=env, stdout=subprocess.DEVNULL) as process:
        assert _settles(
            lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != ""
        )
        sleeping = int((tmp_path / "pid").read_text())
        process.send_signal(number)
        process.wait()
    if number == signal.SIGTERM:
        assert list(output.parent.glob("out")) == []
    else:
        again = subprocess.run(new, env=env, capture_output=True, text=True, check=False)
        assert again.stderr == f"{output}/thing is being baked by another process; wait for it\n"
        assert not (output / "thing").exists()

    os.kill(sleeping, signal.SIGKILL)
    assert _settles(lambda: not _words(sleeping))
    (home / ".gitconfig").write_text(config, "utf-8")
    subprocess.run(new, env=env, check=True, stdout=subprocess.DEVNULL)
    assert [path.name for path in output.iterdir()] == ["thing"]
