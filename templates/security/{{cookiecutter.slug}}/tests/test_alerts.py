"""Base rates and costs: Bayes' rule, and a threshold that no other beats."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import alerts, calibration, operating, rates

share = st.floats(0.01, 0.99)


@given(share, share, share)
def test_precision_is_counted_out(found: float, wrong: float, prior: float) -> None:
    """Of a million names."""
    true, false = 1e6 * prior * found, 1e6 * (1 - prior) * wrong

    assert float(operating.precision(found, wrong, prior)) == pytest.approx(true / (true + false))


@given(share, share)
def test_precision_falls_with_the_base_rate(found: float, wrong: float) -> None:
    """And no alerts are no division by zero."""
    falling = [float(operating.precision(found, wrong, prior)) for prior in alerts.PRIORS]

    assert falling == sorted(falling, reverse=True)
    assert float(operating.precision(0.0, 0.0, 0.1)) == 0


@given(st.integers(0, 30), st.sampled_from([1.0, 20.0, 500.0]))
def test_no_threshold_is_cheaper(seed: int, miss: float) -> None:
    """Than the one that is chosen, on the scores that choose it."""
    rng = np.random.default_rng(seed)
    hostile, benign = rng.normal(1, 1, 40).round(1), rng.normal(0, 1, 60).round(1)

    def price(limit: float) -> float:
        found, wrong = (np.asarray(rates.flagged(each, limit)) for each in (hostile, benign))
        return float(operating.cost(found, wrong, 0.05, miss))

    best = price(operating.cheapest(hostile, benign, 0.05, miss))

    assert all(best <= price(limit) + 1e-12 for limit in [*hostile, *benign])


def test_probabilities_that_come_true_have_no_calibration_error() -> None:
    """Ten bins whose share of hostile names is their probability; turned round it is large."""
    p = np.repeat(np.arange(1, 11) / 10, 100)
    labels = np.concatenate([np.arange(100) < 10 * level for level in range(1, 11)]).astype(int)

    assert calibration.error(p, labels) == pytest.approx(0)
    assert calibration.error(p, 1 - labels) > 0.4
