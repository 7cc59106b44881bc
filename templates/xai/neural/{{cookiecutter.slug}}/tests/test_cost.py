"""How costs are compared, and that a large table needs no more memory than a small one."""

import sys
import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import cost, gradients, large, network
from {{ cookiecutter.package }}.section import Setting

positive = st.floats(1e-6, 1e6)


@given(positive, positive, st.lists(st.integers(1, 10_000), min_size=1, max_size=5))
def test_work_does_not_depend_on_how_much_was_drawn(
    milliseconds: float, error: float, counts: list[int]
) -> None:
    """When time grows as samples and the squared error falls as 1 / samples."""
    points = [cost.Point(milliseconds * count, error / count) for count in counts]

    assert cost.work(points) == pytest.approx(milliseconds * error, rel=1e-6)


@given(positive, positive, st.floats(1.1, 100))
def test_twice_as_slow_at_the_same_error_is_twice_the_work(
    milliseconds: float, error: float, factor: float
) -> None:
    """And a larger error at the same time counts as much."""
    once = cost.work([cost.Point(milliseconds, error)])

    assert cost.work([cost.Point(factor * milliseconds, error)]) == pytest.approx(factor * once)
    assert cost.work([cost.Point(milliseconds, factor * error)]) == pytest.approx(factor * once)


@pytest.mark.parametrize("points", [1, 7, 64, 4096])
def test_the_size_of_a_piece_changes_no_explanation(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, points: int
) -> None:
    """Rows are explained one by one; float32 sums may differ in their last digit."""
    fitted, x = setting.models["neural"].fitted, setting.table.x[setting.rows[:4]]
    explain = partial(gradients.integrated, fitted.gradient, x, setting.background[0], 8)
    whole = explain()

    monkeypatch.setattr(gradients, "POINTS", points)

    assert np.abs(explain() - whole).max() <= 1e-6 * np.abs(whole).max()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory is used")
def test_memory_does_not_grow_with_rows(setting: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is allocated at the peak is the same for two pieces and for twenty."""
    monkeypatch.setattr(large, "PIECE", 200)
    explain = partial(network.gradient, setting.models["neural"].fitted.weights)
    baseline = setting.background[0]

    peaks = []
    for pieces in (2, 20):
        tracemalloc.start()
        large.explain(large.Work(explain, setting.table.x, baseline, 200 * pieces, 4))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.05 * peaks[0]
