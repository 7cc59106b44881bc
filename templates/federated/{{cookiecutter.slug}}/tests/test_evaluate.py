"""The measures, each on a case that can be done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import evaluate

LABELS = np.arange(20) % 10


def test_a_clients_accuracy_weighs_recalls_by_its_labels() -> None:
    """Half of the zeros and all ones are right: 50 %, 100 % and the middle of both."""
    predictions = LABELS.copy()
    predictions[10] = 5
    counts = np.zeros((3, 10), dtype=int)
    counts[0, 0], counts[1, 1], counts[2, :2] = 7, 9, 4

    assert evaluate.own_mix_accuracy(predictions, LABELS, counts).tolist() == [50, 100, 75]


def test_each_clients_model_is_measured_on_its_own_labels() -> None:
    """With one model for each client, predictions have a row for each."""
    predictions = np.stack([LABELS, np.zeros(20, dtype=int)])
    counts = np.ones((2, 10), dtype=int)

    assert evaluate.own_mix_accuracy(predictions, LABELS, counts) == pytest.approx([100, 10])


def test_clients_with_all_labels_alike_expect_the_overall_accuracy() -> None:
    """On balanced data the mean of recalls is the accuracy."""
    predictions = np.random.default_rng(0).integers(0, 10, 20)

    found = evaluate.own_mix_accuracy(predictions, LABELS, np.ones((1, 10), dtype=int))

    assert found[0] == pytest.approx(evaluate.accuracy(predictions, LABELS))


def test_a_label_that_is_not_tested_counts_for_nothing() -> None:
    """The mix is that of the labels with a recall."""
    counts = np.array([[5, 5, 90]])

    found = evaluate.own_mix_accuracy(np.array([0, 0]), np.array([0, 1]), counts)

    assert found.tolist() == [50]


def test_a_site_is_measured_on_its_own_samples() -> None:
    """One model for all, then one for each site."""
    labels = np.array([0, 1, 0, 1])
    sites = [np.array([0, 1]), np.array([2, 3])]

    one = evaluate.own_site_accuracy(np.array([0, 1, 0, 0]), labels, sites)
    each = evaluate.own_site_accuracy(np.array([[1, 1, 0, 1], [0, 1, 1, 0]]), labels, sites)

    assert one.tolist() == [100, 50]
    assert each.tolist() == [50, 0]


@pytest.mark.parametrize(("share", "expected"), [(0.1, 1), (0.2, 1.5), (0.11, 1.5), (1, 5.5)])
def test_the_worst_are_the_lowest_share_and_at_least_one(share: float, expected: float) -> None:
    """Of the numbers from ten to one."""
    assert evaluate.worst(np.arange(10.0, 0, -1), share) == expected


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0.01, 1))
def test_the_worst_are_never_better_than_the_mean(values: list[float], share: float) -> None:
    """Nor than any larger share."""
    found = evaluate.worst(np.array(values), share)

    assert min(values) - 1e-9 <= found <= np.mean(values) + 1e-9


def test_rounds_count_from_one_and_may_never_come() -> None:
    """The first round that reaches the target, not the last."""
    curve = np.array([50, 95, 94, 96])

    assert evaluate.rounds_to(curve, 95) == 2
    assert evaluate.rounds_to(curve, 97) is None


def test_choices_look_at_the_last_tenth_of_the_rounds() -> None:
    """Two of twenty, and at least one."""
    assert evaluate.settled(np.arange(20.0)) == 18.5
    assert evaluate.settled(np.array([1.0, 7.0])) == 7
