"""Update a project: what its template bakes now, with other answers too, as a real merge."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from portfolio_kit.errors import ConfigError, RepositoryError
from portfolio_kit.git import merging
from portfolio_kit.git.commands import GitError, translated
from portfolio_kit.git.store import Store
from portfolio_kit.running import step
from portfolio_kit.showcase import recipe
from portfolio_kit.update import applying, journal, plan
from portfolio_kit.update.plan import Wish

State = Literal["updated", "conflicts", "planned", "up to date"]


@dataclass(frozen=True)
class Update:
    """What an update did, or would do.

    ``base`` is the commit that the merge went from, ``bake`` what was merged, ``head`` where the
    project was before. ``files`` says of each path whether it is added (``A``), changed (``M``)
    or deleted (``D``).
    """

    project: Path
    state: State
    message: str = ""
    base: str | None = None
    bake: str | None = None
    head: str | None = None
    commit: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def undo(self) -> tuple[str, ...]:
        """The words of git that take the update back; none when nothing was done."""
        if self.state == "conflicts":
            return ("merge", "--abort")
        return ("reset", "--merge", str(self.head)) if self.state == "updated" else ()


def update(project: Path, wish: Wish) -> Update:
    """Merge what the template bakes now, with the recipe's answers and those given.

    Raises:
        PortfolioKitError: why not; nothing has changed then, unless the error says so.
    """
    _refuse(project)
    store = Store(project)
    with translated(), journal.alone(store), step.resting(project):
        with suppress(GitError):  # what an ended update left, also where this one is refused
            merging.forget(store)
        _refuse_state(store)
        journal.forget(store)
        planned = plan.make(store, wish)
        if planned is None:
            return Update(project, "up to date")
        done = applying.apply(planned)
        return Update(
            project,
            "conflicts" if done.conflicts else "updated",
            planned.message,
            done.base,
            done.bake,
            planned.head,
            done.commit,
            done.files,
            done.conflicts,
            planned.notes,
        )


def preview(project: Path, wish: Wish, beside: Path) -> Update:
    """Return what ``update`` would do; nothing of the project is written.

    Args:
        project: its folder.
        wish: as for ``update``.
        beside: an empty folder, for objects that only the preview needs.

    Raises:
        PortfolioKitError: what ``update`` would say.
    """
    _refuse(project)
    with translated():
        return _previewed(project, wish, beside)


def _previewed(project: Path, wish: Wish, beside: Path) -> Update:
    _refuse_state(Store(project))
    store = Store.beside(project, beside)
    planned = plan.make(store, wish)
    if planned is None:
        return Update(project, "up to date")
    outcome = applying.previewed(planned)
    if outcome is None:
        raise RepositoryError(
            "git merges nothing without a work tree before its version 2.38",
            "update without --dry-run: it can be taken back",
        )
    return Update(
        project,
        "planned",
        planned.message,
        planned.base.commit,
        head=planned.head,
        files=store.differing(planned.head, outcome.tree),
        conflicts=outcome.conflicts,
        notes=planned.notes,
    )


def _refuse(project: Path) -> None:
    """Refuse what is no project in a repository.

    Raises:
        ConfigError: it was not baked.
        RepositoryError: git does not know it.
    """
    if not (project / recipe.NAME).is_file():
        raise ConfigError(
            f"{project.absolute()} was not baked by portfolio-kit (it has no {recipe.NAME})",
            "give the folder of a project, or bake one with: portfolio-kit new TEMPLATE",
        )
    if (problem := merging.homeless(project)) is not None:
        raise RepositoryError([problem])
    try:
        _ = Store(project).directory
    except GitError as error:
        raise RepositoryError(f"git cannot read {project}: {error}", "see: git status") from error


def _refuse_state(store: Store) -> None:
    """Refuse a repository in which nothing can be merged now.

    Raises:
        RepositoryError: one problem for each reason; of an update that was ended, the way back.
    """
    problems = list(merging.obstacles(store.project))
    try:
        ended = journal.unfinished(store)
    except GitError:
        if not problems:
            raise
        ended = None
    problems = [ended] if ended else problems
    if problems:
        raise RepositoryError(problems)
