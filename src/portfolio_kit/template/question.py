"""A question of a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from portfolio_kit.errors import Problem
from portfolio_kit.schema import validator, wanted
from portfolio_kit.system import names
from portfolio_kit.template.layers import When

Kind = Literal["text", "choice", "several", "boolean", "mapping"]


class Name(NamedTuple):
    """What makes a safe name of a text, and what says why a text is none."""

    make: Callable[[str], str]
    problem: Callable[[str], Problem | None]


#: Questions of which our templates make folders and imports.
NAMES: Mapping[str, Name] = {
    "slug": Name(names.slug, names.slug_problem),
    "package": Name(names.package, names.package_problem),
}


@dataclass(frozen=True)
class Question:
    """One question of a template.

    ``default`` is what ``cookiecutter.json`` says and may hold Jinja; of a choice it is the first,
    of several choices none.
    ``raw`` is the whole entry: a choice may offer true and null, which ``choices`` holds as text.
    A text whose schema has an ``enum`` is a choice too, whose default is Jinja.
    ``labels`` names choices for people, ``schema`` is the JSON Schema of the answer.
    With other answers before it than those of ``when`` it does not matter: it keeps its default.
    """

    name: str
    kind: Kind
    default: Any  # JSON
    choices: tuple[str, ...] = ()
    prompt: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)  # JSON Schema
    raw: Any = None  # JSON
    when: When = field(default_factory=dict)

    def takes(self, value: object) -> bool:
        """Say whether the schema allows ``value``."""
        return not self.schema or validator(self.schema, formats=True).is_valid(value)

    def label(self, choice: str) -> str:
        """Return what is said of a choice besides its name; nothing where nobody says anything."""
        said = self.labels.get(choice, "").removeprefix(f"{choice}:").strip()
        return "" if said == choice else said

    @property
    def wanted(self) -> str:
        """What the schema allows, type and limits: ``a whole number from 2 to 100``."""
        return wanted(self.schema)
