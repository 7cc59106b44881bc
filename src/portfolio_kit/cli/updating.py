"""What is said of an update: what it changed, what is left to do, and how to take it back."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.cli import documents
from portfolio_kit.cli import next_steps as following
from portfolio_kit.cli.next_steps import Next
from portfolio_kit.cli.terminal import display
from portfolio_kit.showcase import manifest
from portfolio_kit.system import redact

if TYPE_CHECKING:
    from portfolio_kit.base.stale import Freshness
    from portfolio_kit.running.runner import Run
    from portfolio_kit.template.template import Template
    from portfolio_kit.update.update import Update

#: What becomes of files, in the order in which it is said.
_STATES = {"A": "added", "M": "changed", "D": "deleted"}


def announce(template: Template) -> None:
    """Say which commit of which repository is about to be rendered."""
    origin = template.origin
    where = redact.public(origin.url) if origin.url else display.near(template.root)
    at = f" at commit {origin.commit[:12]}" if origin.commit else ""
    display.line(f"Template: {where}{at}", stderr=True)


def report(done: Update, fresh: Freshness) -> None:
    """Say what became of a project, and which of its results it made ``stale``."""
    if done.state == "up to date":
        name = done.project.resolve().name if _is_here(done) else display.near(done.project)
        display.pieces(("  ✔ ", "good"), (name, "head"), ("  up to date", "quiet"))
        return
    display.line()
    mark, style = {"conflicts": ("✘", "bad"), "planned": ("·", "key")}.get(
        done.state, ("✔", "good")
    )
    subject = done.message.partition("\n")[0]
    commit = f", commit {done.commit[:7]}" if done.commit else ""
    display.pieces(
        (f"  {mark} ", style), (subject, "head"), (f"  {_counted(done)}{commit}", "quiet")
    )
    if done.state == "planned":
        _listed(done)
    for path in done.conflicts:
        display.pieces(("    ", None), (path, "bad"), ("  in conflict", "quiet"))
    for note in done.notes:
        display.paragraph(note, "    ", "    ")
    for one in fresh.stale:
        display.paragraph(f"stale: {one}", "    ", "      ")
    if fresh.not_checked and (done.project / manifest.NAME).exists():
        said = f"not checked whether results are stale: {fresh.not_checked}"
        display.paragraph(said, "    ", "      ")


def _counted(done: Update) -> str:
    states = list(done.files.values())
    counts = [(states.count(letter), word) for letter, word in _STATES.items()]
    said = [f"{count} {word}" for count, word in counts if count]
    return f"{', '.join(said)}" if said else "no file changed"


def _listed(done: Update) -> None:
    """List every file that would change."""
    for letter, word in _STATES.items():
        for path in (path for path, state in done.files.items() if state == letter):
            if path not in done.conflicts:
                display.pieces(("    ", None), (path, None), (f"  {word}", "quiet"))


def next_steps(done: Update, ran: Run | None) -> None:
    """Say what to do now, and how to take the update back.

    A command stands on one line, however narrow the terminal is: it is to be copied.
    """
    following.show([_steps(done, ran)])
    if done.state == "updated":
        display.line(f"  Take it back with: {_git(done, _short(done.undo))}", style="quiet")
    if done.state == "conflicts":
        display.line(f"  Or go back: {_git(done, done.undo)}", style="quiet")
    if done.state == "planned":
        display.line()
        display.line("  Nothing was written.", style="quiet")


def _steps(done: Update, ran: Run | None) -> Next:
    if done.state == "conflicts":
        edit = "Edit the files in conflict: between <<<<<<< and ======= stands what is yours. Then:"
        ends = (("add", "--", *done.conflicts), ("commit",))
        return Next(first=(edit,), commands=(" && ".join(_git(done, words) for words in ends),))
    if done.state != "updated" or ran is not None:
        return Next()
    return following.after_update(done.project)


def _short(undo: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a way back with as much of its commit as one needs."""
    return (*undo[:-1], undo[-1][:12])


def _is_here(done: Update) -> bool:
    return done.project.resolve() == Path.cwd().resolve()


def _git(done: Update, words: Sequence[str]) -> str:
    where = [] if _is_here(done) else ["-C", display.near(done.project)]
    return shlex.join(["git", *where, *words])


def document(done: Update, fresh: Freshness, ran: Run | None) -> dict[str, Any]:
    """Return what became of a project as ``--json`` prints it."""
    named = {
        word: [path for path, state in done.files.items() if state == letter]
        for letter, word in _STATES.items()
    }
    said = {
        "project": str(done.project.absolute()),
        "state": done.state,
        "message": done.message,
        "base": done.base,
        "bake": done.bake,
        "commit": done.commit,
        **named,
        "conflicts": list(done.conflicts),
        "notes": list(done.notes),
        **documents.freshness(fresh),
        "undo": _git(done, done.undo) if done.undo else None,
        "run": documents.run(ran) if ran else None,
        "next": _steps(done, ran).document(),
    }
    return dict(redact.deep(said))
