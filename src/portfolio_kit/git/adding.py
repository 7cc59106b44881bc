"""What git is to commit first: every file that was rendered, held against what git has taken.

A machine has ignore files of its own (``core.excludesFile``, ``info/exclude`` of an init
template) and settings that change what git sees. None of them may take a file out of a bake.
Only the project's own ``.gitignore`` may, since its template wrote it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import commands, content, objects
from portfolio_kit.git.commands import Work
from portfolio_kit.git.objects import Entry

#: A global "*.csv" must not drop results.
NO_GLOBAL = ("-c", "core.excludesFile=")

#: Settings that must not change what of a new project is added.
OURS = (
    *NO_GLOBAL,
    *("-c", "core.ignoreCase=false"),
    *("-c", "core.sparseCheckout=false"),
    *("-c", "core.safecrlf=false"),
)

#: Add exactly the paths that git is given, whatever is ignored.
FORCED = (
    *("--literal-pathspecs", "add", "--all", "--force"),
    *("--pathspec-from-file=-", "--pathspec-file-nul"),
)

_MODES = ("-c", "core.fileMode=true")

_REPOSITORY = "160000"  # the mode of a repository inside another
_NAMED = 5  # files that a sentence names; of more it says how many


@dataclass(frozen=True)
class Added:
    """What git has taken: ``tree`` is the id of it all.

    ``first`` says that there was no repository before. ``left_out`` are files that the
    project's own ``.gitignore`` names; ``inner`` are folders that a hook made repositories of
    their own: git keeps only at which commit each is.
    """

    tree: str
    held: Mapping[str, Entry]
    first: bool = True
    left_out: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()


def adding(
    project: Path,
    wanted: Mapping[str, str],
    always: Collection[str] = (),
    *,
    branch: str = "main",
    remote: str | None = None,
) -> Work[Added]:
    """Make ``project`` a repository and add ``wanted``, as a work that waits for git.

    Args:
        project: a folder, or a repository that a hook of a trusted template made.
        wanted: every file with the mode that git is to store.
        always: those that are added although the project's ``.gitignore`` names them.
        branch: the first branch.
        remote: the address of ``origin``.

    Raises:
        RepositoryError: git could not do it, or holds something else than ``wanted``.
    """
    first = not (project / ".git").exists()
    with commands.translated("git init failed"):
        yield from commands.running(project, "init", "--quiet", f"--initial-branch={branch}")
        if remote:
            commands.run(project, "remote", "add", "origin", remote)
    options = settings(wanted)
    left_out: tuple[str, ...] = ()
    with commands.translated("git add failed"):
        yield from commands.running(project, *options, "add", "--all")
        held = yield from _held(project)
        if missing := wanted.keys() - held.keys():
            left_out = tuple(sorted(ignored(project) & missing - set(always)))
            inside = {name for name in missing if _within(name, held)}
            yield from forcing(project, sorted(missing - {*left_out} - inside), *options)
            held = yield from _held(project)
    _refuse_other(wanted, held, left_out)
    inner = tuple(name for name, entry in held.items() if entry.mode == _REPOSITORY)
    return Added(objects.tree(held), held, first, left_out, inner)


def settings(wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Return the settings of git with which what was rendered is added, the modes in ``wanted``."""
    return (*OURS, *(_MODES if _keeps_modes(wanted) else ()))


def _keeps_modes(wanted: Mapping[str, str]) -> bool:
    """Say whether the disk knows programs from files: on some disks everything is a program."""
    return os.name != "nt" and content.FILE in wanted.values()


def ignored(project: Path, env: Mapping[str, str] | None = None) -> set[str]:
    """Return the files that git does not know and the project's own ``.gitignore`` names."""
    words = ("ls-files", "-z", "--others", "--ignored", "--exclude-per-directory=.gitignore")
    return set(filter(None, commands.run(project, *OURS, *words, env=env).split("\0")))


def forcing(project: Path, paths: Collection[str], *options: str) -> Work[None]:
    """Add exactly ``paths``, whatever is ignored."""
    if paths:
        yield from commands.running(project, *options, *FORCED, given="\0".join(paths))


def some(names: Collection[str]) -> str:
    """Return names for a sentence: a few of them, and how many there are besides."""
    shown = sorted(names)[:_NAMED]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _held(project: Path) -> Work[dict[str, Entry]]:
    """Return what git has taken, by path."""
    held = {}
    lines = yield from commands.running(project, "ls-files", "--stage", "-z")
    for line in lines.split("\0"):
        if line:
            said, _, name = line.partition("\t")
            mode, id_, _ = said.split(" ")
            held[name] = Entry(mode, id_)
    return held


def _within(name: str, held: Mapping[str, Entry]) -> bool:
    """Say whether ``name`` lies in a folder that git holds as a repository of its own."""
    parts = name.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(held[place].mode == _REPOSITORY for place in above if place in held)


def _refuse_other(
    wanted: Mapping[str, str], held: Mapping[str, Entry], left_out: Collection[str]
) -> None:
    """Refuse a difference that nobody asked for.

    Raises:
        RepositoryError: it names the files.
    """
    digits = 6 if _keeps_modes(wanted) else 3  # 100 and 120: a file and a link
    want = {_name(n): mode[:digits] for n, mode in wanted.items() if not _within(n, held)}
    have = {_name(n): e.mode[:digits] for n, e in held.items() if e.mode != _REPOSITORY}
    for name in left_out:
        want.pop(_name(name), None)
    if want == have:
        return
    wrong = {n for n in want.keys() | have.keys() if want.get(n) != have.get(n)}
    raise RepositoryError(
        f"git would commit something else than was rendered: {some(wrong)}",
        "look for the reason in: git config --list --show-origin",
    )


def _name(name: str) -> str:
    """Return a name as every system would have it: macOS composes accents, Linux does not."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)
