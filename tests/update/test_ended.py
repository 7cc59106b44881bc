"""An update that is ended, at whichever moment and by whatever, loses nothing."""

import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from disturbed import BASELESS, Said, World, based, differing, history, hook, is_updated, state

from portfolio_kit.system import lock

FAILING = """#!/bin/sh
# Calls git; at the call whose number is $AT something goes wrong: before it, or after it.
number=$(cat "$COUNT" 2>/dev/null || echo 0)
number=$((number + 1))
echo $number > "$COUNT"
[ -z "$LOGGED" ] || echo $* | tr "\\n" " " >> "$LOGGED" && echo >> "$LOGGED"
[ "$number" != "$AT" ] && exec "$GIT" "$@"
case "$HOW" in
  fails) echo "fatal: write error: No space left on device" >&2; exit 128;;
  unheard) "$GIT" "$@"; echo "fatal: it did, and says no" >&2; exit 128;;
  killed-before) kill -9 $PPID; exit 0;;
  killed-after) "$GIT" "$@" >/dev/null 2>&1; kill -9 $PPID; exit 0;;
  interrupted) kill -2 $PPID; sleep 0.1; exec "$GIT" "$@";;
  interrupted-after) "$GIT" "$@"; status=$?; kill -2 $PPID; sleep 0.1; exit $status;;
esac
"""


@dataclass(frozen=True)
class Fault:
    """A git on the PATH that goes wrong once."""

    folder: Path

    def env(self, how: str, at: int) -> dict[str, str]:
        git = shutil.which("git")
        assert git is not None
        self.folder.mkdir(exist_ok=True)
        (self.folder / "git").write_text(FAILING, encoding="utf-8")
        (self.folder / "git").chmod(0o755)
        for name in ("count", "log"):
            (self.folder / name).unlink(missing_ok=True)
        return {
            "PATH": f"{self.folder}{os.pathsep}{os.environ['PATH']}",
            "GIT": git,
            "HOW": how,
            "AT": str(at),
            "COUNT": str(self.folder / "count"),
            "LOGGED": str(self.folder / "log"),
        }

    @property
    def calls(self) -> list[str]:
        return (self.folder / "log").read_text().splitlines()


def wait(project: Path) -> None:
    """Wait until nobody holds an update's lock: a git that outlives the update does."""
    while True:
        held = lock.hold(project / ".git/portfolio-kit-update.lock")
        if held is not None:
            (project / ".git/portfolio-kit-update.lock").unlink(missing_ok=True)
            held.close()
            return
        time.sleep(0.05)


def went_on(world: World, before: Mapping[str, Any], base: tuple[str, ...] = ()) -> str | None:
    """Return what is wrong with what an ended update left: None when the next one mends it.

    It either goes on, or names a command after which everything is as it was before.
    """
    wrong: object = lost(before, state(world.project))
    again = world.update(*base)
    if again.status and not wrong:
        command = again.err.splitlines()[-1].strip()
        ran = subprocess.run(command, shell=True, capture_output=True, check=False)
        wrong = differing(before, state(world.project))
        if "Traceback" in again.err or ran.returncode or wrong:
            return f"{again.err} {command}: {ran.stderr.decode()} {wrong}"
        again = world.update(*base)
    if wrong or again.status or not is_updated(world.project):
        return f"{wrong} {again.status} {again.err} {again.out}"
    return None


def lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the files that no commit holds and that are other ones now."""
    names = ("untracked.txt", "a.log", "build/x")
    return [name for name in names if before["files"][name] != after["files"].get(name)]


#: What of git writes something of the project: where it fails there is something to take back.
WRITING = re.compile(r" (commit-tree|update-ref|merge|reset|update-index|write-tree|hash-object) ")


HOWS = ("fails", "unheard", "killed-before", "killed-after", "interrupted", "interrupted-after")


WALKS = [("plain", how) for how in HOWS] + [
    (kind, how) for kind in ("squashed", "shallow") for how in ("fails", "killed-after")
]


#: Walks of which each takes ways that no other does; the others are for the night.
FIRST = (("plain", "fails"), ("plain", "killed-after"), ("squashed", "killed-after"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "how"),
    [walk if walk in FIRST else pytest.param(*walk, marks=pytest.mark.nightly) for walk in WALKS],
)
def test_at_whichever_git_it_ends_an_update_loses_nothing(
    world: World, tmp_path: Path, how: str, kind: str
) -> None:
    world = replace(world, project=history(world.project, kind, tmp_path / "made"))
    before, copy = state(world.project), tmp_path / "copy"
    subject, fault = replace(world, project=copy), Fault(tmp_path / "fault")

    def ended(at: int) -> Said:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(world.project, copy, symlinks=True)
        said = subject.update(*base, **fault.env(how, at))
        wait(copy)
        return said

    base = based(world, tmp_path / "base") if kind in BASELESS else ()
    assert ended(0).status == 0
    calls = fault.calls
    chosen = [
        at
        for at, words in enumerate(calls, start=1)
        if (kind, how) == ("plain", "fails") or WRITING.search(f" {words} ")
    ]
    wrong = []
    for at in chosen:
        said = ended(at)
        if said.status == 0 and is_updated(copy):
            continue
        problem = None
        if how in ("fails", "unheard") and said.status:
            problem = None if said.is_refused() else f"{said.status} {said.err[-300:]}"
            problem = problem or differing(before, state(copy))
        if problem := problem or went_on(subject, before, base):
            wrong.append(f"{at} ({calls[at - 1][:200]}): {str(problem)[:1500]}")

    assert len(chosen) > 10
    assert not wrong, f"{len(wrong)} of {len(chosen)}:\n" + "\n".join(wrong)


@pytest.mark.slow
def test_of_two_updates_at_once_one_waits_for_nobody_and_says_so(world: World) -> None:
    hook(world.project, "pre-merge-commit", "sleep 3")
    with subprocess.Popen(
        world.words("update", world.project), stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        until((world.project / ".git/portfolio-kit-update.json").exists)
        second = world.update()
        ran = world.call("run", world.project, "--trust")
        assert first.wait() == 0

    assert second.is_refused()
    assert "is being updated already" in second.err
    assert ran.is_refused()
    assert "is going on already" in ran.err
    assert is_updated(world.project)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_nothing_is_updated_while_a_run_goes_on(world: World) -> None:
    held = lock.hold(world.project / "build/portfolio-kit-run.lock")
    assert held is not None
    before = state(world.project)

    with held:
        said = world.update()
        dry = world.update("--dry-run")

    assert said.is_refused()
    assert "a run" in said.err
    assert dry.status == 0
    assert state(world.project) == before


def test_an_update_leaves_no_folder_of_a_run(bare: World) -> None:
    assert not (bare.project / "build").exists()

    said = bare.update()

    assert said.status == 0, said.err
    assert not (bare.project / "build").exists()


SEED = 20260203


#: How often an update is ended; a hundred kills are for the night.
POINTS = {"SIGKILL": (20, 100), "SIGINT": (8, 25)}


ENDS = [
    pytest.param(f"{name}{whom}", points, marks=marks, id=f"{name}{whom}-{points}")
    for name, (few, many) in POINTS.items()
    for whom in ("", " of all")
    for points, marks in ((few, ()), (many, pytest.mark.nightly))
]


def begun(world: World) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        world.words("update", world.project),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("how", "points"), ENDS)
def test_an_update_that_is_ended_at_any_time_loses_nothing(
    world: World, tmp_path: Path, how: str, points: int
) -> None:
    kept, wrong = tmp_path / "kept", []
    shutil.copytree(world.project, kept, symlinks=True)
    before = state(world.project)
    begin = time.monotonic()
    with begun(world) as whole:
        assert whole.wait() == 0
    length = time.monotonic() - begin
    dice = random.Random(f"{SEED} {how}")
    number = signal.SIGKILL if "KILL" in how else signal.SIGINT
    for _ in range(points):
        shutil.rmtree(world.project)
        shutil.copytree(kept, world.project, symlinks=True)
        with begun(world) as process:
            time.sleep(dice.uniform(0.2, 1.05) * length)
            with suppress(ProcessLookupError):
                (os.killpg if how.endswith("all") else os.kill)(process.pid, number)
            process.wait()
        wait(world.project)
        if is_updated(world.project):
            continue
        differs = differing(before, state(world.project)) if "INT" in how else {}
        if problem := differs or went_on(world, before):
            wrong.append(str(problem)[:1500])

    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mount disks of so many kilobytes, where that is allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk-{len(mounted)}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)]
        tool = shutil.which("mount")
        if not tool or subprocess.run(words, capture_output=True, check=False).returncode:
            pytest.skip("no disk can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["project", "temporary"])
def test_a_full_disk_loses_nothing_and_is_said_in_one_line(
    world: World, small: Callable[[int], Path], what: str
) -> None:
    wrong = []
    roomy = small(20_000)
    shutil.move(world.project, roomy / "p")
    before = state(roomy / "p")
    for free in range(0, 400, 16):
        disk = small(2_000)
        subject, env = replace(world, project=disk / "p"), {}
        if what == "temporary":
            subject, env = replace(world, project=roomy / "q"), {"TMPDIR": str(disk)}
            shutil.rmtree(roomy / "q", ignore_errors=True)
        shutil.copytree(roomy / "p", subject.project, symlinks=True)
        room = os.statvfs(disk)
        left = room.f_bavail * room.f_frsize - free * 1024
        (disk / "filler").write_bytes(bytes(max(left, 0)))

        said = subject.update(**env)

        (disk / "filler").unlink()
        wait(subject.project)
        if said.status == 0 and is_updated(subject.project):
            continue
        problem = None if said.is_refused() else f"{said.status} {said.err[-600:]}"
        if problem := problem or went_on(subject, before):
            wrong.append(f"{free} KiB: {said.err[-300:]} {problem}"[:1500])

    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)
