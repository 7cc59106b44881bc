"""Skills: which of a template's a project shows, and what a template may say of them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from portfolio_kit.errors import TemplateError
from portfolio_kit.template import skill, template

MakeTemplate = Callable[[Mapping[str, str | bytes]], Path]

GOOD: Mapping[str, Any] = {
    "id": "jax",
    "name": "JAX",
    "evidence": [{"file": "src/{{ cookiecutter.package }}/engine.py"}],
}


def test_a_skill_is_shown_with_the_answers_that_give_it():
    skills = skill.read(
        [
            GOOD | {"when": {"framework": "jax"}},
            GOOD | {"id": "speed", "when": {"study": True, "framework": ["jax", "torch"]}},
            GOOD | {"id": "tests"},
        ]
    )

    def shown(**answers: object) -> list[str]:
        return [each.id for each in skill.chosen(skills, answers)]

    assert shown(framework="jax", study=True) == ["jax", "speed", "tests"]
    assert shown(framework="torch", study=False) == ["tests"]


def test_a_skill_that_two_answers_give_is_shown_once_with_the_first_ones_evidence():
    first = GOOD | {"when": {"framework": "jax"}, "name": "first"}
    second = GOOD | {"when": {"compare_with": "jax"}, "name": "second"}

    (both,) = skill.chosen(skill.read([first, second]), {"framework": "jax", "compare_with": "jax"})

    assert both.name == "first"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("JAX", 'skills[0] is "JAX"; give an object'),
        ({"name": "JAX", "evidence": [{"file": "a"}]}, "skills[0].id is missing; add it"),
        (GOOD | {"id": "J X"}, 'skills[0].id is "J X"; give a word such as differential-privacy'),
        (GOOD | {"name": "n" * 101}, "give one line of at most 100 characters"),
        (GOOD | {"id": "i" * 61}, "give a word such as differential-privacy"),
        (GOOD | {"evidence": []}, "skills[0].evidence"),
        (GOOD | {"evidence": [{}]}, "skills[0].evidence[0]"),
        (GOOD | {"evidence": [{"file": "a", "metric": "b"}]}, "give one of file, test and metric"),
        (GOOD | {"evidence": [{"page": "a"}]}, "[0].page is unknown; choose one of: file, test"),
        (
            GOOD | {"evidence": [{"test": "tests/test_a.py"}]},
            "give a file and a test such as tests/test_it.py::test_that_it_holds",
        ),
        (GOOD | {"when": {"frame": "jax"}}, "skills (jax) names 'frame', which is no question"),
        (GOOD | {"when": {"framework": "jaxx"}}, "framework is never 'jaxx'"),
    ],
)
def test_what_is_no_skill_is_refused_in_one_line(
    wrong: object, said: str, make_template: MakeTemplate
):
    written = {"slug": "demo", "framework": ["jax"], "_portfolio_kit": {"skills": [wrong]}}
    root = make_template({"cookiecutter.json": json.dumps(written)})

    with pytest.raises(TemplateError) as caught:
        template.load(root)

    (line,) = caught.value.lines
    assert said in line
