"""A note in git's own folder while an update changes the work tree.

Whoever ends the process half way leaves it behind: then the next update knows where the project
was, and says how one gets back there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO

from portfolio_kit.errors import BakeError, Problem
from portfolio_kit.git import merging
from portfolio_kit.git.commands import translated
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
    with translated(f"git cannot read {store.project}"):
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


def unfinished(store: Store) -> Problem | None:
    """Say that an update was ended half way, when what it left still lies there.

    A note alone is no sign of that: the branch may have gone on since.

    Raises:
        GitError: git cannot say what there is.
    """
    note = left(store)
    if note is None or (store.directory / "MERGE_HEAD").exists() or not _stands(store, note.head):
        return None
    states = store.differing(note.head, note.whole)
    added = [path for path, state in states.items() if state == "A"]
    there = [path for path in added if os.path.lexists(store.project / path)]
    known = set(merging.changed_in(store))
    ours = {path for path in there if path in known or _is_written(store, path, note.whole)}
    if not ours and not known & states.keys():
        return None
    if others := [path for path in there if path not in ours]:
        what = f"an update of {store.project} was ended half way, and there are files of yours "
        return Problem(f"{what}where it adds some: {', '.join(others)}", "move them away first")
    return ended(store, note)


def _stands(store: Store, head: str) -> bool:
    """Say whether the branch is where an update began, or at the note of its base."""
    now = store.resolve("HEAD^{commit}")
    if now is None or now == head:
        return now == head
    tree = store.resolve("HEAD^{tree}")
    return head in store.parents(now) and tree == store.resolve(f"{head}^{{tree}}")


def _is_written(store: Store, path: str, whole: str) -> bool:
    """Say whether a file is what a merge writes at its path, or the beginning of that."""
    file = store.project / path
    if file.is_symlink():
        text = os.readlink(file)  # noqa: PTH115 - as text
    elif file.is_file():
        text = os.fsdecode(file.read_bytes())
    else:
        return False
    return store.git("cat-file", "--filters", f"{whole}:{path}").startswith(text)


def ended(store: Store, journal: Journal) -> Problem:
    """Say that an update was ended half way, and how one gets back."""
    back = merging.back(store.project, journal.whole, journal.head)
    command = " && ".join((*merging.freeing(store.directory), back))
    return Problem(
        f"an update of {store.project} was ended half way; it began at {journal.head[:12]}",
        "go back there with the next line, which also takes away what you changed in tracked "
        "files since (git diff shows it)",
        details=(command,),
    )
