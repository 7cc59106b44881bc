"""Detection at a false positive rate: by hand, by theorem, by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import rates
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.corpus import Floats
from {{ cookiecutter.package }}.rates import Resamples


def drawn_scores(seed: int) -> Floats:
    """Return 100 to 150 scores with many ties; a seed shrinks at once, a long list does not."""
    rng = np.random.default_rng(seed)
    return rng.integers(-5, 6, rng.integers(100, 151)).astype(float)


scores = st.integers(0, 9_999).map(drawn_scores)


def test_a_case_by_hand() -> None:
    """Of 100 benign names 10 may lie above the threshold: it is the eleventh highest score."""
    benign, hostile = np.arange(100.0), np.array([50.0, 89.0, 89.5, 99.0])

    assert rates.threshold(benign, 0.1) == 89
    assert rates.flagged(hostile, 89) == 0.5


@given(scores)
def test_the_false_positive_rate_is_never_above_the_one_asked_for(benign: Floats) -> None:
    """However many scores are equal; and no lower observed score would do."""
    limit = rates.threshold(benign, 0.1)
    lower = benign[benign < limit]

    assert rates.flagged(benign, limit) <= 0.1
    assert not len(lower) or rates.flagged(benign, lower.max()) > 0.1


@pytest.mark.parametrize(("count", "rate"), [(9_999, 0.001), (99, 0.1), (0, 0.5)])
def test_too_few_benign_names_measure_no_rate(count: int, rate: float) -> None:
    """Fewer than ten false positives say nothing."""
    with pytest.raises(SetupError, match="benign names cannot measure a false positive rate"):
        rates.threshold(np.zeros(count), rate)


def test_the_strictest_rates_come_first() -> None:
    """Those that ten false positives can measure."""
    assert rates.measurable(10_000) == (0.001, 0.01, 0.1)
    assert rates.measurable(999) == (0.1,)
    with pytest.raises(SetupError, match="at least 100"):
        rates.measurable(99)


@given(scores, scores, st.integers(0, 9))
def test_bootstrap_values_are_those_of_the_samples(
    benign: Floats, hostile: Floats, seed: int
) -> None:
    """Each equals the share found on the sample, written out row by row."""
    labels = np.repeat([0, 1], [len(benign), len(hostile)])
    together = np.concatenate([benign, hostile])
    drawn = rates.resamples(labels, 5, seed)

    found = rates.tpr_samples(together, labels, 0.1, drawn)

    for sample, value in enumerate(found):
        limit = rates.threshold(np.repeat(benign, drawn.benign[sample]), 0.1)
        rows = np.repeat(hostile, drawn.hostile[sample])
        assert value == pytest.approx(rates.flagged(rows, limit))


def test_the_sample_itself_gives_the_measure_itself() -> None:
    """Every row once."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [400, 80])
    values = rng.normal(labels)
    once = Resamples(np.ones((1, 80), int), np.ones((1, 400), int))

    assert rates.tpr_samples(values, labels, 0.05, once)[0] == rates.tpr(values, labels, 0.05)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=30))
def test_auc_counts_pairs(values: list[int]) -> None:
    """P(hostile above benign), a tie as half a pair."""
    labels = np.arange(len(values)) % 2
    held = np.array(values, float)
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a in held[labels == 1]
        for b in held[labels == 0]
    ]

    assert rates.auc(held, labels) == pytest.approx(np.mean(pairs))


def test_a_roc_curve_rises_to_one() -> None:
    """And passes through the rates of every threshold."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 300)
    values = rng.normal(labels).round(1)

    false, true = rates.roc(values, labels)

    assert (np.diff(false) >= 0).all()
    assert (np.diff(true) >= 0).all()
    assert false[-1] == true[-1] == 1
    for limit, f, t in zip(np.unique(values)[::-1][1:], false, true, strict=False):
        assert f == pytest.approx(rates.flagged(values[labels == 0], limit))
        assert t == pytest.approx(rates.flagged(values[labels == 1], limit))


@given(st.integers(0, 50))
def test_wilsons_interval_holds_the_share(found: int) -> None:
    """Within [0, 1], also at its ends."""
    low, high = rates.wilson(found, 50)

    assert 0 <= low <= found / 50 <= high <= 1
