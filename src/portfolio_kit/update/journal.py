"""A note in git's own folder while an update changes the work tree.

Whoever ends the process half way leaves it behind: then the next update knows where the project
was, and says how one gets back there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from portfolio_kit.errors import BakeError, Problem
from portfolio_kit.git import merging
from portfolio_kit.git.store import Store
from portfolio_kit.system import lock

_NAME = "portfolio-kit-update.json"
_LOCK = "portfolio-kit-update.lock"


@dataclass(frozen=True)
class Journal:
    """From which commit an update went, and a commit of all that it was about to write."""

    head: str
    whole: str


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold the repository, all its work trees with it: replaced objects are of all of them.

    Raises:
        BakeError: another update holds it, or its folder cannot be written.
    """
    path = store.common / _LOCK
    held: IO[bytes] | None = None
    try:
        held = lock.hold(path, inherited=True)
    except OSError as error:
        raise BakeError(
            f"{path} cannot be written ({error.strerror})", "check the project's folder"
        ) from error
    if held is None:
        raise BakeError(f"{store.project} is being updated already", "wait for it, or end it")
    with held:
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()


def write(store: Store, journal: Journal) -> None:
    """Write the note, before the work tree changes.

    Raises:
        BakeError: it cannot be written.
    """
    path = store.directory / _NAME
    try:
        path.write_text(json.dumps({"head": journal.head, "whole": journal.whole}), "ascii")
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise BakeError(f"{path} cannot be written ({error.strerror})", "free space") from error


def left(store: Store) -> Journal | None:
    """Return the note that an ended update left; None when there is none that can be read."""
    try:
        said = json.loads((store.directory / _NAME).read_text("ascii"))
        return Journal(said["head"], said["whole"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget(store: Store) -> None:
    """Take a note away that says nothing any more."""
    (store.directory / _NAME).unlink(missing_ok=True)


def ended(store: Store, journal: Journal) -> Problem:
    """Say that an update was ended half way, and how one gets back."""
    command = merging.back(store.project, journal.whole, journal.head)
    if (store.directory / "index.lock").exists():
        command = f"rm -f {store.directory / 'index.lock'} && {command}"
    return Problem(
        f"an update of {store.project} was ended half way; it began at {journal.head[:12]}",
        "go back there with the next line, which also takes away what you changed in tracked "
        "files since (git diff shows it)",
        details=(command,),
    )
