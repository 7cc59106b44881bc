"""Bake: from every answer to a committed repository, or no trace."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from portfolio_kit import __version__
from portfolio_kit.baking import marks, prose, recipe, taken
from portfolio_kit.baking.recipe import Recipe
from portfolio_kit.errors import SAY_WHO, BakeError, Problem, RepositoryError
from portfolio_kit.git import adding, content, repository
from portfolio_kit.git.repository import Identity
from portfolio_kit.jinja import engine
from portfolio_kit.render import displaced, render
from portfolio_kit.render.hooks import How
from portfolio_kit.showcase import readme
from portfolio_kit.system import interleave
from portfolio_kit.system.interleave import Work
from portfolio_kit.system.staging import place, staging
from portfolio_kit.template.layers import holds
from portfolio_kit.template.template import Template


@dataclass(frozen=True)
class GitPlan:
    """What becomes of git: ``[git]`` of a config file and the options of the command line.

    ``nested`` bakes a folder of a repository that is there already: no ``.git``, no commit.
    ``remote`` is an address, without placeholders. ``sign`` None leaves signing to git.
    """

    enabled: bool = True
    nested: bool = False
    branch: str = "main"
    remote: str | None = None
    sign: bool | None = None
    subject: str | None = None

    @property
    def commits(self) -> bool:
        """Whether a repository is made."""
        return self.enabled and not self.nested


@dataclass(frozen=True)
class Order:
    """Everything that a bake depends on: the same order gives the same commit anywhere.

    ``answers`` is the whole ``cookiecutter`` context, private keys included. ``given`` are those
    of its private keys that somebody gave, as they were given.
    """

    template: Template
    answers: Mapping[str, Any]  # as the template's questions allow
    output: Path
    date: datetime
    author: Identity | None
    git: GitPlan = field(default_factory=GitPlan)
    trust: bool = False
    hooks: How = field(default_factory=How)
    given: Mapping[str, Any] = field(default_factory=dict)  # JSON


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


def private(template: Template, date: datetime, story: Mapping[str, Any]) -> dict[str, Any]:
    """Return the private keys that a template made for portfolio-kit may use.

    A template that says nothing about itself is a plain Cookiecutter one: it sees none of them.
    """
    if not template.version:
        return {}
    return {
        "_story": {"why": "", "decisions": [], "limitations": [], **story},
        "_date": date.date().isoformat(),
        "_year": f"{date.year}",
        "_template": template.name,
        "_version": template.version,
        "_kit": __version__,
    }


def destination(order: Order) -> Path:
    """Return the folder that the bake makes."""
    name = render.project_name(order.template, order.answers, trust=order.trust, how=order.hooks)
    return order.output / name


def refuse_place(place: Path, git: GitPlan) -> None:
    """Refuse a destination in which no project may be baked.

    Raises:
        BakeError: something stands there, or it lies in somebody's repository.
        RepositoryError: git is not there.
    """
    if place.exists() or place.is_symlink():
        raise BakeError(f"{place} already exists", "remove it, or choose another slug or --output")
    if git.commits and (top := repository.enclosing(place.parent)) is not None:
        raise BakeError(
            f"{place} would lie inside the git repository {top}",
            "choose another --output, or pass --nested to make it a folder of that repository",
        )


def refuse_anonymous(order: Order) -> None:
    """Refuse a commit by nobody, before anything is rendered.

    Raises:
        RepositoryError: there is no name or no address for the commit.
    """
    if order.git.commits and order.author is None:
        raise RepositoryError("the commit needs a name and an address", f"{SAY_WHO}")


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
    refuse_anonymous(order)
    target = destination(order)
    refuse_place(target, order.git)
    refused: repository.CommitRefusedError | None = None
    with staging(target) as folder:
        written = _write(order, folder, target)
        made = Bake(
            *(target, None, written.files, written.command),
            author=published(order),
            skipped=_skipped(order),
            notes=tuple(written.notes),
        )
        if order.git.commits:
            try:
                made = yield from _committed(order, written, made)
            except repository.CommitRefusedError as error:
                refused = error
        place(written.project, target)
        made = _vouched(order, made, state)
    if refused is not None:
        raise RepositoryError([_finish(target, refused)]) from refused
    return made


def _finish(target: Path, refused: RepositoryError) -> Problem:
    """Say how a commit is made that the person's own hook or signing refused."""
    git = ["git", "-C", str(target)]
    return Problem(
        f"{refused}; {target} is baked but not committed, finish with:",
        details=(
            shlex.join([*git, "add", "--all"]),
            shlex.join([*git, "commit", "--file", ".git/BAKE_MESSAGE"]),
        ),
    )


def _vouched(order: Order, made: Bake, state: Path | None) -> Bake:
    """Mark the project as one that may be run, unless its template was not trusted either."""
    if state is None or not (order.template.builtin or order.trust):
        return made
    note = marks.write(made.path, state)
    return made if note is None else replace(made, notes=(*made.notes, note))


def _committed(order: Order, written: _Written, made: Bake) -> Work[Bake]:
    """Commit what was written, hold the commit against it, and return ``made`` with both.

    Raises:
        BakeError: a template of ours keeps a file of its own out of the commit.
        CommitRefusedError: the person's hook or signing refused; the message is kept in a file.
        RepositoryError: git could not do its work.
    """
    assert order.author is not None  # noqa: S101 - refuse_anonymous
    project, plan = written.project, order.git
    added = yield from adding.adding(
        project, written.modes, {recipe.NAME}, branch=plan.branch, remote=plan.remote
    )
    if added.left_out and order.template.builtin:
        raise BakeError(
            f"the .gitignore of {order.template.name} leaves out {adding.some(added.left_out)}",
            "choose another package, and report the template",
        )
    first = repository.Commit(message(order, added.tree), order.author, order.date, plan.sign)
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
    refuse_anonymous(order)
    target = destination(order)
    refuse_place(target, order.git)
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
        files = _write(order, Path(folder), target).files
    said = message(order) if order.git.commits else None
    return Preview(target, files, said, published(order))


def published(order: Order) -> Identity | None:
    """Return the author, if a commit or the files of a template of ours name one."""
    return order.author if order.git.commits or order.template.builtin else None


def message(order: Order, tree: str = "…") -> str:
    """Return the message of a bake's commit: what baked it, and how to bake it again.

    The last trailer names the tree that was baked. A commit is a bake only while its own tree
    is that one: a later commit with the same words is none, nor is one that a hook changed.
    """
    template, title = order.template, order.answers.get("title") or order.template.title
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
        f"Portfolio-Kit-Bake: git:{tree}\n"
    )


@dataclass(frozen=True)
class _Written:
    """A project as it lies in its staging folder; ``modes`` are what git is to store.

    ``notes`` say what of it does not hold where the project will be.
    """

    project: Path
    files: tuple[str, ...]
    modes: Mapping[str, str]
    command: str | None
    notes: Sequence[str]


def _consent(order: Order) -> str:
    """Return the options without which the template would be refused, or bake otherwise."""
    if not order.template.builtin and engine.foreign_extensions(order.template.private):
        return " --trust --skip-hooks" if _skipped(order) else " --trust"
    return " --skip-hooks" if _skipped(order) else " --trust" if _hooked(order) else ""


def _hooked(order: Order) -> tuple[str, ...]:
    return tuple(render.hooked(order.template))


def _skipped(order: Order) -> tuple[str, ...]:
    """Return the hooks that are not run."""
    return _hooked(order) if order.hooks.skip else ()


def _settle(order: Order, folder: Path, project: Path, target: Path) -> list[str]:
    """Let what hooks wrote hold at the destination; return what does not."""
    if order.hooks.skip or not _hooked(order):
        return []

    displaced.refuse_beside(folder, project)
    return displaced.lead(folder, project, target)


def _write(order: Order, folder: Path, target: Path) -> _Written:
    """Write every file of the project below ``folder``, as it is to be at ``target``."""
    answers = dict(order.answers)
    if "_story" in answers and order.template.version:
        answers["_story"] = prose.kept(answers["_story"])  # the recipe keeps the very words
    if not order.template.builtin:  # as Cookiecutter sets it: where the project ends, not where
        answers["_output_dir"] = str(order.output.absolute())  # it is being made
    rendered = render.render(order.template, answers, folder, trust=order.trust, how=order.hooks)
    if order.template.version:  # else a plain Cookiecutter template, in which a slug is a word
        taken.refuse(rendered.project, answers)
    notes = _settle(order, folder, rendered.project, target)
    baked = _recipe(order)
    if baked.command:
        readme.prepare(rendered.project, baked.command)
    names = {*rendered.files} - {recipe.NAME}
    modes = content.modes(rendered.project, names)
    summed = replace(baked, files=content.total(rendered.project, modes))
    _write_recipe(rendered.project, summed)
    modes[recipe.NAME] = content.FILE
    files = tuple(sorted({*names, recipe.NAME}))
    return _Written(rendered.project, files, modes, baked.command, notes)


def _write_recipe(project: Path, baked: Recipe) -> None:
    """Write the recipe in the place of whatever its template made there.

    Raises:
        BakeError: the template made a folder of that name.
    """
    file = project / recipe.NAME
    if file.is_dir() and not file.is_symlink():
        raise BakeError(
            f"{baked.template} makes a folder {recipe.NAME}, which is the name of the file "
            "that says what baked a project",
            "rename it in the template",
        )
    file.unlink(missing_ok=True)
    file.write_text(recipe.text(baked), encoding="utf-8", newline="\n")


def _recipe(order: Order) -> Recipe:
    """Return what the recipe says."""
    template, answers = order.template, order.answers
    command = template.command
    if command is not None and "{" in command:
        env = engine.environment({"cookiecutter": answers}, [], trusted=template.builtin)
        command = engine.render_text(env, command, {"cookiecutter": answers}, "command")
    origin = template.origin
    return Recipe(
        template=template.name,
        version=template.version or "0",
        kit=__version__,
        layers=tuple(layer.name for layer in template.layers if holds(layer.when, answers)),
        answers={
            **{question.name: answers[question.name] for question in template.questions},
            **order.given,
        },
        # A template that does not know us may have a private variable of that name.
        story=dict(answers.get("_story") or {}) if template.version else {},
        date=order.date.date().isoformat(),
        command=command,
        extras=tuple(
            str(extra["name"]) for extra in template.extras if holds(extra["when"], answers)
        ),
        origin=None
        if template.builtin
        else {
            "url": origin.url,
            "ref": origin.ref,
            "commit": origin.commit,
            "directory": origin.directory,
        },
    )
