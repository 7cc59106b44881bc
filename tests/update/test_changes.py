"""What an update changes of the answers, in the words of a commit."""

from typing import Any

import pytest
import updating
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.template.template import Template
from portfolio_kit.update import changes
from portfolio_kit.update.changes import Change

BEFORE: dict[str, Any] = {
    "title": "Small lab",
    "engine": "jax",
    "privacy": "none",
    "parts": ["skew"],
    "study": False,
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return updating.lab(tmp_path_factory.mktemp("lab"))


@pytest.mark.parametrize(
    ("after", "phrase"),
    [
        ({}, ""),
        ({"privacy": "dp"}, "add privacy=dp"),
        ({"study": True}, "add study"),
        ({"parts": ["skew", "fairness"]}, "add fairness"),
        ({"parts": []}, "remove skew"),
        ({"parts": ["fairness"]}, "add fairness, remove skew"),
        ({"engine": "numpy"}, "set engine=numpy"),
        (
            {"engine": "numpy", "study": True, "parts": [], "privacy": "dp"},
            "add privacy=dp, study, remove skew, set engine=numpy",
        ),
        ({"title": "Two\nlines"}, "set title=Two lines"),
        ({"title": "x" * 80}, f"set title={'x' * 43}…"),
    ],
)
def test_a_subject_says_what_is_added_removed_and_set(
    lab: Template, after: dict[str, Any], phrase: str
) -> None:
    assert changes.phrase(list(changes.between(lab, BEFORE, {**BEFORE, **after}))) == phrase


def test_what_is_taken_back_is_removed(lab: Template) -> None:
    with_all = {**BEFORE, "privacy": "dp", "study": True}

    said = changes.phrase(list(changes.between(lab, with_all, BEFORE)))

    assert said == "remove privacy=dp, study"


def test_a_question_that_nobody_was_asked_before_is_no_change(lab: Template) -> None:
    before = {name: value for name, value in BEFORE.items() if name != "privacy"}

    assert list(changes.between(lab, before, {**BEFORE, "privacy": "dp"})) == []


ANSWERS = st.fixed_dictionaries(
    {
        "title": st.text(min_size=1),
        "engine": st.sampled_from(["jax", "numpy"]),
        "privacy": st.sampled_from(["none", "dp"]),
        "parts": st.lists(st.sampled_from(["skew", "fairness"]), unique=True),
        "study": st.booleans(),
    }
)


@given(ANSWERS, ANSWERS)
def test_nothing_is_said_of_what_is_the_same_and_something_of_all_else(
    lab: Template, before: dict[str, Any], after: dict[str, Any]
) -> None:
    said = list(changes.between(lab, before, after))

    other = {name for name in before if before[name] != after[name]}
    other -= {"parts"} if {*before["parts"]} == {*after["parts"]} else set()
    assert {change.question for change in said} == other
    assert len(changes.phrase(said).splitlines()) <= 1
    opposite = {"add": "remove", "remove": "add", "set": "set"}
    back = list(changes.between(lab, after, before))
    assert sorted((opposite[one.verb], one.question) for one in said) == sorted(
        (one.verb, one.question) for one in back
    )


def test_a_change_is_said_in_the_order_of_the_questions(lab: Template) -> None:
    after = {"study": True, "parts": ["fairness"], "privacy": "dp", "engine": "numpy"}

    found = list(changes.between(lab, BEFORE, {**BEFORE, **after}))

    assert found == [
        Change("set", "engine=numpy", "engine"),
        Change("add", "privacy=dp", "privacy"),
        Change("add", "fairness", "parts"),
        Change("remove", "skew", "parts"),
        Change("add", "study", "study"),
    ]
