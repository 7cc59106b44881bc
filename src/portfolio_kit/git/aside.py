"""A folder that several processes share: made aside, then renamed into place."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portfolio_kit.system import lock

#: How what is being made is called, and what its maker holds.
_PARTIAL, _LOCK = ".partial-", ".lock"

#: Seconds between two looks at what another process is making.
_PATIENCE = 0.05


def make(
    target: Path, write: Callable[[Path], None], good: Callable[[Path], bool] = Path.is_dir
) -> None:
    """Write a folder aside and rename it into place, unless what is there is ``good``.

    What another process makes is waited for.
    """
    with alone(target) as aside:
        if good(target):  # another process may have made it while we waited
            return
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        # What a killed maker started may still write: into a folder of its own.
        made = aside / f"{target.name}-{os.getpid()}"
        write(made)
        _replace(target, made)


def _replace(target: Path, made: Path) -> None:
    """Rename ``made`` to ``target``; what stood there is removed, as far as it can be."""
    if target.exists() or target.is_symlink():
        old = target.with_name(f"{_PARTIAL}{target.name}.old")
        _remove(old)
        target.rename(old)  # in the same folder, so that it need not be ours
        _remove(old)
    made.rename(target)


def _remove(path: Path) -> None:
    """Remove a file or a folder, as far as that can be."""
    with suppress(OSError):
        path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)


@contextmanager
def alone(target: Path) -> Iterator[Path]:
    """Wait until nobody else makes or renews ``target``; give the folder to make it in."""
    aside = target.with_name(f"{_PARTIAL}{target.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    while (held := lock.hold(aside.with_name(f"{aside.name}{_LOCK}"))) is None:
        time.sleep(_PATIENCE)
    try:
        with held:
            yield aside
    finally:
        _sweep(target.parent)


def _sweep(folder: Path) -> None:
    """Remove what processes that have ended left in ``folder``; what a living one holds stays."""
    for path in sorted(folder.glob(f"{_PARTIAL}*{_LOCK}")):
        with suppress(OSError):  # Windows: an open file cannot be removed
            held = lock.hold(path)
            if held is not None:
                with held:
                    shutil.rmtree(path.with_name(path.name.removesuffix(_LOCK)), ignore_errors=True)
                    path.unlink()
