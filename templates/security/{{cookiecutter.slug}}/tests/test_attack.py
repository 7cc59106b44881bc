"""Attacks: within budget, never a loss for the attacker, bounded by enumeration."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import enumeration
from {{ cookiecutter.package }}.attack import greedy
from {{ cookiecutter.package }}.corpus import Floats
from {{ cookiecutter.package }}.detector import Linear
from {{ cookiecutter.package }}.edits import variants

NAMES = ("wallet.com", "my-login.net", "ab.example")


def any_detector(seed: int) -> Linear:
    """Return a detector that nobody fitted; padding weighs nothing, as everywhere."""
    weights = np.random.default_rng(seed).normal(size=512).astype(np.float32)
    weights[0] = 0
    return Linear(weights, 0.0)


@given(st.integers(0, 99))
@settings(max_examples=10)
def test_each_step_is_one_edit_or_none(seed: int) -> None:
    """So that a name after k steps is within k edits."""
    found = greedy(any_detector(seed).score, NAMES, 3)

    for before, after in itertools.pairwise(found.names):
        for old, new in zip(before, after, strict=True):
            assert new == old or new in variants(old)


@given(st.integers(0, 99))
@settings(max_examples=10)
def test_scores_never_rise_and_are_those_of_the_names(seed: int) -> None:
    """An edit that does not pay is not taken."""
    detector = any_detector(seed)
    found = greedy(detector.score, NAMES, 3)

    assert (np.diff(found.scores, axis=0) <= 0).all()
    again = [detector.score(names) for names in found.names]
    np.testing.assert_allclose(found.scores, again, rtol=1e-12)


def test_where_no_edit_pays_the_name_stays() -> None:
    """An equal score is no reason to register another name."""
    found = greedy(lambda names: np.ones(len(names)), NAMES, 2)

    assert set(found.names) == {NAMES}


def test_every_question_is_counted() -> None:
    """As many as names were scored."""
    asked: list[str] = []

    def score(names: Sequence[str]) -> Floats:
        asked.extend(names)
        return any_detector(3).score(names)

    found = greedy(score, NAMES, 2)

    assert found.queries[-1].sum() == len(asked)
    assert (found.queries[0] == 1).all()


def test_a_name_that_is_through_is_left_alone() -> None:
    """It costs no question and no edit."""
    detector = any_detector(5)
    limit = float(detector.score(NAMES)[0])

    found = greedy(detector.score, NAMES, 2, limit)

    assert {names[0] for names in found.names} == {NAMES[0]}
    assert found.queries[-1][0] == 1


def test_shares_and_medians_by_hand() -> None:
    """A detector that flags only names below .com is left by swapping that."""

    def score(names: Sequence[str]) -> Floats:
        return np.array([float(name.endswith(".com")) for name in names])

    found = greedy(score, ("a.com", "b.com", "c.net"), 2, 0.5)

    np.testing.assert_allclose(found.found(0.5), [2 / 3, 0, 0])
    assert found.asked(0.5) == 1 + len(variants("a.com"))
    assert np.isnan(greedy(score, ("c.net",), 1, 0.5).asked(0.5))


@given(st.integers(0, 99))
@settings(max_examples=10)
def test_enumeration_bounds_every_attack(seed: int) -> None:
    """And with one edit greedy search is exact."""
    score = any_detector(seed).score
    names = ("pay.com", "ab.net")

    exact = enumeration.worst(score, names, 2)
    found = greedy(score, names, 2).scores

    assert (exact <= found + 1e-12).all()
    np.testing.assert_allclose(exact[:2], found[:2])
    assert (np.diff(exact, axis=0) <= 0).all()


def test_leaving_a_name_alone_is_within_every_budget() -> None:
    """The worst case of more edits is never better for the defender."""

    def score(names: Sequence[str]) -> Floats:
        return np.array([float(name not in NAMES) for name in names])

    np.testing.assert_array_equal(enumeration.worst(score, NAMES, 2), np.zeros((3, 3)))


@pytest.mark.parametrize("label", ["a", "l0"])
def test_layers_hold_what_chains_of_edits_reach(label: str) -> None:
    """Each name once, in the layer of its distance: brute force over all chains agrees."""
    name = f"{label}.com"
    near = set(variants(name))
    far = {second for first in near for second in variants(first)}

    zero, one, two = (set(layer) for layer in enumeration.layers(name, 2))

    assert (zero, one, two) == ({name}, near, far - near - {name})
