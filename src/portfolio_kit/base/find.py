"""The base: the bake that a project stands on, verified and never believed.

A commit is a bake while its tree is the one that its own trailer names, and it is the base while
its recipe is the one that is checked out, byte for byte. A squash, an amend or a new history
leaves no such commit; then the recipe is baked again, and counts when the sum of its files is
the one in the recipe. The first commit of a history is nothing by itself, and a trailer neither.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from portfolio_kit.baking import marks
from portfolio_kit.base import rebake
from portfolio_kit.errors import BakeError, PortfolioKitError, Problem
from portfolio_kit.git import content
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.template import Template

_TRAILER = "Portfolio-Kit-Bake"
_FIELDS = f"%H%x00%T%x00%(trailers:key={_TRAILER},valueonly,separator=%x20)"

#: What a person's settings would change of the words in which a log is asked for.
_PLAIN = (
    *("-c", "log.showSignature=false"),
    *("-c", "grep.patternType=basic"),
    *("-c", "log.follow=false"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "trailer.separators=:"),
)


_OTHERS = "its answers give other files than it was made with"


@dataclass(frozen=True)
class Base:
    """What a project was before its people worked on it.

    ``commit`` is the bake in the project's history; None when no commit of it is one.
    """

    tree: str
    commit: str | None = None


def of(store: Store, baked: Recipe, template: Template | None, folder: Path | None = None) -> Base:
    """Return the verified base of what is checked out in ``store``.

    Args:
        store: the project's.
        baked: its recipe, as HEAD has it.
        template: the one that the recipe names; None when this portfolio-kit has none.
        folder: a bake of the recipe by another portfolio-kit, which the person made.

    Raises:
        BakeError: nothing that could be verified is the base.
    """
    if folder is not None:
        return _from_folder(store, baked, folder)
    same = template is not None and template.version == baked.version
    committed = _committed(store)
    if committed is not None and not (same and _is_other(store, committed, baked)):
        return committed
    if baked.origin is not None:
        raise BakeError(
            f"no commit of {store.project} is the bake of its {recipe.NAME}",
            "a project of a foreign template is updated from the history that its bake began",
        )
    if template is None or not same:
        raise BakeError([_elsewhere(store.project, baked, template)])
    again = _again(store, baked, template)
    return committed if committed is not None and again.tree == committed.tree else again


def bakes(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the commits of the history of HEAD that are bakes, the newest first, with their trees.

    A commit that was amended or squashed has the words of a bake and another tree: it is none.
    """
    words = ("log", f"--format={_FIELDS}", "-z", f"--grep=^{_TRAILER}: git:", "HEAD")
    try:
        said = store.git(*_PLAIN, *words)
    except GitError:
        return
    fields = said.split("\0")
    for commit, tree, named in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        if f"git:{tree}" in named.split():
            yield commit, tree


def strays(store: Store, base: Base, theirs: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the commits of bakes that were merged and that neither side knows, with their files.

    When two lines that grew apart are merged by git, the recipe names the answers of one of them:
    what the other brought is here, and no update sees to it.
    """
    here, known = store.entries("HEAD").keys(), {*store.entries(base.tree), *store.entries(theirs)}
    for commit, tree in bakes(store):
        names = sorted((store.entries(tree).keys() & here) - known)
        if names and not (base.commit and store.is_ancestor(commit, base.commit)):
            yield commit, names


def _committed(store: Store) -> Base | None:
    """Return the newest bake in history with the very recipe that is checked out."""
    wanted = store.resolve(f"HEAD:{recipe.NAME}")
    for commit, tree in bakes(store):
        if store.resolve(f"{commit}:{recipe.NAME}") == wanted:
            return Base(tree, commit)
    return None


def _is_other(store: Store, base: Base, baked: Recipe) -> bool:
    """Say whether a bake holds other bytes than its recipe was made with.

    Git's own filters may be why, such as for line ends; then a re-bake gives the same tree. Else
    somebody has made a commit that only says that it is a bake.
    """
    held = store.entries(base.tree)
    texts = store.texts(entry.id for entry in held.values())
    files = (
        (os.fsencode(path), entry.mode, os.fsencode(texts.get(entry.id, "")))
        for path, entry in held.items()
        if path != recipe.NAME
    )
    return content.summed(files) != baked.files


def _again(store: Store, baked: Recipe, template: Template) -> Base:
    """Bake the recipe again, and take it when its files are those that the recipe was made with."""
    try:
        made = rebake.stored(store, rebake.order(template, baked, store.project))
    except PortfolioKitError as error:
        raise BakeError([_edited(store.project, error.problems[0].what)]) from error
    if made.recipe.files != baked.files:
        raise BakeError([_edited(store.project, _OTHERS)])
    return Base(_with_recipe(store, made.tree))


def _from_folder(store: Store, baked: Recipe, folder: Path) -> Base:
    """Take a bake that lies in a folder, when it is one of the very recipe."""
    known = recipe.read(folder)
    own = {folder / recipe.NAME, *marks.files(folder)}  # what the bake itself put there
    files = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    modes = content.modes(folder, (p.relative_to(folder).as_posix() for p in files if p not in own))
    total = content.total(folder, modes)
    if known.files == total != baked.files and _as_one(known, baked):
        raise BakeError([_edited(store.project, _OTHERS)])
    if known.files != baked.files or total != baked.files:
        raise BakeError(
            f"{folder} is not the bake that {store.project} began with",
            f"bake it anew: {_command(store.project, baked)}",
        )
    modes[recipe.NAME] = content.FILE
    return Base(_with_recipe(store, store.write(folder, modes, {recipe.NAME})))


def _as_one(one: Recipe, other: Recipe) -> bool:
    """Say whether two recipes ask for the same: what else they say follows from it."""
    asks = attrgetter("template", "version", "answers", "story", "date")
    return bool(asks(one) == asks(other))


def _with_recipe(store: Store, tree: str) -> str:
    """Return a tree with the very recipe that is checked out; another kit would write its own."""
    held = store.entries(tree)
    held[recipe.NAME] = store.entries("HEAD")[recipe.NAME]
    return store.tree(held)


def _edited(project: Path, why: str) -> Problem:
    return Problem(
        f"{recipe.NAME} of {project} was edited by hand: {why}",
        f"take it back from git (git log -- {recipe.NAME}), and give other answers as "
        "question=answer",
    )


def _elsewhere(project: Path, baked: Recipe, template: Template | None) -> Problem:
    """Say which portfolio-kit can make the base, where this one cannot."""
    label = f"{baked.template} {baked.version}"
    has = f"has {template.name} {template.version}" if template else f"has no {baked.template}"
    return Problem(
        f"no commit of {project} is its bake, and this portfolio-kit {has}, not {label}",
        f"make its base with portfolio-kit {baked.kit}, then update from that:",
        details=(
            _command(project, baked),
            shlex.join(["portfolio-kit", "update", str(project), "--base", f"BASE/{_slug(baked)}"]),
        ),
    )


def _command(project: Path, baked: Recipe) -> str:
    words = ["uvx", f"portfolio-kit=={baked.kit}", "new", "--from", str(project / recipe.NAME)]
    return shlex.join([*words, "--set-date", baked.date, "--no-git", "--output", "BASE"])


def _slug(baked: Recipe) -> str:
    return str(baked.answers.get("slug") or "PROJECT")
