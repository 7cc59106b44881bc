"""The files of a project: rendered, with the recipe that bakes them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio_kit import __version__
from portfolio_kit.baking import prose, taken
from portfolio_kit.baking.order import Order
from portfolio_kit.git import content
from portfolio_kit.render import displaced, render
from portfolio_kit.showcase import readme, recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.layers import holds


@dataclass(frozen=True)
class Written:
    """A project as it lies in its staging folder; ``modes`` are what git is to store.

    ``notes`` say what of it does not hold where the project will be.
    """

    project: Path
    files: tuple[str, ...]
    modes: Mapping[str, str]
    command: str | None
    notes: Sequence[str]


def write(order: Order, folder: Path) -> Written:
    """Write every file of the project below ``folder``, as it is to be at its destination.

    Raises:
        PortfolioKitError: a file or a name that cannot be, a hook that failed.
    """
    baked, known = _recipe(order), dict(order.context)
    if "_story" in known and order.template.version:
        known["_story"] = prose.kept(known["_story"])  # the recipe keeps the very words
    if not order.template.builtin:  # as Cookiecutter sets it: where the project ends, not where
        known["_output_dir"] = str(order.destination.parent.absolute())  # it is being made
    command = render.command(order.template, order.context)
    rendered = render.render(order.template, known, folder, trust=order.trust, how=order.hooks)
    if order.template.version:  # else a plain Cookiecutter template, in which a slug is a word
        taken.refuse(rendered.project, known)
    notes: Sequence[str] = ()
    if order.scripts:  # what hooks wrote is to hold at the destination
        displaced.refuse_beside(folder, rendered.project)
        notes = displaced.lead(folder, rendered.project, order.destination)
    if command:
        readme.prepare(rendered.project, command)
    names = {*rendered.files} - {recipe.NAME}
    modes = content.modes(rendered.project, names)
    summed = replace(baked, command=command, files=content.total(rendered.project, modes))
    recipe.write(rendered.project, summed)
    modes[recipe.NAME] = content.FILE
    files = tuple(sorted({*names, recipe.NAME}))
    return Written(rendered.project, files, modes, command, notes)


def _recipe(order: Order) -> Recipe:
    """Return what the recipe says, before anything is rendered."""
    template, answers = order.template, order.context
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
