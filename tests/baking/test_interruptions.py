"""Signals and rivals: whatever happens to a bake, its destination is absent or complete."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

KIT = [sys.executable, "-m", "portfolio_kit"]
FILES = 60

#: Runs the command line; writes each phase of the bake to a file, so that a kill can be timed.
TRACED = """
import os, sys, time
from pathlib import Path
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def say(phase): os.write(log, (phase + "\\n").encode())
from portfolio_kit import __main__, cli
from portfolio_kit.baking import writing
from portfolio_kit.git import repository
from portfolio_kit.system import staging
def traced(module, name, before, after):
    real = getattr(module, name)
    def call(*args, **kwargs):
        say(before)
        try: return real(*args, **kwargs)
        finally: say(after)
    setattr(module, name, call)
traced(writing, "write", "staged", "rendered")
committing = repository.committing
def work(*args, **kwargs):
    say("committing")
    try: return (yield from committing(*args, **kwargs))
    finally: say("committed")
repository.committing = work
traced(staging, "_rename", "renaming", "renamed")
traced(cli, "main", "begun", "ended")
del sys.argv[1]
raise SystemExit(__main__.run())
"""
BETWEEN = ("staged", "rendered", "committing", "committed", "renaming")


@pytest.fixture
def template(make_template) -> Path:
    files = {
        f"{{{{cookiecutter.slug}}}}/part{number % 6}/file{number}.txt": "{{ cookiecutter.slug }}\n"
        for number in range(FILES)
    }
    return make_template({"cookiecutter.json": '{"slug": "small"}', **files})


def start(template: Path, output: Path, log: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            TRACED,
            str(log),
            "new",
            str(template),
            "--quiet",
            "--output",
            str(output),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        # A child that is killed while it writes its coverage would spoil everybody's.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
    )


def phase(log: Path) -> str:
    said = log.read_text(encoding="utf-8").split() if log.exists() else []
    return said[-1] if said else "starting"


def complete(project: Path) -> bool:
    """Say whether the project is whole: all files, committed, nothing else."""
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project, check=True, capture_output=True
    )
    tracked = subprocess.run(["git", "ls-files"], cwd=project, check=True, capture_output=True)
    return status.stdout == b"" and len(tracked.stdout.split()) == FILES + 1


def seconds_of_a_bake(template: Path, output: Path, log: Path) -> float:
    begun = time.perf_counter()
    with start(template, output, log) as child:
        _, said = child.communicate()
    assert child.returncode == 0, said.decode()
    return time.perf_counter() - begun


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_at_any_moment_leaves_nothing_or_a_whole_project(template, tmp_path, number):
    whole = seconds_of_a_bake(template, tmp_path / "first", tmp_path / "log")
    chance = random.Random(number)  # the moments differ, the test does not

    for turn in range(40):
        output, log = tmp_path / f"out{turn}", tmp_path / f"log{turn}"
        child = start(template, output, log)
        while phase(log) == "starting":
            time.sleep(0.001)  # Python itself answers signals before our first line is reached
        time.sleep(chance.uniform(0, whole * 0.6))
        child.send_signal(number)
        _, said = child.communicate()

        assert child.returncode in (0, 128 + number), said.decode()
        assert b"Traceback" not in said
        if (output / "small").exists():
            assert complete(output / "small")
            assert [path.name for path in output.iterdir()] == ["small"]
        else:
            assert not output.exists()


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(60, marks=pytest.mark.slow),
        pytest.param(200, marks=pytest.mark.nightly),
    ],
)
def test_kills_leave_an_absent_or_a_complete_project(template, tmp_path, kills):
    output, seen, turn = tmp_path / "out", Counter[str](), 0
    output.mkdir()
    chance = random.Random(7)

    while sum(seen[name] for name in BETWEEN) < kills * 3 // 4 or seen.total() < kills:
        turn += 1
        assert turn < 3 * kills, f"the kills came at the wrong moments: {seen}"
        log = tmp_path / f"log{turn}"
        child = start(template, output, log)
        wanted = chance.choice(BETWEEN)
        while wanted not in (log.read_text(encoding="utf-8").split() if log.exists() else ()):
            assert child.poll() is None or wanted in log.read_text(encoding="utf-8").split()
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.015))
        child.kill()
        child.communicate()
        seen[phase(log)] += 1

        left = sorted(path.name for path in output.iterdir())
        project = output / "small"
        assert len([name for name in left if name.endswith("-staging")]) <= 1
        if project.exists():
            assert complete(project)
            subprocess.run(["rm", "-rf", str(project)], check=True)

    assert seconds_of_a_bake(template, output, tmp_path / "last") > 0
    assert [path.name for path in output.iterdir()] == ["small"]
    assert complete(output / "small")
    print(f"killed {seen.total()} bakes: {dict(seen)}")  # noqa: T201 - the log of the phases


def test_of_two_bakes_to_one_destination_exactly_one_wins(template, tmp_path):
    children = [start(template, tmp_path / "out", tmp_path / f"log{turn}") for turn in range(4)]
    ends = [(child.communicate()[1].decode(), child.returncode) for child in children]

    assert sorted(status for _, status in ends) == [0, 1, 1, 1]
    assert all("already exists" in said or "another process" in said for said, end in ends if end)
    assert complete(tmp_path / "out" / "small")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["small"]


@pytest.mark.slow
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)
def test_a_full_disk_is_one_line_and_leaves_nothing(make_template, tmp_path):
    template = make_template(
        {
            "cookiecutter.json": '{"slug": "small"}',
            "{{cookiecutter.slug}}/big.bin": os.urandom(600_000),
            "{{cookiecutter.slug}}/more.txt": "{{ cookiecutter.slug }}",
        }
    )
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        for filled in (0, 700_000):  # full while git works, full while files are written
            (disk / "filler").write_bytes(b"x" * filled)
            done = subprocess.run(
                [*KIT, "new", str(template), "--quiet", "--output", str(disk)],
                check=False,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 1
            assert len(done.stderr.splitlines()) == 1
            assert "space" in done.stderr
            assert [path.name for path in disk.iterdir()] == ["filler"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
