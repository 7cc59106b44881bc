"""Detectors of change are silent where nothing changes, and speak where something does."""

from collections.abc import Callable

import numpy as np
import pytest

from {{ cookiecutter.package }} import change
from {{ cookiecutter.package }}.corpus import Floats

Detector = Callable[[Floats], int | None]
DETECTORS = (change.adwin, change.page_hinkley)


def coins(probability: float, events: int, seed: int) -> Floats:
    """Return a stream of errors."""
    return (np.random.default_rng(seed).random(events) < probability).astype(float)


@pytest.mark.parametrize("detector", DETECTORS)
def test_a_stationary_stream_raises_no_alarm(detector: Detector) -> None:
    """In twenty streams of two thousand events each."""
    assert [detector(coins(0.1, 2_000, seed)) for seed in range(20)] == [None] * 20


@pytest.mark.parametrize("detector", DETECTORS)
def test_a_rise_is_noticed_after_it_begins(detector: Detector) -> None:
    """And not before."""
    for seed in range(10):
        values = np.concatenate([coins(0.1, 1_000, seed), coins(0.4, 1_000, seed + 100)])

        at = detector(values)

        assert at is not None
        assert 1_000 <= at < 1_400


@pytest.mark.parametrize("detector", DETECTORS)
def test_an_alarm_depends_on_the_past_only(detector: Detector) -> None:
    """Cutting off what comes after it changes nothing."""
    values = np.concatenate([coins(0.1, 600, 1), coins(0.5, 600, 2)])
    at = detector(values)
    assert at is not None

    assert detector(values[: at + 1]) == at
    assert detector(values[:at]) is None


@pytest.mark.parametrize("detector", DETECTORS)
@pytest.mark.parametrize("events", [0, 1, 5, 20, 40])
def test_short_and_constant_streams_are_silent(detector: Detector, events: int) -> None:
    """Nothing can have changed yet."""
    assert detector(np.zeros(events)) is None
    assert detector(np.ones(events)) is None


def test_page_hinkley_looks_upwards_only() -> None:
    """Fewer errors are no reason to wake somebody."""
    values = np.concatenate([coins(0.2, 1_000, 0), coins(0.0, 1_000, 1)])

    assert change.page_hinkley(values) is None


def test_page_hinkley_is_its_sum_written_out() -> None:
    """Event by event, as in the survey."""
    values = np.concatenate([coins(0.2, 300, 3), coins(0.7, 300, 4)])
    total = lowest = mean = 0.0
    for event, value in enumerate(values):
        mean += (value - mean) / (event + 1)
        total += value - mean - 0.01
        lowest = min(lowest, total)
        if total - lowest > 20:
            break

    assert change.page_hinkley(values) == event
