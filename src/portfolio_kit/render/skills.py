"""What Jinja sees as ``cookiecutter._skills``: the skills of a project, by the answers' places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from portfolio_kit.jinja import engine
from portfolio_kit.render.fragments import place_of, several
from portfolio_kit.template import skill

if TYPE_CHECKING:
    from jinja2 import Environment

    from portfolio_kit.template.template import Template


def places(template: Template, answers: Mapping[str, Any]) -> list[dict[str, Any]]:  # Any: JSON
    """Return every place that skills may have, and in each those that the answers give.

    A place is called as in lists of fragments, and is there whatever is chosen, so that what two
    answers add merges. The first has no name: what every project of the template shows.

    Raises:
        RenderError: the evidence of one cannot be rendered.
    """
    env = engine.environment({"cookiecutter": answers}, [], trusted=template.builtin)
    shown = skill.chosen(template.skills, answers)
    found: dict[str, list[dict[str, Any]]] = {"": []}
    for each in template.skills:
        there = found.setdefault(place_of(each.when, several(template)), [])
        if each in shown:
            evidence = list(_evidence(each, env, answers))
            there.append({"id": each.id, "name": each.name, "evidence": evidence})
    return [{"name": name, "skills": skills} for name, skills in found.items()]


def _evidence(
    each: skill.Skill, env: Environment, answers: Mapping[str, Any]
) -> Iterator[dict[str, str]]:
    where = f"skills.{each.id}"
    for piece in each.evidence:
        yield {
            kind: engine.render_text(env, words, {"cookiecutter": answers}, where)
            for kind, words in piece.items()
        }
