"""A project claims the skills that its answers give, and each has its evidence."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from commandline import call
from projects import TEMPLATES, answered, label, pairs

from portfolio_kit.carried import skills
from portfolio_kit.render import render

#: What skills are called that speak of a framework.
FRAMEWORKS = {"jax": "jax", "pytorch": "torch", "tensorflow": "tensorflow", "numpy": "numpy"}

CASES = [*((name, {}) for name in TEMPLATES), *pairs(own=True)]


class Anything:
    """Holds every metric: nothing has been measured when a project is new."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


def claimed(name: str, answers: dict[str, Any], into: Path) -> tuple[Path, dict[str, Any]]:
    """Render a project and return it with what its file of skills says."""
    project = render.render(TEMPLATES[name], answered(name, {"slug": "p", **answers}), into).project
    return project, tomllib.loads((project / skills.FILE).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "answers"), CASES, ids=label)
def test_every_skill_that_a_project_claims_has_its_files_and_tests(name, answers, tmp_path):
    project, said = claimed(name, answers, tmp_path)

    resolved = skills.resolved(project, Anything())

    missing = {
        key: said[key]["evidence"] for key in said.keys() - {skill["id"] for skill in resolved}
    }
    assert missing == {}
    assert len(resolved) >= 4


@pytest.mark.parametrize(("name", "answers"), CASES, ids=label)
def test_a_framework_is_a_skill_where_it_was_chosen_and_nowhere_else(name, answers, tmp_path):
    _, said = claimed(name, answers, tmp_path)

    full = answered(name, answers)
    used = {full["framework"], full["compare_with"]}
    assert {FRAMEWORKS[key] for key in said.keys() & FRAMEWORKS.keys()} == used & {
        *FRAMEWORKS.values()
    }
    assert ("migration" in said) == (full["compare_with"] != "none")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_skill_of_a_template_is_claimed_by_some_project(name, tmp_path):
    found = set()
    for number, (of, answers) in enumerate(CASES):
        if of == name:
            found |= claimed(name, answers, tmp_path / f"{number}")[1].keys()

    assert found == {skill.id for skill in TEMPLATES[name].skills}


def test_one_skill_is_called_the_same_wherever_it_stands():
    ids: dict[str, set[str]] = {}
    for chosen in TEMPLATES.values():
        for skill in chosen.skills:
            ids.setdefault(skill.name, set()).add(skill.id)

    assert all(len(known) == 1 for known in ids.values())


@pytest.mark.parametrize("name", TEMPLATES)
def test_show_names_the_skills_of_the_default_project_and_no_others(name, tmp_path, capsys):
    _, said = claimed(name, {}, tmp_path)

    document = json.loads(call(capsys, "show", name, "--json").out)
    shown = " ".join(call(capsys, "show", name).out.partition("Questions")[0].split())

    assert {skill["id"]: skill["name"] for skill in document["skills"]} == {
        key: skill["name"] for key, skill in said.items()
    }
    others = {skill.name for skill in TEMPLATES[name].skills} - {
        skill["name"] for skill in said.values()
    }
    assert all(" ".join(skill["name"].split()) in shown for skill in said.values())
    assert not [other for other in others if other in shown]
