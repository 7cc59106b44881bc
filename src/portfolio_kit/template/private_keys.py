"""Cookiecutter's private keys: what a ``cookiecutter.json`` may say in them, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from portfolio_kit.errors import Problem, Where
from portfolio_kit.schema import cut, published, refused
from portfolio_kit.system import json_text

_SCHEMA = "cookiecutter.schema.json"


def problems(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each value of ``entries`` that no template can be baked with.

    What no file can hold is found in every entry, questions too; else only private keys are held
    against their schema.
    """
    strange = list(_strange(entries))
    if strange:  # the validator would stop at the first
        yield from strange
        return
    known = {
        key: value for key, value in entries.items() if key in published(_SCHEMA)["properties"]
    }
    if known:  # the import of the validator takes longer than a small bake
        yield from (problem for _, problem in refused(known, _SCHEMA))


def _strange(entries: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each entry that is too deep, or holds half a character."""
    for key, value in entries.items():
        if wrong := json_text.strange(key) or json_text.strange(value):
            name = cut(json.dumps(key)[1:-1])
            yield Problem(f"{name} {wrong.what}", wrong.advice, Where(key=name))
