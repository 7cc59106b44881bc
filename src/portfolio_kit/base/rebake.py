"""Re-bake: from a recipe back to the very files that its bake made."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from portfolio_kit.answers import answer
from portfolio_kit.baking import writing
from portfolio_kit.baking.order import Order, Terms, Wanted, take_order
from portfolio_kit.baking.writing import Written
from portfolio_kit.config.config import Value, load
from portfolio_kit.git.store import Store
from portfolio_kit.render.hooks import How
from portfolio_kit.showcase import recipe
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.template import Template


@dataclass(frozen=True)
class Consent:
    """What a foreign template may do while it is rendered."""

    trust: bool = False
    hooks: How = field(default_factory=How)


@dataclass(frozen=True)
class Baked:
    """What a re-bake gave: its files as a tree of the project's store, and its recipe."""

    tree: str
    recipe: Recipe
    left_out: tuple[str, ...] = ()


def order(
    template: Template,
    baked: Recipe,
    project: Path,
    changes: Mapping[str, Value] | None = None,
    consent: Consent | None = None,
) -> Order:
    """Return the order of the bake that a recipe tells of, with some answers changed.

    The date is the recipe's: a later one would change licence, citation and changelog.

    Args:
        template: as it is now, or as it was.
        baked: the recipe.
        project: the folder of the project, for templates that look at their place.
        changes: answers given now. Signs (``+x``, ``-x``) change what the recipe has.
        consent: what a foreign template may do.

    Raises:
        AnswerError: an answer that the template does not allow.
        TrustError: the template would run code.
    """
    consent = consent or Consent()
    answers = {
        # What does not matter with other answers than before is no mistake: nobody gave it now.
        name: Value(value, recipe.NAME, general=True)
        for name, value in baked.answers.items()
    }
    given = {name: _signed(template, baked, name, value) for name, value in (changes or {}).items()}
    date = datetime.fromisoformat(baked.date).replace(tzinfo=UTC)
    output = project.absolute().parent
    terms = Terms(output, date, git=False, trust=consent.trust, hooks=consent.hooks)
    wanted = Wanted(template, {**answers, **given}, baked.story)
    return take_order(wanted, load([]), terms)


def _signed(template: Template, baked: Recipe, name: str, given: Value) -> Value:
    """Return an answer whose signs change what the recipe has, not the template's default."""
    question = next((one for one in template.questions if one.name == name), None)
    if question is None or question.kind != "several":
        return given
    before = baked.answers.get(name, question.default)
    try:
        chosen = answer.several(given.value, question.choices, before)
    except answer.WrongAnswerError:
        return given  # said with all that is wrong, when the order is taken
    return Value(chosen, given.source, where=given.where)


@contextmanager
def written(taken: Order) -> Iterator[Written]:
    """Give the files of an order in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
        yield writing.write(taken, Path(folder).resolve())


def stored(store: Store, taken: Order) -> Baked:
    """Return the bake of an order in a project's store; nothing else is written.

    Raises:
        PortfolioKitError: a file that cannot be rendered, git that could not do it.
    """
    with written(taken) as made:
        baked = recipe.read(made.project)
        return Baked(store.write(made.project, made.modes, {recipe.NAME}), baked)
