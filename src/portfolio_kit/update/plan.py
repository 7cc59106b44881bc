"""The plan of an update: everything that is known before the work tree changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from portfolio_kit.baking import growth
from portfolio_kit.baking.order import Order
from portfolio_kit.base import find, rebake
from portfolio_kit.base.find import Base
from portfolio_kit.base.rebake import Consent
from portfolio_kit.config.config import Value
from portfolio_kit.errors import AnswerError, ConfigError, TemplateError, TrustError
from portfolio_kit.git.adding import some
from portfolio_kit.git.merging import Trio
from portfolio_kit.git.repository import Identity
from portfolio_kit.git.store import Signature, Store
from portfolio_kit.running import recording
from portfolio_kit.showcase import readme, recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.template import Template
from portfolio_kit.update import changes, lens, migration, renamed


@dataclass(frozen=True)
class Wish:
    """What a person wants of an update.

    ``find`` gives the template of a recipe as it is now. ``answers`` are given now; ``base`` is
    a folder with the bake that the project began with, made by another portfolio-kit.
    ``author`` commits, else whom the project or git names.
    """

    find: Callable[[Recipe], Template]
    date: datetime
    answers: Mapping[str, Value] = field(default_factory=dict)
    base: Path | None = None
    consent: Consent = field(default_factory=Consent)
    author: Identity | None = None
    sign: bool | None = None


@dataclass(frozen=True)
class Plan:
    """A merge that has not begun: ``theirs`` is the tree of the new bake, ``head`` a commit.

    ``message`` is the merge's, ``bake`` that of the bake but for its trailer. ``trio`` are the
    trees that git is to compare, in which what is the program's is ours.
    """

    store: Store
    head: str
    base: Base
    theirs: str
    message: str
    bake: str
    trio: Trio
    by: Signature
    notes: tuple[str, ...]


def make(store: Store, wish: Wish) -> Plan | None:
    """Return what is to be merged; None when there is nothing.

    Raises:
        PortfolioKitError: the project cannot be updated, or not with these answers.
    """
    project = store.project
    baked = _recipe(store)
    template = _template(baked, wish)
    if not wish.answers and _is_its_commit(template, baked):
        return None  # what a foreign template renders from clock or chance is no news
    known = migration.migrated(template, baked)
    notes = [f"the template asks no {name} any more" for name in known.dropped]
    taken = rebake.order(template, known.recipe, project, wish.answers, wish.consent)
    by = _signature(project, baked, wish)
    with rebake.written(taken) as written:
        new = recipe.read(written.project)
        if new.files == baked.files and _is_the_same(baked, new):
            return None
        theirs = store.write(written.project, written.modes, {recipe.NAME})
    old = template if changes.version(template) == baked.version else None
    base = find.of(store, baked, template, wish.base)
    seen, found = base.tree, _renamed(store, base, baked, wish)
    allowed = {name: _allows(template, known.recipe, project, name, found[name]) for name in found}
    renames = {name: said for name, said in found.items() if allowed[name]}
    if renames:
        seen = _with_names(store, base, baked, old, renames)
        taken = rebake.order(
            template, known.recipe, project, {**renames, **wish.answers}, wish.consent
        )
        made = rebake.stored(store, taken)
        theirs, new = made.tree, made.recipe
        notes += [f"{name} is {said.value!r} by now: so it stays" for name, said in renames.items()]
    before = {name: value for name, value in known.recipe.answers.items() if name not in renames}
    said = list(changes.between(template, before, new.answers))
    notes += _strays(store, base, theirs)
    messages = changes.messages(template, baked, said)
    head = store.resolve("HEAD^{commit}") or ""
    trio = lens.trio(store, seen, theirs)
    plan = Plan(store, head, base, theirs, *messages, trio, by, tuple(notes))
    if template.builtin or not (names := _restless(plan, baked, taken, wish)):
        return plan
    note = f"{template.name} renders place, clock or chance into: {some(names)}"
    return replace(plan, notes=(*notes, note))


def _is_the_same(before: Recipe, after: Recipe) -> bool:
    return before.version == after.version and before.answers == after.answers


def _is_its_commit(template: Template, baked: Recipe) -> bool:
    """Say whether a template is the very commit of a repository that baked a project."""
    commit = (baked.origin or {}).get("commit")
    return commit is not None and commit == template.origin.commit


def _recipe(store: Store) -> Recipe:
    """Return the recipe that is checked out.

    Raises:
        ConfigError: it is of a version or a layout that cannot be updated, or was never committed.
    """
    project = store.project
    if store.resolve(f"HEAD:{recipe.NAME}") is None:
        raise ConfigError(f"{recipe.NAME} is in no commit", f"git add {recipe.NAME} && git commit")
    baked = recipe.read(project)
    anew = f"bake it anew beside it: portfolio-kit new --from {project / recipe.NAME} --output DIR"
    if baked.files is None:
        raise ConfigError(f"{recipe.NAME} of {project} is of version 1", anew)
    if growth.FLAT in baked.layers:
        raise ConfigError(
            f"{project} has the flat layout, which no update knows",
            f"when {baked.template} has the new one, {anew}",
        )
    return baked


def _template(baked: Recipe, wish: Wish) -> Template:
    """Return the template of a project as it is now.

    Raises:
        TrustError: it is a foreign one, and nobody has said that it may run code.
        TemplateError: it has moved to the layout that no update knows, or is not there.
    """
    if baked.origin is not None and not wish.consent.trust:
        where = baked.origin.get("url") or baked.template
        raise TrustError(
            f"{where} is a foreign template, and an update renders it again",
            "look at it, then pass --trust",
        )
    template = wish.find(baked)
    if (baked.origin is None) is not template.builtin:
        raise TemplateError(
            f"{baked.template} is {'a' if template.builtin else 'no'} built-in template here",
            "update it with the portfolio-kit that baked it",
        )
    return template


def _signature(project: Path, baked: Recipe, wish: Wish) -> Signature:
    """Return by whom the commits are made."""
    found = recording.signature(project, baked, wish.date, wish.author, sign=wish.sign)
    assert found is not None  # noqa: S101 - it is a repository
    return Signature(found.author, wish.date.isoformat(timespec="seconds"), found.sign)


def _renamed(store: Store, base: Base, baked: Recipe, wish: Wish) -> dict[str, Value]:
    """Return the answers that the person gave by renaming package or title by hand."""
    if baked.origin is not None:
        return {}
    held, own = store.entries(base.tree), store.entries("HEAD")
    pages = (side.get(readme.README) for side in (held, own))
    texts = [store.texts([page.id]) if page else {} for page in pages]
    before, now = (next(iter(said.values()), None) for said in texts)
    return {
        name: Value(value, f"{store.project}, as you renamed it")
        for name, value in renamed.answers(baked, own, before, now).items()
        if name not in wish.answers
    }


def _allows(template: Template, baked: Recipe, project: Path, name: str, said: Value) -> bool:
    """Say whether a name could be an answer: a page may be called anything."""
    try:
        rebake.order(template, baked, project, {name: said})
    except AnswerError:
        return False
    return True


def _with_names(
    store: Store, base: Base, baked: Recipe, old: Template | None, renames: Mapping[str, Value]
) -> str:
    """Return the base as it would be with the names that the person gave."""
    if old is not None:
        return rebake.stored(store, rebake.order(old, baked, store.project, renames)).tree
    names = {name: said.value for name, said in renames.items()}
    held = store.entries(base.tree)
    texts = store.texts(entry.id for entry in held.values())
    placed = {renamed.respelled(baked, names, path): entry for path, entry in held.items()}
    spelled = {path: renamed.respelled(baked, names, texts[e.id]) for path, e in placed.items()}
    changed = {path: text for path, text in spelled.items() if text != texts[placed[path].id]}
    return store.with_texts(placed, changed)


def _strays(store: Store, base: Base, theirs: str) -> Iterator[str]:
    """Yield a line for each bake of which files are here, and whose answers the recipe lacks."""
    for commit, names in find.strays(store, base, theirs):
        subject = store.git("log", "--max-count=1", "--format=%s", commit).strip()
        yield (
            f"{some(names)}: from {commit[:7]} ({subject}), of which {recipe.NAME} does not know; "
            "give its answers too, else no update changes them"
        )


def _restless(plan: Plan, baked: Recipe, taken: Order, wish: Wish) -> list[str]:
    """Return the files that a foreign template renders otherwise each time, as far as is seen.

    Of the very commit that baked the project the base tells, else a second rendering.
    """
    store, template = plan.store, taken.template
    first = plan.theirs
    if _is_its_commit(template, baked):
        taken = rebake.order(template, baked, store.project, consent=wish.consent)
        first = plan.base.tree
    names = store.differing(first, rebake.stored(store, taken).tree)
    return sorted(names.keys() - {recipe.NAME})
