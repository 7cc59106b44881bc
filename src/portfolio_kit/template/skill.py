"""A skill that a project of a template demonstrates, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portfolio_kit.template.layers import When, condition, holds


@dataclass(frozen=True)
class Skill:
    """What somebody who made the project can do.

    ``evidence`` are files, tests and metrics of a project: ``{"test": "tests/test_x.py::test_y"}``,
    whose words may be Jinja over the answers. With other answers than those of ``when`` a project
    has no such evidence.
    """

    id: str
    name: str
    evidence: tuple[Mapping[str, str], ...]
    when: When = field(default_factory=dict)


def read(entries: Iterable[Mapping[str, Any]]) -> tuple[Skill, ...]:
    """Return the skills that a ``cookiecutter.json`` lists."""
    return tuple(
        Skill(entry["id"], entry["name"], tuple(entry["evidence"]), condition(entry))
        for entry in entries
    )


def chosen(skills: Iterable[Skill], answers: Mapping[str, Any]) -> tuple[Skill, ...]:
    """Return those that a project with these answers shows; one that stands twice, once."""
    found: dict[str, Skill] = {}
    for skill in skills:
        if holds(skill.when, answers):
            found.setdefault(skill.id, skill)
    return tuple(found.values())
