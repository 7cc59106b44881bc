"""Run a project: environment, installation, main command, and a commit of what it measured."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from portfolio_kit.baking import marks
from portfolio_kit.baking.order import Order, Wanted
from portfolio_kit.errors import Problem, RunError, TrustError
from portfolio_kit.git.repository import Identity
from portfolio_kit.running import install, on_record, recording
from portfolio_kit.running.recording import Recorded, Signature
from portfolio_kit.running.step import LOG, Event, Shell, open_log
from portfolio_kit.running.wish import Wish
from portfolio_kit.showcase import readme, recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.system import redact


@dataclass(frozen=True)
class Run:
    """What a run did.

    ``changed`` lists the recorded files that differed from the last commit when the run was
    over, and ``commit`` holds them now; where it is None, ``notes`` says why, with commands.
    ``unchanged_since`` is the commit at which everything was measured that this run would have
    measured again: then it did not.
    """

    project: Path
    commit: str | None
    changed: tuple[str, ...]
    log: Path
    seconds: float
    notes: tuple[str, ...] = ()
    author: Identity | None = None
    unchanged_since: str | None = None


def run(  # noqa: PLR0913 - what is run, how and when, and who is asked and told meanwhile
    project: Path,
    wish: Wish,
    *,
    date: datetime,
    state: Path | None = None,
    progress: Callable[[Event], None] = lambda _: None,
    unchanged: Callable[[Path], bool] = lambda _: False,
) -> Run:
    """Install and run ``project``, and commit the results that its main command wrote.

    What a run has done stays done: after a failure or a Ctrl-C the next one goes on. ``state``
    is the person's state folder: what was baked here needs no trust, and who gives it once is
    remembered there. Where ``unchanged`` says that the project would measure what is on record,
    and this machine would too, nothing is run.

    Raises:
        TrustError: nobody has vouched for the project, and the wish does not.
        RunError: it is no project of ours, or a step failed; the error says which.
        RepositoryError: a merge is under way, git does not know by whom, or the person's hook
            refused the commit.
    """
    started = time.perf_counter()
    baked = _baked(project)
    wish = replace(wish, extras=baked.extras)
    line = main_command(baked, wish)
    known = state is not None and marks.holds(project, state)
    if not (wish.trust or known):
        raise TrustError([_warning(project, baked, wish, line)])
    by, smoke = None, wish.profile == "smoke"
    if wish.commit and not smoke:
        recording.refuse_merge(project)
        by = recording.signature(project, baked, date, wish.author, sign=wish.sign)
    if not smoke and baked.origin is None:  # else known only after minutes of work
        readme.refuse_edited(project)
    with open_log(project) as log:
        doubt = None if known or state is None else marks.write(project, state)
        anew = ["--trust"] if doubt or not (known or state) else []
        again = goes_on(["portfolio-kit", "run", str(project), *wish.options, *anew])
        shell = Shell(project, log, progress, again, install.secrets(wish))
        since = on_record.since(project, baked, wish, unchanged)
        if since is None:
            install.make(shell, wish)
            install.install(shell, wish)
            done = _smoke(shell, line) if smoke else _full(shell, baked, line, by)
        else:
            shell.note(f"nothing has changed since commit {since}")
            done = Recorded()
    seconds = time.perf_counter() - started
    notes = done.notes if doubt is None else (*done.notes, doubt)
    author = by.author if by is not None and done.commit else None
    return Run(project, done.commit, done.changed, project / LOG, seconds, notes, author, since)


def refuse_untrusted(wanted: Wanted | Order, *, trust: bool) -> None:
    """Refuse to run what a foreign template would make, before anything is made.

    Raises:
        TrustError: its code would run, and nobody has said that it may.
    """
    template = wanted.template
    if not (template.builtin or trust):
        raise TrustError(
            f"{template.name} is a foreign template, and --run would run its code "
            f"({template.command})",
            "look at it, then pass --trust, or leave --run out",
        )


def goes_on(words: list[str]) -> str:
    """Return the command that goes on, which is no place for a password."""
    line = redact.command(words)
    return line if line == shlex.join(words) else f"{line} (with the secret in place of ***)"


def main_command(baked: Recipe, wish: Wish) -> list[str]:
    """Return the main command as words, with its options.

    Raises:
        RunError: the template names no main command.
    """
    if baked.command is None:
        raise RunError(
            f"template {baked.template!r} names no main command",
            "run the project as its README says",
        )
    return [*shlex.split(baked.command), *wish.words]


def _baked(project: Path) -> Recipe:
    """Return what baked the project."""
    if not (project / recipe.NAME).exists():
        what = "was not baked by portfolio-kit" if project.is_dir() else "is no folder"
        raise RunError(
            f"{project.absolute()} {what} (it has no {recipe.NAME})",
            "give the folder of a project, or bake one with: portfolio-kit new TEMPLATE",
        )
    return recipe.read(project)


def _warning(project: Path, baked: Recipe, wish: Wish, line: list[str]) -> Problem:
    """Return what running a project of others would execute.

    A recipe is a claim that anybody can write: it tells where the project comes from,
    and vouches for nothing.
    """
    if marks.builtin(baked) is None:
        origin = (baked.origin or {}).get("url") or baked.template
        doubt = f"comes from the foreign template {origin}, whose code would run"
    else:
        doubt = "was not baked here by you, or has been moved since, and its code would run"
    return Problem(
        f"{project} {doubt}",
        "look at the project and at these two commands, then pass --trust once",
        details=(
            f"  install: {redact.command(install.command(project, wish))}",
            f"  run:     {shlex.join(line)}",
        ),
    )


def _main(shell: Shell, line: list[str]) -> None:
    """Step "run": the main command, with the project's own Python."""
    shell.say("run", shlex.join(line))
    words = list(line)
    if words[0] in ("python", "python3"):
        words[0] = str(install.interpreter(shell.project))
    shell.call("run", words, install.variables(shell.project))


def _smoke(shell: Shell, line: list[str]) -> Recorded:
    """Run what CI runs: it records nothing."""
    before = recording.sums(shell.project)
    _main(shell, line)
    recording.verify_smoke(shell, before)
    return Recorded()


def _full(shell: Shell, baked: Recipe, line: list[str], by: Signature | None) -> Recorded:
    """Run, verify and commit."""
    block, before = recording.obstacle(shell.project), recording.sums(shell.project)
    _main(shell, line)
    measured = recording.verify(shell, baked)
    if measured is None:
        return Recorded(notes=(f"the run wrote no showcase.json; {shell.project} records nothing",))
    wrote = recording.written(before, recording.sums(shell.project))
    if block is not None and not wrote:
        return Recorded(notes=(f"nothing new was measured; {block}",))
    return recording.record(shell, baked, measured, by, block)
