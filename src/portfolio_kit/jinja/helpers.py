"""Cookiecutter's Jinja helpers, which cost nothing until a template calls them.

Cookiecutter loads its five extensions always, and with them arrow, dateutil, and slugify.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.ext import Extension
    from jinja2.nodes import Node
    from jinja2.parser import Parser


def add(env: Environment) -> None:
    """Give ``env`` the filters, functions and tags that Cookiecutter's own has."""
    env.filters.update(jsonify=jsonify, slugify=slugify)
    env.globals.update(random_ascii_string=random_ascii_string, uuid4=uuid4)
    env.add_extension(now_tag())


@cache
def now_tag() -> type[Extension]:
    """Return the extension that stands in for Cookiecutter's until a template says ``now``."""
    from jinja2.ext import Extension

    class Now(Extension):
        """``{% now %}``, whose library is imported by the first template that has it."""

        tags = {"now"}  # noqa: RUF012 - as Jinja declares it

        def parse(self, parser: Parser) -> Node | list[Node]:
            name = "cookiecutter.extensions.TimeExtension"
            self.environment.add_extension(name)
            return self.environment.extensions[name].parse(parser)

    return Now


def jsonify(obj: object, indent: int = 4) -> str:
    """Return ``obj`` as JSON with sorted keys."""
    return json.dumps(obj, sort_keys=True, indent=indent)


def slugify(value: str, *args: Any, **options: Any) -> str:  # noqa: ANN401 - slugify's own
    """Return ``value`` in Latin letters, digits and hyphens, as python-slugify does."""
    import slugify as library

    return str(library.slugify(value, *args, **options))


def random_ascii_string(length: int, punctuation: bool = False) -> str:  # noqa: FBT001, FBT002
    """Return random letters, and punctuation on request."""
    import string
    from secrets import choice

    corpus = string.ascii_letters + (string.punctuation if punctuation else "")
    return "".join(choice(corpus) for _ in range(length))


def uuid4() -> str:
    """Return a random UUID."""
    import uuid

    return str(uuid.uuid4())
