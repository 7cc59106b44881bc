"""Answers of an older version of a template, as its present version would have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template.layers import as_text
from portfolio_kit.template.template import Template


@dataclass(frozen=True)
class Migrated:
    """A recipe whose answers are those of a newer version; ``dropped`` are no question there."""

    recipe: Recipe
    dropped: Mapping[str, Any]  # JSON


def migrated(template: Template, baked: Recipe) -> Migrated:
    """Return what ``baked`` would say, had its questions been those of ``template``.

    Each migration leads from one version to a later one; they are followed up to the present one,
    or as far as they go.
    """
    version, answers = baked.version, dict(baked.answers)
    waiting = list(template.migrations)
    while version != template.version:
        step = next((one for one in waiting if one["from"] == version), None)
        if step is None:
            break
        waiting.remove(step)  # each once: a circle ends
        answers = _stepped(step, answers)
        version = step["to"]
    known = {question.name for question in template.questions} | template.private.keys()
    kept = {name: value for name, value in answers.items() if name in known}
    dropped = {name: value for name, value in answers.items() if name not in known}
    return Migrated(replace(baked, answers=kept), dropped)


def _stepped(step: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    renamed = step.get("rename", {})
    stepped = {renamed.get(name, name): value for name, value in answers.items()}
    for name, values in step.get("answers", {}).items():
        before = stepped.get(name)
        if isinstance(before, list):  # several choices, each of which may be another now
            now = [values.get(as_text(one), one) for one in before]
            stepped[name] = [one for place, one in enumerate(now) if one not in now[:place]]
        elif name in stepped:
            stepped[name] = values.get(as_text(before), before)
    return stepped
