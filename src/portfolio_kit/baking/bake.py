"""Bake: from every answer to a committed repository, or no trace."""

from __future__ import annotations

import shlex
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio_kit import __version__
from portfolio_kit.baking import marks, writing
from portfolio_kit.baking.order import Order, nobody
from portfolio_kit.baking.writing import Written
from portfolio_kit.errors import BakeError, Problem, RepositoryError
from portfolio_kit.git import adding, repository
from portfolio_kit.git.repository import Identity
from portfolio_kit.render import render
from portfolio_kit.showcase import recipe
from portfolio_kit.system import interleave, staging
from portfolio_kit.system.interleave import Work


@dataclass(frozen=True)
class Bake:
    """A project that was baked; ``commit`` is None where none was asked for.

    ``author`` is who is published: in the commit, and in files that name the author.
    ``left_out`` are the ``files`` that the project's own ``.gitignore`` keeps out of the commit.
    ``skipped`` are the hooks that were not run. ``notes`` say what else somebody should know.
    """

    path: Path
    commit: str | None
    files: tuple[str, ...]
    command: str | None
    author: Identity | None = None
    left_out: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a bake would make."""

    path: Path
    files: tuple[str, ...]
    message: str | None
    author: Identity | None = None


def refuse_place(place: Path, *, commits: bool) -> None:
    """Refuse a destination in which no project may be baked; ``commits`` makes a repository.

    Raises:
        BakeError: something stands there, or it lies in somebody's repository.
        RepositoryError: git is not there.
    """
    if place.exists() or place.is_symlink():
        raise staging.taken(place)
    if commits and (top := repository.enclosing(place.parent)) is not None:
        raise BakeError(
            f"{place} would lie inside the git repository {top}",
            "choose another --output, or pass --nested to make it a folder of that repository",
        )


def bake(order: Order, *, state: Path | None = None) -> Bake:
    """Render, commit and put in place; anything that fails leaves no trace.

    Args:
        order: what is baked, and where.
        state: the person's state folder, in which a project of a template that may run code
            is marked as one that may be run.

    Raises:
        PortfolioKitError: what ``baking`` says.
    """
    return interleave.finish(baking(order, state=state))


def baking(order: Order, *, state: Path | None = None) -> Work[Bake]:
    """Bake as a work that waits where git does; anything that fails leaves no trace.

    Raises:
        PortfolioKitError: the step that failed says why. Only when the person's own hook or
            signing refuses the commit does the project stay, uncommitted.
    """
    _refuse(order)
    target = order.destination
    refused: repository.CommitRefusedError | None = None
    with staging.staging(target) as folder:
        written = writing.write(order, folder)
        made = Bake(
            *(target, None, written.files, written.command),
            author=order.author,
            skipped=order.skipped,
            notes=tuple(written.notes),
        )
        if order.git.commits:
            try:
                made = yield from _committed(order, written, made)
            except repository.CommitRefusedError as error:
                refused = error
        staging.place(written.project, target)
        if state is not None and (order.template.builtin or order.trust):  # it may be run
            note = marks.write(target, state)
            made = made if note is None else replace(made, notes=(*made.notes, note))
    if refused is not None:
        raise RepositoryError([_finish(target, refused)]) from refused
    return made


def _finish(target: Path, refused: RepositoryError) -> Problem:
    """Say how a commit is made that the person's own hook or signing refused."""
    git = ["git", "-C", str(target)]
    return Problem(
        str(refused),
        f"{target} is baked but not committed, finish with:",
        details=(
            shlex.join([*git, "add", "--all"]),
            shlex.join([*git, "commit", "--file", ".git/BAKE_MESSAGE"]),
        ),
    )


def _committed(order: Order, written: Written, made: Bake) -> Work[Bake]:
    """Commit what was written, hold the commit against it, and return ``made`` with both.

    Raises:
        BakeError: a template of ours keeps a file of its own out of the commit.
        CommitRefusedError: the person's hook or signing refused; the message is kept in a file.
        RepositoryError: git could not do its work.
    """
    assert order.author is not None  # noqa: S101 - _refuse
    project, plan, said = written.project, order.git, message(order)
    added = yield from adding.adding(
        project, written.modes, {recipe.NAME}, branch=plan.branch, remote=plan.remote
    )
    if added.left_out and order.template.builtin:
        raise BakeError(
            f"the .gitignore of {order.template.name} leaves out {adding.some(added.left_out)}",
            "choose another package, and report the template",
        )
    first = repository.Commit(f"{said}{added.tree}\n", order.author, order.date, plan.sign)
    try:
        commit = yield from repository.committing(project, first, added, branch=plan.branch)
    except repository.CommitRefusedError:
        (project / ".git" / "BAKE_MESSAGE").write_text(first.message, encoding="utf-8")
        raise
    notes = [
        f"{name} is a repository of its own: the commit only says at which commit it is"
        for name in added.inner
    ]
    if altered := repository.altered(project, commit, added):
        notes.append(
            f"a hook of yours committed other files than were baked: {adding.some(altered)}; "
            "the trailer Portfolio-Kit-Bake names the tree that was baked"
        )
    return replace(made, commit=commit, left_out=added.left_out, notes=(*made.notes, *notes))


def preview(order: Order) -> Preview:
    """Return what ``bake`` would make, and write nothing that stays.

    Raises:
        PortfolioKitError: what ``bake`` would say.
    """
    _refuse(order)
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
        files = writing.write(order, Path(folder)).files
    said = f"{message(order)}…\n" if order.git.commits else None
    return Preview(order.destination, files, said, order.author)


def _refuse(order: Order) -> None:
    """Refuse what cannot be baked, before anything is rendered.

    Raises:
        BakeError: the destination is taken.
        RepositoryError: the commit would be by nobody, or git is not there.
    """
    if order.git.commits and order.author is None:
        raise nobody()
    refuse_place(order.destination, commits=order.git.commits)


def message(order: Order) -> str:
    """Return the message of a bake's commit: what baked it, and how to bake it again.

    It ends where the id of the tree that was baked follows. A commit is a bake only while its
    own tree is that one: a later commit with the same words is none, nor is one that a hook
    changed.
    """
    template, title = order.template, order.context.get("title") or order.template.title
    # A line end in either would forge a line of the message.
    title = " ".join(str(title).split())
    label = " ".join(f"{template.name} {template.version}".split())
    return (
        f"{order.git.subject or f'feat: {title}'}\n\n"
        f"Baked by portfolio-kit {__version__} from its template {label}.\n"
        "To bake the same commit again:\n\n"
        "    portfolio-kit new --from .portfolio-kit.json"
        f" --set-date {order.date.isoformat(timespec='seconds')}{_consent(order)}\n\n"
        f"Portfolio-Kit-Template: {label}\n"
        "Portfolio-Kit-Bake: git:"
    )


def _consent(order: Order) -> str:
    """Return the options without which the template would be refused, or bake otherwise."""
    foreign = not order.template.builtin and render.extensions(order.template)
    trust = " --trust" if order.scripts or foreign else ""
    return f"{trust} --skip-hooks" if order.skipped else trust
