"""A lock is held by one process, and is never stale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio_kit.system import lock

HOLD = """
import sys, time
from pathlib import Path
from portfolio_kit.system import lock
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
    path, real = tmp_path / "lock", lock._lock
    vanished = []

    def vanish(file: object) -> bool:
        if not vanished:
            vanished.append(path)
            path.unlink()
        return real(file)  # type: ignore[arg-type] # the file that hold has opened

    monkeypatch.setattr(lock, "_lock", vanish)

    held = lock.hold(path)

    assert held is not None
    assert path.exists()
    held.close()
