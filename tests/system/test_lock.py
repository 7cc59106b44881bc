"""A lock is held by one process, and is never stale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio_kit.system import lock, textfile

HOLD = """
import sys, time
from pathlib import Path
from portfolio_kit.system import lock, textfile
held = lock.hold(Path(sys.argv[1]))
print(held is not None, flush=True)
time.sleep(60)
"""


def test_a_lock_is_held_once_and_free_when_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    first = lock.hold(path)
    second = lock.hold(path)

    assert first is not None
    assert second is None
    first.close()
    third = lock.hold(path)
    assert third is not None
    third.close()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, env=env
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"True"
        assert lock.hold(path) is None

        child.kill()
        child.wait()

        held = lock.hold(path)
    assert held is not None
    held.close()


def test_a_lock_that_vanishes_between_open_and_lock_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real = tmp_path / "lock", textfile.opened
    vanished = []

    def vanish(name: str | Path, flags: int) -> int:
        handle = real(name, flags)
        if not vanished:
            vanished.append(path)
            path.unlink()
        return handle

    monkeypatch.setattr(textfile, "opened", vanish)

    held = lock.hold(path)

    assert held is not None
    assert path.exists()
    held.close()
