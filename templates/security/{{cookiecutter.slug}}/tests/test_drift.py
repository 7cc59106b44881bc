"""Policies differ in what they know and when, and in nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import drift
from {{ cookiecutter.package }}.policies import LABELS, POLICIES, Stream
from {{ cookiecutter.package }}.section import Setting


@pytest.fixture(scope="module")
def stream(setting: Setting) -> Stream:
    """Return the small corpus as a stream of four eras."""
    return Stream(setting)


def test_every_policy_has_a_label_and_scores_every_event(stream: Stream) -> None:
    """And a score is a number."""
    assert POLICIES.keys() == LABELS.keys()
    for policy in POLICIES.values():
        scores = policy(stream)
        assert scores.shape == stream.labels.shape
        assert np.isfinite(scores).all()


def test_eras_share_the_stream_among_them(stream: Stream) -> None:
    """After the first ones, whose labels are known."""
    joined = np.concatenate(stream.eras())

    assert joined.tolist() == list(range(stream.first, len(stream.labels)))


def test_before_the_second_judged_era_retraining_is_no_different(stream: Stream) -> None:
    """Nothing more is known by then than the frozen detector knew."""
    first = stream.eras()[0]

    np.testing.assert_array_equal(stream.retrained(0)[first], stream.frozen()[first])


def test_a_label_later_than_the_stream_is_no_label(stream: Stream) -> None:
    """Retrained or online, only the first eras are known then."""
    never = len(stream.labels)

    np.testing.assert_array_equal(stream.retrained(never), stream.frozen())
    late = stream.online(never)
    silent = stream.online(0, heard=np.arange(never) < stream.first)
    np.testing.assert_array_equal(late[stream.first :], silent[stream.first :])


def test_benign_names_are_always_told_and_hostile_ones_seldom(stream: Stream) -> None:
    """After the first eras, in which all are."""
    told = stream.reported()
    later = np.arange(len(told)) >= stream.first

    assert told[~later].all()
    assert told[stream.labels == 0].all()
    share = told[later & (stream.labels == 1)].mean()
    assert abs(share - stream.config.reported) < 0.12


def test_drift_is_seen_where_it_was_made(stream: Stream) -> None:
    """The lures of later eras are new to the frozen detector, not to the online one."""
    found = drift.detection(stream, {"frozen": stream.frozen(), "online": stream.online(0)})

    assert found["online"][0][-1] > found["frozen"][0][-1] + 0.2


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_aut_is_a_mean_with_half_weights_at_the_ends(values: list[float]) -> None:
    """Between the worst and the best era; a constant's is the constant."""
    weights = np.array([0.5, *[1.0] * (len(values) - 2), 0.5])

    area = float(drift.area(np.array(values)))

    assert area == pytest.approx(np.average(values, weights=weights))
    assert min(values) - 1e-9 <= area <= max(values) + 1e-9
