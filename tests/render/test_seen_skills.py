"""What a template sees of its skills."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from portfolio_kit.errors import RenderError
from portfolio_kit.render import render
from portfolio_kit.template import template

MakeTemplate = Callable[[Mapping[str, str | bytes]], Path]
ROOT = "{{cookiecutter.slug}}"
KIT: Mapping[str, Any] = {
    "version": "1",
    "several": ["analyses"],
    "skills": [
        {"id": "tests", "name": "Tests", "evidence": [{"test": "tests/test_a.py::test_a"}]},
        {
            "id": "jax",
            "name": "JAX",
            "when": {"framework": "jax"},
            "evidence": [{"file": "src/{{ cookiecutter.slug }}/jax.py"}, {"metric": "speed"}],
        },
        {
            "id": "drift",
            "name": "Drift",
            "when": {"analyses": "drift"},
            "evidence": [{"file": "drift.py"}],
        },
    ],
}
ASKED = {"slug": "demo", "framework": ["jax", "torch"], "analyses": ["drift", "evasion"]}
SEEN = "{{ cookiecutter._skills | jsonify }}"


def seen(make_template: MakeTemplate, into: Path, kit: Mapping[str, Any], **answers: object) -> Any:
    root = make_template(
        {
            "cookiecutter.json": json.dumps({**ASKED, "_portfolio_kit": kit}),
            f"{ROOT}/skills.json": SEEN,
        }
    )
    whole = {"slug": "demo", "framework": "torch", "analyses": [], **answers}
    project = render.render(template.load(root), whole, into).project
    return json.loads((project / "skills.json").read_text(encoding="utf-8"))


def test_the_skills_of_the_answers_stand_in_places_that_are_always_there(make_template, tmp_path):
    tests = {"id": "tests", "name": "Tests", "evidence": [{"test": "tests/test_a.py::test_a"}]}

    few = seen(make_template, tmp_path, KIT)

    assert few == [
        {"name": "", "skills": [tests]},
        {"name": "framework", "skills": []},
        {"name": "drift", "skills": []},
    ]


def test_evidence_is_rendered_with_the_answers(make_template, tmp_path):
    many = seen(make_template, tmp_path, KIT, framework="jax", analyses=["drift"])

    assert [[skill["id"] for skill in place["skills"]] for place in many] == [
        *(["tests"], ["jax"], ["drift"])
    ]
    assert many[1]["skills"][0]["evidence"] == [{"file": "src/demo/jax.py"}, {"metric": "speed"}]


def test_evidence_that_cannot_be_rendered_is_said_with_its_skill(make_template, tmp_path):
    wrong = {"id": "x", "name": "X", "evidence": [{"file": "{{ cookiecutter.pakage }}/x.py"}]}

    with pytest.raises(RenderError, match=r"skills\.x:1: cookiecutter\.pakage is undefined"):
        seen(make_template, tmp_path, {**KIT, "skills": [wrong]})


def test_a_plain_template_has_a_variable_of_that_name_for_itself(make_template, tmp_path):
    root = make_template(
        {"cookiecutter.json": '{"slug": "demo", "_skills": "mine"}', f"{ROOT}/a": SEEN}
    )

    made = render.render(template.load(root), {"slug": "demo", "_skills": "mine"}, tmp_path / "a")

    assert (made.project / "a").read_text(encoding="utf-8") == '"mine"'
