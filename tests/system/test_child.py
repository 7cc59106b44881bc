"""A child is read line by line, and nothing of it outlives the call."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portfolio_kit.system import child

STUBBORN = """
import os, signal, subprocess, sys, time
for name in (signal.SIGINT, signal.SIGTERM):
    signal.signal(name, signal.SIG_IGN)
inner = "import time; time.sleep(600)"
grandchild = subprocess.Popen([sys.executable, "-c", inner])
print(os.getpid(), grandchild.pid, flush=True)
time.sleep(600)
"""


def follow(source: str, folder: Path, **options: float) -> tuple[int, list[str]]:
    lines: list[str] = []
    status = child.follow(
        [sys.executable, "-u", "-c", source],
        cwd=folder,
        env=os.environ,
        line=lines.append,
        **options,
    )
    return status, lines


def is_ended(pid: int) -> bool:
    """Say whether a process that was killed ends soon: the kernel needs a moment."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True
        if status.rpartition(")")[2].split()[0] in "ZX":  # ended, and nobody asked how
            return True
    return False


@pytest.fixture
def _no_patience() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGALRM, before)


def test_lines_of_both_outputs_come_in_order(tmp_path: Path) -> None:
    source = """
import sys
print("one")
print("two", file=sys.stderr)
sys.stdout.write("10 %\\r20 %\\r")
sys.stdout.buffer.write(b"\\xff\\n\\n")
print("last", end="")
sys.exit(7)
"""

    assert follow(source, tmp_path) == (7, ["one", "two", "10 %", "20 %", "\ufffd", "", "last"])


def test_standard_input_is_empty_and_the_folder_is_the_given_one(tmp_path: Path) -> None:
    source = "import os, sys; print(repr(sys.stdin.read()), os.getcwd())"

    assert follow(source, tmp_path) == (0, [f"'' {tmp_path}"])


def test_a_child_that_closes_its_output_is_waited_for(tmp_path: Path) -> None:
    source = "import os, time; os.close(1); os.close(2); time.sleep(0.3); os._exit(5)"

    assert follow(source, tmp_path) == (5, [])


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("./nothing", FileNotFoundError),
        ("nothing", FileNotFoundError),
        ("./data", PermissionError),
        ("./nothing/there", FileNotFoundError),
        ("./data/there", NotADirectoryError),
    ],
)
def test_a_command_that_cannot_be_started_is_an_os_error_of_its_name(
    tmp_path: Path, command: str, error: type[OSError]
) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(error) as caught:
        child.follow([command], cwd=tmp_path, env={"PATH": str(tmp_path)}, line=print)

    assert caught.value.filename == command


def test_a_folder_that_is_not_there_is_an_os_error_of_its_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        child.follow([sys.executable], cwd=tmp_path / "none", env={}, line=print)

    assert str(caught.value.filename) == str(tmp_path / "none")


def test_a_child_starts_as_from_a_shell(tmp_path: Path) -> None:
    source = """
import os, signal
print([n for n in (signal.SIGPIPE, signal.SIGXFSZ) if signal.getsignal(n) != signal.SIG_IGN])
status = open("/proc/self/status").read()
print([line.split()[1] for line in status.splitlines() if line.startswith(("SigBlk", "SigIgn"))])
print(sorted(os.listdir("/proc/self/fd")), os.getsid(0) == os.getpid())
"""
    plain = [sys.executable, "-S", "-c", source]
    said: list[str] = []

    child.follow(plain, cwd=tmp_path, env=os.environ, line=said.append)

    direct = subprocess.run(
        plain,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
        close_fds=False,
    )
    assert said == direct.stdout.splitlines()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_stubborn_child_and_its_children_are_ended(
    tmp_path: Path, error: type[BaseException]
) -> None:
    pids: list[int] = []

    def stop(line: str) -> None:
        pids.extend(map(int, line.split()))
        raise error

    with pytest.raises(error):
        child.follow(
            [sys.executable, "-c", STUBBORN], cwd=tmp_path, env=os.environ, line=stop, grace=0.2
        )

    assert len(pids) == 2
    assert all(map(is_ended, pids))


def test_a_child_may_tidy_up(tmp_path: Path) -> None:
    source = """
import time
try:
    print("ready", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    open("tidied", "w").close()
"""

    def stop(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        child.follow([sys.executable, "-c", source], cwd=tmp_path, env=os.environ, line=stop)

    assert (tmp_path / "tidied").exists()


@pytest.mark.usefixtures("_no_patience")
def test_an_interrupt_that_falls_between_two_lines_is_heard(tmp_path: Path) -> None:
    pids: list[int] = []

    def note(line: str) -> None:
        pids.extend(map(int, line.split()))
        signal.setitimer(signal.ITIMER_REAL, 0.1)

    with pytest.raises(KeyboardInterrupt):
        child.follow(
            [sys.executable, "-c", STUBBORN], cwd=tmp_path, env=os.environ, line=note, grace=0.1
        )

    assert all(map(is_ended, pids))


@pytest.mark.usefixtures("_no_patience")
def test_a_second_interrupt_ends_the_patience_only(tmp_path: Path) -> None:
    pids: list[int] = []

    def stop(line: str) -> None:
        pids.extend(map(int, line.split()))
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        child.follow(
            [sys.executable, "-c", STUBBORN], cwd=tmp_path, env=os.environ, line=stop, grace=600
        )

    assert all(map(is_ended, pids))


@pytest.mark.parametrize("session", [False, True])
def test_what_is_left_in_the_background_is_ended(tmp_path: Path, *, session: bool) -> None:
    source = f"""
import subprocess, sys
inner = "import time; time.sleep(600)"
print(subprocess.Popen([sys.executable, "-c", inner], start_new_session={session}).pid)
"""

    status, lines = follow(source, tmp_path)

    assert status == 0
    assert is_ended(int(lines[0]))


@pytest.mark.usefixtures("_no_patience")
@pytest.mark.parametrize("milliseconds", range(1, 40, 3))
def test_no_child_is_lost_whenever_the_interrupt_comes(tmp_path: Path, milliseconds: int) -> None:
    marker = f"{tmp_path}/{milliseconds}"
    source = "import time; time.sleep(600)"

    command = [sys.executable, "-c", source, marker]
    signal.setitimer(signal.ITIMER_REAL, milliseconds / 1000)
    with pytest.raises(KeyboardInterrupt):
        child.follow(command, cwd=tmp_path, env=os.environ, line=print, grace=0.1)

    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not [line for line in running if marker.encode() in line]


def test_no_thread_stays_behind(tmp_path: Path) -> None:
    before = threading.active_count()

    follow("print('one')", tmp_path)

    names = [thread for thread in threading.enumerate() if thread.name == "child"]
    for thread in names:
        thread.join(5)
    assert threading.active_count() <= before
