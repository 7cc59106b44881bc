"""Answers of an older version, as the present one would have them."""

import json
from pathlib import Path
from typing import Any

import pytest
import updating
from hypothesis import given
from hypothesis import strategies as st
from updating import SECOND, baked, measured, versioned

from portfolio_kit.showcase.recipe import Recipe
from portfolio_kit.template import template
from portfolio_kit.template.template import Template
from portfolio_kit.update import migration

ANSWERS: dict[str, Any] = {
    "title": "Small lab",
    "engine": "jax",
    "privacy": "none",
    "parts": ["skew"],
    "study": False,
}


def recipe(version: str = "1", **answers: object) -> Recipe:
    said = {**ANSWERS, **answers}
    return Recipe("lab", version, "0.1.0", (), said, {}, "2026-02-03")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "labs"


def lab(root: Path, *steps: dict[str, Any], version: str = "3", **entries: object) -> Template:
    """Return a version of the template with migrations."""
    document = json.loads(SECOND["cookiecutter.json"]) | entries
    document["_portfolio_kit"] |= {"version": version, "migrations": steps}
    files = {**updating.files("2"), "cookiecutter.json": json.dumps(document)}
    return template.load(updating.write(root / "migrating/lab", files), name="lab", builtin=True)


def step(old: str, new: str, **what: object) -> dict[str, Any]:
    return {"from": old, "to": new, **what}


def test_without_migrations_nothing_changes(root: Path) -> None:
    assert migration.migrated(lab(root), recipe()) == migration.Migrated(recipe(), {})


def test_a_question_and_its_answers_get_their_new_names(root: Path) -> None:
    found = lab(
        root, step("1", "3", rename={"backend": "engine"}, answers={"engine": {"np": "numpy"}})
    )
    old = recipe(backend="np")
    del old.answers["engine"]  # type: ignore[attr-defined] # it is a dict

    migrated = migration.migrated(found, old)

    assert migrated.recipe.answers == {**ANSWERS, "engine": "numpy"}
    assert migrated.dropped == {}


def test_steps_follow_one_another_whatever_their_order(root: Path) -> None:
    steps = (
        step("2", "3", answers={"engine": {"numpy": "jax"}}),
        step("1", "2", answers={"engine": {"jax": "numpy", "numpy": "none"}}),
    )

    migrated = migration.migrated(lab(root, *steps), recipe())

    assert migrated.recipe.answers["engine"] == "jax"


def test_a_recipe_begins_at_its_own_version(root: Path) -> None:
    steps = (
        step("1", "2", answers={"engine": {"jax": "numpy"}}),
        step("2", "3", answers={"privacy": {"none": "dp"}}),
    )

    migrated = migration.migrated(lab(root, *steps), recipe("2"))

    assert migrated.recipe.answers == {**ANSWERS, "privacy": "dp"}


def test_a_circle_ends_at_the_present_version(root: Path) -> None:
    steps = (
        step("1", "2", answers={"engine": {"jax": "numpy"}}),
        step("2", "1", answers={"engine": {"numpy": "jax"}}),
    )

    migrated = migration.migrated(lab(root, *steps, version="2"), recipe())

    assert migrated.recipe.answers["engine"] == "numpy"


def test_a_recipe_of_the_present_version_is_not_migrated(root: Path) -> None:
    back = step("3", "1", answers={"engine": {"jax": "numpy"}})

    assert migration.migrated(lab(root, back), recipe("3")).recipe == recipe("3")


def test_a_circle_that_never_comes_here_ends_too(root: Path) -> None:
    steps = (step("1", "2"), step("2", "1"))

    assert migration.migrated(lab(root, *steps), recipe()).recipe == recipe()


def test_two_questions_may_change_their_names_with_each_other(root: Path) -> None:
    swap = step("1", "3", rename={"engine": "privacy", "privacy": "engine"})

    migrated = migration.migrated(lab(root, swap), recipe())

    assert (migrated.recipe.answers["engine"], migrated.recipe.answers["privacy"]) == (
        "none",
        "jax",
    )


def test_each_of_several_choices_is_changed_and_none_is_there_twice(root: Path) -> None:
    one = step("1", "3", answers={"parts": {"noniid": "skew", "label": "skew", "fair": "fairness"}})

    migrated = migration.migrated(lab(root, one), recipe(parts=["noniid", "fair", "label"]))

    assert migrated.recipe.answers["parts"] == ["skew", "fairness"]


def test_yes_and_no_are_written_as_people_write_them(root: Path) -> None:
    one = step("1", "3", rename={"deep": "study"}, answers={"study": {"no": True}})
    old = recipe(deep=False)
    del old.answers["study"]  # type: ignore[attr-defined] # it is a dict

    assert migration.migrated(lab(root, one), old).recipe.answers["study"] is True


def test_what_is_asked_no_more_is_dropped_and_named(root: Path) -> None:
    migrated = migration.migrated(lab(root), recipe(colour="red"))

    assert migrated.dropped == {"colour": "red"}
    assert migrated.recipe == recipe()


def test_private_keys_that_somebody_gave_are_no_questions_and_stay(root: Path) -> None:
    found = lab(root, _private="theirs")

    migrated = migration.migrated(found, recipe(_private="mine"))

    assert (migrated.recipe.answers["_private"], migrated.dropped) == ("mine", {})


STEPS = st.lists(
    st.builds(
        step,
        st.sampled_from("1234"),
        st.sampled_from("1234"),
        rename=st.dictionaries(st.sampled_from("abc"), st.sampled_from("abc"), max_size=2),
        answers=st.dictionaries(
            st.sampled_from("abc"),
            st.dictionaries(st.sampled_from("xyz"), st.sampled_from("xyz"), min_size=1),
            max_size=2,
        ),
    ),
    max_size=6,
)


@given(STEPS, st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")))
def test_any_steps_come_to_an_end_and_lose_no_answer_in_silence(
    steps: list[dict[str, Any]], answers: dict[str, str]
) -> None:
    chosen = Template("t", Path(), version="4", migrations=tuple(steps))
    old = Recipe("t", "1", "0.1.0", (), answers, {}, "2026-02-03")

    migrated = migration.migrated(chosen, old)

    merges = [one for one in steps if len({*one["rename"].values()}) < len(one["rename"])]
    if not merges and not any({*s["rename"].values()} - {*s["rename"]} for s in steps):
        assert len(migrated.dropped) == len(answers)
    assert migrated.recipe.answers == {}


@pytest.mark.slow
def test_an_update_goes_from_the_migrated_answers(root: Path, tmp_path: Path) -> None:
    project = measured(updating.lab(root), tmp_path / "out", engine="numpy", study="yes")
    entries = {"backend": ["jax", "np"], "engine": "unused"}
    newer = lab(
        root,
        step("2", "3", rename={"engine": "backend"}, answers={"backend": {"numpy": "np"}}),
        **entries,
    )

    done = updating.update(project, newer)

    assert (done.state, done.conflicts) == ("updated", ())
    answers = json.loads((project / ".portfolio-kit.json").read_text())["answers"]
    assert (answers["backend"], answers["study"]) == ("np", True)
    assert versioned(project) == "3"


@pytest.mark.slow
def test_a_question_that_is_gone_is_noted(root: Path, tmp_path: Path) -> None:
    project = baked(updating.lab(root), tmp_path / "out")
    document = json.loads(SECOND["cookiecutter.json"])
    del document["study"]
    document["_portfolio_kit"] |= {"version": "3"}
    document["_portfolio_kit"]["layers"].pop()
    files = {**updating.files("2"), "cookiecutter.json": json.dumps(document)}
    newer = template.load(updating.write(root / "gone/lab", files), name="lab", builtin=True)

    done = updating.update(project, newer)

    assert done.notes == ("the template asks no study any more",)
