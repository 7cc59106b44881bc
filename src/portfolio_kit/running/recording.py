"""What a run wrote: held against its own word, and committed if that is nobody's but ours to do."""

from __future__ import annotations

import hashlib
import os
import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portfolio_kit.baking.order import nobody
from portfolio_kit.errors import Problem, RepositoryError, RunError
from portfolio_kit.git import adding, identity, merging, repository
from portfolio_kit.git.commands import translated
from portfolio_kit.git.repository import Identity
from portfolio_kit.git.store import Store
from portfolio_kit.running import compared
from portfolio_kit.running.step import Shell
from portfolio_kit.showcase import manifest, readme, recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.system import interleave, textfile

#: What a run records besides the figures that its manifest lists.
_RECORDED = (readme.README, manifest.NAME, "results", "figures")

#: The message of a commit that is left to the person; git ignores its folder.
_MESSAGE = "build/portfolio-kit-commit.txt"


@dataclass(frozen=True)
class Signature:
    """By whom and when results are committed; ``sign`` None leaves signing to git."""

    author: Identity
    date: datetime
    sign: bool | None = None


@dataclass(frozen=True)
class Recorded:
    """The recorded files that changed, their commit, and why there is none."""

    changed: tuple[str, ...] = ()
    commit: str | None = None
    notes: tuple[str, ...] = ()


def signature(
    project: Path, baked: Recipe, date: datetime, author: Identity | None, *, sign: bool | None
) -> Signature | None:
    """Return who commits: ``author``, else the recipe's, else git's; None: no repository.

    Asked before anything is run: a missing name should not be the end of a long training.

    Raises:
        RepositoryError: there is no name or no address.
    """
    if not repository.is_repository(project):
        return None
    if author is None:
        author = _recipes_author(baked) or _gits_author(project)
        if author is None:
            raise nobody("the commit of the results")
    return Signature(author, date, sign)


def _recipes_author(baked: Recipe) -> Identity | None:
    name, email = (baked.answers.get(f"author_{key}") for key in ("name", "email"))
    return Identity(str(name), str(email), recipe.NAME) if name and email else None


def _gits_author(project: Path) -> Identity | None:
    said = identity.here(project)
    if not {"name", "email"} <= said.keys():
        return None
    name, email = said["name"], said["email"]
    return Identity(name.value, email.value, email.source)


def obstacle(project: Path) -> str | None:
    """Return what of the person's own work a commit of the results would touch, before a run."""
    if not repository.is_repository(project):
        return f"{project} is no git repository of its own"
    if repository.staged(project):
        return "something is staged for a commit of yours"
    if repository.changed(project, [readme.README]) and _is_reworded(project):
        return f"{readme.README} holds changes of yours that are not committed"
    return None


def refuse_merge(project: Path) -> None:
    """Refuse to record in the middle of a merge: git commits no single files then.

    Raises:
        RepositoryError: one is under way.
    """
    if not repository.is_repository(project):
        return
    with translated("git rev-parse failed"):
        folder = Store(project).directory
    if problem := merging.under_way(project, folder, ["MERGE_HEAD"]):
        raise RepositoryError([problem])


def sums(project: Path) -> dict[str, str]:
    """Return a sum for each file by which one can see that a run wrote where it must not.

    In a repository: whatever differs from the last commit and is not ignored. Elsewhere: what
    a run records.
    """
    if repository.is_repository(project):
        names = repository.changed(project)
    else:
        files = (p for name in _RECORDED for p in ((project / name), *(project / name).rglob("*")))
        names = [path.relative_to(project).as_posix() for path in files if path.is_file()]
    return {name: _sum(project / name) for name in names}


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "none"


def written(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    """Return the names whose sums differ, sorted."""
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def verify(shell: Shell, baked: Recipe) -> dict[str, Any] | None:
    """Step "verify" of a full run: return the manifest, which holds and is what README shows.

    None: the project of a foreign template measured nothing.

    Raises:
        RunError: manifest, figures and README do not agree; all problems are listed.
    """
    shell.say("verify", f"holding {readme.README} and the figures against {manifest.NAME}")
    if not (shell.project / manifest.NAME).exists():
        if baked.origin is not None:
            return None
        what = f"{baked.command!r} ended well and wrote no {manifest.NAME}"
        raise _disagreement(shell, [Problem(what)])
    if problems := readme.check(shell.project, lambda: baked.command):
        raise _disagreement(shell, problems)
    return manifest.read(shell.project)


def verify_smoke(shell: Shell, before: dict[str, str]) -> None:
    """Step "verify" of a smoke run: nothing but ignored files was written.

    Raises:
        RunError: something else was; all of it is listed.
    """
    shell.say("verify", "looking for files that a smoke run must not touch")
    if touched := written(before, sums(shell.project)):
        raise _disagreement(shell, [Problem(f"the smoke run wrote {name}") for name in touched])


def _disagreement(shell: Shell, problems: list[Problem]) -> RunError:
    """Return the error of a run that ended well and left something wrong."""
    said = shell.failure("verify", "the command ended well, but what it wrote is not right")
    return RunError([*said.problems, *problems])


def record(
    shell: Shell, baked: Recipe, measured: dict[str, Any], by: Signature | None, block: str | None
) -> Recorded:
    """Step "commit": exactly what the run recorded, unless ``block`` is in the way.

    Raises:
        RepositoryError: the person's own hook or signing refused, or git could not do it.
    """
    project = shell.project
    paths = _paths(measured)
    if not repository.is_repository(project):
        return Recorded(notes=(f"{block}; the results are written and not committed",))
    changed = tuple(repository.changed(project, paths))
    missing = _missing(project, paths)
    if not changed:
        shell.say("commit", "the results are those of the last commit")
        return Recorded(notes=missing)
    message = _message(project, baked, measured)
    if block is not None or by is None:
        reason = block or "no commit was asked for"
        return Recorded(changed, None, (*_by_hand(project, message, changed, reason), *missing))
    shell.say("commit", message.partition("\n")[0])
    wanted = repository.Commit(message, by.author, by.date, by.sign)
    try:
        commit = interleave.finish(repository.committing_paths(project, changed, wanted))
    except repository.CommitRefusedError as error:
        first, *commands = _by_hand(project, message, changed, str(error))
        raise RepositoryError([Problem(first, details=tuple(commands))]) from error
    return Recorded(changed, commit, (*_altered(project, changed), *missing))


def _paths(measured: dict[str, Any]) -> list[str]:
    """Return where a run records what it measured."""
    drawn = (f[key] for f in measured["figures"] for key in ("path", "dark") if key in f)
    return sorted({*_RECORDED, *drawn})


def is_committed(project: Path, measured: dict[str, Any]) -> bool:
    """Say whether the last commit holds all that a run recorded; README may have new words.

    Nobody else has committed results since: the manifest has sums of the figures alone.

    Raises:
        RepositoryError: git cannot say.
    """
    if not repository.is_repository(project):
        return False
    paths = _paths(measured)
    waiting = {*repository.changed(project, paths)}
    if waiting == {readme.README}:
        waiting = set() if _is_reworded(project) else waiting
    results = (manifest.NAME, "results", "figures")
    by_hand = repository.last(project, *results) != repository.last(project, manifest.NAME)
    return not waiting and not by_hand and not _missing(project, paths)


def _is_reworded(project: Path) -> bool:
    return readme.is_edited(project, repository.blob(project, readme.README))


def _missing(project: Path, paths: list[str]) -> tuple[str, ...]:
    """Say which results this repository ignores: README shows them, and nobody would see them."""
    names = [
        name
        for name in repository.left_out(project, paths)
        if not any(part.startswith(".") for part in name.split("/"))  # .DS_Store is no result
    ]
    if not names:
        return ()
    said = (
        f"this repository ignores {adding.some(names)}: no commit holds what the run wrote there; "
        "take the pattern out of .gitignore or .git/info/exclude, then run again"
    )
    return (said,)


def _altered(project: Path, changed: tuple[str, ...]) -> tuple[str, ...]:
    """Say which files the commit that was just made does not hold as the run wrote them."""
    names = repository.changed(project, changed)
    if not names:
        return ()
    return (f"a hook of yours committed other files than the run wrote: {adding.some(names)}",)


def _by_hand(project: Path, message: str, changed: tuple[str, ...], reason: str) -> tuple[str, ...]:
    """Return why results are not committed, and the commands that do it."""
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(textfile.opened(project / _MESSAGE, flags), "wb") as file:
            file.write(message.encode())
    except OSError as error:
        raise RunError(f"{_MESSAGE} cannot be written ({error.strerror})", "free space") from error
    git = ["git", "-C", str(project)]
    return (
        f"{reason}; the results are written and not committed, commit them with:",
        shlex.join([*git, "add", "--", *changed]),
        shlex.join([*git, "commit", "--file", _MESSAGE, "--", *changed]),
    )


def _message(project: Path, baked: Recipe, measured: dict[str, Any]) -> str:
    """Return the message of the commit: what was measured, and how to measure it again."""
    first = not repository.tracks(project, manifest.NAME)
    table = "" if first else compared.table(repository.blob(project, manifest.NAME), measured)
    return (
        f"docs: record {'the results of the first run' if first else 'results'}\n\n"
        f"{manifest.headline(measured)}\n"
        f"Measured by `{measured['run']['command']}`\n\n"
        f"{table}"
        f"Portfolio-Kit-Template: {baked.template} {baked.version}\n"
    )
