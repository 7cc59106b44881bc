"""The table: what a split holds, and what a feature says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import table as tables
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.table import Feature, Table


def test_no_row_is_in_two_parts_and_none_is_lost(table: Table) -> None:
    """Training, validation and test rows are every row, each once."""
    rows = np.concatenate([table.train, table.validation, table.test])

    assert sorted(rows) == list(range(len(table.y)))


@given(rows=st.integers(60, 400), events=st.integers(10, 30), seed=st.integers(0, 99))
def test_each_part_has_the_share_of_events_of_all(rows: int, events: int, seed: int) -> None:
    """Up to one row, whatever the numbers."""
    y = (np.arange(rows) < events).astype(int)

    for part in tables.split(y, 0.25, 0.15, seed):
        assert abs(y[part].sum() - len(part) * events / rows) <= 1


def test_a_part_without_an_outcome_is_refused() -> None:
    """Nothing could be measured on it."""
    with pytest.raises(SetupError, match=r"30 rows of an outcome leave 0\.3 to a part"):
        tables.split(np.arange(100) // 70, 0.25, 0.01, 0)


@given(
    count=st.integers(60, 400),
    rows=st.integers(60, 900),
    events=st.integers(20, 40),
    seed=st.integers(0, 99),
)
def test_what_is_drawn_holds_both_outcomes(count: int, rows: int, events: int, seed: int) -> None:
    """Of a sorted table as well: their share, but 20 at least; each row once; all if they fit."""
    y = (np.arange(rows) >= rows - events).astype(int)

    kept = tables.drawn(y, count, seed)

    share = min(1, count / rows)
    assert kept.tolist() == sorted(set(kept.tolist()))
    assert y[kept].sum() == pytest.approx(max(20, share * events), abs=0.5)
    assert (1 - y[kept]).sum() == pytest.approx(max(20, share * (rows - events)), abs=0.5)


def test_values_are_float32_once_and_for_all(table: Table) -> None:
    """Shap would explain a model of float64 rows wrongly."""
    assert table.x.dtype == np.float32
    assert np.isfinite(table.x).all()


def test_every_feature_is_in_one_group(table: Table) -> None:
    """Groups are a partition of the columns."""
    columns = [column for group in table.groups().values() for column in group]

    assert sorted(columns) == list(range(len(table.features)))
    assert len(set(table.names)) == table.x.shape[1]


@pytest.mark.parametrize(
    ("feature", "value", "said"),
    [
        (Feature("a", "A", "a", "months late", levels=((0, "in time"),)), 0, "in time"),
        (Feature("a", "A", "a", "months late", levels=((0, "in time"),)), 2, "2 months late"),
        (Feature("a", "A", "a", kind="category", levels=((1, "red"),)), 3, "code 3"),
        (Feature("a", "A", "a", kind="real"), 0.123456, "0.1235"),
        (Feature("a", "A", "a", "NT$"), 1234567, "1,234,567 NT$"),
    ],
)
def test_a_feature_says_its_values_in_words(feature: Feature, value: float, said: str) -> None:
    """Words of codes, else the number with its unit."""
    assert feature.say(value) == said


def test_a_value_on_an_edge_belongs_above_it() -> None:
    """Bands are closed below."""
    found = tables.bands(np.array([29.0, 30, 44, 45]), (30, 45), ("a", "b", "c"), "age")

    assert found.codes.tolist() == [0, 1, 1, 2]
