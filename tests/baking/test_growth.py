"""What can be added to a project: every answer that gives it more, and none that takes away."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import baked_recipe
import pytest
from conftest import MakeTemplate

from portfolio_kit.baking import growth
from portfolio_kit.errors import AnswerError
from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template import catalog
from portfolio_kit.template.template import Template

ENTRIES: dict[str, Any] = {
    "slug": "names",
    "engine": ["jax", "torch"],
    "loud": False,
    "beside": ["none", "jax", "torch"],
    "analyses": ["drift", "evasion", "words"],
    "report": ["none", "page"],
    "spelling": ["plain", "fancy"],
    "__prompts__": {
        "loud": "A noise besides",
        "report": {"__prompt__": "Report", "page": "page: one to read"},
    },
    "_portfolio_kit": {
        "version": "1",
        "several": ["analyses"],
        "when": {"report": {"analyses": "drift"}},
        "help": {"beside": "Another engine beside it."},
        "layers": [
            {"path": "."},
            {"path": "jax", "when": {"engine": "jax"}},
            {"path": "torch", "when": {"engine": "torch"}},
            {"path": "jax", "when": {"beside": "jax"}},
            {"path": "torch", "when": {"beside": "torch"}},
            {"path": "both", "when": {"beside": ["jax", "torch"]}},
            {"path": "loud", "when": {"loud": True}},
            {"path": "drift", "when": {"analyses": "drift"}},
            {"path": "page", "when": {"report": "page"}},
        ],
        "answers": {
            "allOf": [
                {
                    "description": "take another engine",
                    "not": {"properties": {"engine": {"const": name}, "beside": {"const": name}}},
                }
                for name in ("jax", "torch")
            ]
        },
    },
}
DEFAULTS = {
    "slug": "names",
    "engine": "jax",
    "loud": False,
    "beside": "none",
    "analyses": [],
    "report": "none",
    "spelling": "plain",
}


@pytest.fixture
def small(make_template: MakeTemplate) -> Template:
    layers = ("jax", "torch", "both", "loud", "drift", "page")
    files = {f"{layer}/{{{{cookiecutter.slug}}}}/{layer}.txt": layer for layer in layers}
    files |= {"{{cookiecutter.slug}}/a.txt": "a", "cookiecutter.json": json.dumps(ENTRIES)}
    return catalog.find(str(make_template(files)), cache=Path())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            {},
            ["analyses=+drift", "analyses=+evasion", "analyses=+words", "loud=yes", "beside=torch"],
        ),
        (
            {"analyses": ["words"], "loud": True},
            ["analyses=+drift", "analyses=+evasion", "beside=torch"],
        ),
        (
            {"analyses": ["drift", "evasion", "words"], "beside": "torch"},
            ["loud=yes", "report=page"],
        ),
        (
            {
                "engine": "torch",
                "analyses": ["drift", "evasion", "words"],
                "loud": True,
                "report": "page",
            },
            ["beside=jax"],
        ),
        (
            {
                "analyses": ["drift", "evasion", "words"],
                "loud": True,
                "report": "page",
                "beside": "torch",
            },
            [],
        ),
    ],
)
def test_what_is_not_there_and_goes_with_the_rest_can_be_added_analyses_first(
    answers: dict[str, Any], words: Sequence[str], small: Template
) -> None:
    found = [step.word for step in growth.steps(small, {**DEFAULTS, **answers})]

    # Another engine or spelling would take away what is there.
    assert found == words


def test_a_step_keeps_what_was_taken_in_the_templates_order(small: Template) -> None:
    first, second = list(growth.steps(small, {**DEFAULTS, "analyses": ["evasion"]}))[:2]

    assert (first.word, first.answer) == ("analyses=+drift", ["drift", "evasion"])
    assert (second.word, second.answer) == ("analyses=+words", ["evasion", "words"])


def test_a_step_is_said_in_the_words_of_its_template(small: Template) -> None:
    found = growth.steps(small, {**DEFAULTS, "analyses": ["drift"]})

    said = {step.word: step.about for step in found}
    assert said == {
        "analyses=+evasion": "",
        "analyses=+words": "",
        "loud=yes": "A noise besides",
        "beside=torch": "Another engine beside it.",
        "report=page": "one to read",
    }


@pytest.mark.parametrize("answer", [None, "drift", {"drift": 1}, 7])
def test_answers_of_a_recipe_may_be_anything(answer: object, small: Template) -> None:
    odd = dict.fromkeys(DEFAULTS, answer)

    assert all(step.word for step in growth.steps(small, odd))


FULL = {"analyses": "all", "privacy": "dp", "distributed": True, "study": True}


def without(name: str, left_out: str) -> Recipe:
    return baked_recipe.of(name, **{key: said for key, said in FULL.items() if key != left_out})


@pytest.mark.parametrize("framework", ["jax", "numpy"])
def test_what_is_named_after_a_run_is_what_show_measures(framework: str) -> None:
    template, baked = (
        baked_recipe.builtin("federated"),
        baked_recipe.of("federated", framework=framework),
    )

    named = [step.word for step in growth.steps(template, baked.answers)]
    measured = growth.measured(template, baked)

    assert named == [step.word for step, _ in measured]
    assert {"analyses=+skew", "privacy=dp", "distributed=yes", "study=yes"} < set(named)
    assert all(added.files for _, added in measured)


def test_only_what_is_new_is_counted_and_only_new_skills_are_named() -> None:
    template, baked = baked_recipe.builtin("federated"), without("federated", "analyses")

    found = {step.word: added for step, added in growth.measured(template, baked)}

    skew = found["analyses=+skew"]
    assert [skill.id for skill in skew.skills] == ["skew"]
    assert skew.seconds > 0
    assert skew.lines > 0
    assert "privacy=dp" not in found


def test_nothing_that_a_recipe_says_is_rendered_as_jinja(tmp_path: Path) -> None:
    template, baked = baked_recipe.builtin("federated"), without("federated", "privacy")
    proof = tmp_path / "ran"
    evil = f"{{{{ cycler.__init__.__globals__.os.mkdir('{proof}') }}}}"
    private = {"__install": evil, "_copy_without_render": [], "_extensions": ["evil.Extension"]}

    found = growth.measured(template, replace(baked, answers={**baked.answers, **private}))

    assert next(step.word for step, _ in found) == "compare_with=torch"
    with pytest.raises(AnswerError, match="title"):
        growth.measured(template, replace(baked, answers={**baked.answers, "title": evil}))
    assert not proof.exists()


FEDERATED = baked_recipe.of("federated")
NOW = FEDERATED.version


@pytest.mark.parametrize(
    ("baked", "known", "said"),
    [
        (replace(FEDERATED, origin={"url": None}), False, "federated is a foreign template"),
        (
            replace(FEDERATED, template="poetry"),
            False,
            "this portfolio-kit has no template 'poetry'",
        ),
        (replace(FEDERATED, files=None), True, ".portfolio-kit.json is of version 1"),
        (
            replace(FEDERATED, version="0"),
            True,
            f"federated 0 baked it, and this portfolio-kit has {NOW}; `portfolio-kit update`",
        ),
        (replace(FEDERATED, version="9" * 5000), True, "upgrade portfolio-kit"),
        (replace(FEDERATED, version="next"), True, "`portfolio-kit update` brings it"),
        (baked_recipe.of("security"), True, "the layout of security"),
    ],
)
def test_why_nothing_is_offered_is_one_line(baked: Recipe, *, known: bool, said: str) -> None:
    template = baked_recipe.builtin(baked.template) if known else None

    found = growth.obstacle(baked, template)

    assert found is not None
    assert said in str(found)
    assert "\n" not in str(found)


def test_nothing_is_in_the_way_of_a_project_of_today() -> None:
    assert growth.obstacle(FEDERATED, baked_recipe.builtin("federated")) is None
