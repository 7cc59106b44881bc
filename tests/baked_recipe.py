"""The recipe of a project of a built-in template, as a bake of some answers writes it."""

from datetime import UTC, datetime
from typing import Any

from portfolio_kit import __version__
from portfolio_kit.answers import context
from portfolio_kit.config.config import Value
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template import catalog
from portfolio_kit.template.layers import holds
from portfolio_kit.template.template import Template

DAY = datetime(2026, 2, 3, tzinfo=UTC)
AUTHOR = {"author_name": "Ada", "author_email": "ada@example.org"}


def builtin(name: str) -> Template:
    return next(found for found in catalog.builtins() if found.name == name)


def of(name: str, **answers: Any) -> Recipe:
    """Return the recipe of the template ``name``; what ``answers`` leave out takes its default."""
    template = builtin(name)
    given = {key: Value(value, "test") for key, value in {**AUTHOR, **answers}.items()}
    known = context.resolve(template, given, private=context.private(template, DAY, {}))
    return Recipe(
        template=name,
        version=template.version,
        kit=__version__,
        layers=tuple(layer.name for layer in template.layers if holds(layer.when, known)),
        answers={question.name: known[question.name] for question in template.questions},
        story={},
        date="2026-02-03",
        command=f"python -m {known['package']}",
        files=f"sha256:{'0' * 64}",
    )
