"""The search for counterfactuals: what every one of them must be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from {{ cookiecutter.package }} import counterfactual
from {{ cookiecutter.package }}.counterfactual import Space
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.table import Feature, Floats, Table

RNG = np.random.default_rng(0)
FEATURES = (
    Feature("who", "Who", "who", kind="category", mutability="immutable"),
    Feature("late", "Late", "late", direction=-1),
    Feature("paid", "Paid", "paid", mutability="actionable", direction=1),
    Feature("limit", "Limit", "limit", mutability="actionable"),
)
X = np.column_stack([RNG.integers(0, 2, 400), *RNG.integers(0, 8, (3, 400))]).astype(np.float32)
ROWS = np.arange(400)
TABLE = Table(X, ROWS % 2, FEATURES, ROWS, ROWS[:0], ROWS[:0], (), "")
WITHIN = counterfactual.space(TABLE, 0)
MUTABLE = counterfactual.allowed(FEATURES, ("historical", "actionable"))


def decide(x: Floats) -> Floats:
    """Return the score of a made-up rule with an interaction; 0 and above is refused."""
    return np.asarray(x[:, 1] - 0.6 * x[:, 2] - 0.3 * x[:, 1] * (x[:, 3] > 3) + x[:, 0] - 1.05)


REFUSED = X[decide(X) >= 0]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(REFUSED) - 1))
def test_a_counterfactual_decides_otherwise_and_leaves_alone_what_cannot_change(i: int) -> None:
    """Valid, on values of the training rows, in helpful directions, and plausible."""
    x = REFUSED[i]

    found = counterfactual.find(decide, x, WITHIN, MUTABLE, 3)

    assert found is not None
    assert decide(found.x[None])[0] < 0
    assert set(found.changed) <= {*MUTABLE}
    same = [j for j in range(4) if j not in found.changed]
    assert found.x[same].tobytes() == x[same].tobytes()
    assert all(found.x[j] in WITHIN.grids[j] for j in found.changed)
    assert found.x[1] <= x[1]
    assert found.x[2] >= x[2]
    assert found.distance <= max(WITHIN.limit, WITHIN.distance(x[None])[0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(REFUSED) - 1))
def test_nothing_with_fewer_changes_exists(i: int) -> None:
    """Trying every value of every single feature finds what the search finds, or nothing."""
    x = REFUSED[i]

    found = counterfactual.find(decide, x, WITHIN, MUTABLE, 3)

    singles = []
    for j, value in ((column, value) for column in MUTABLE for value in WITHIN.grids[column]):
        if (value - x[j]) * FEATURES[j].direction >= 0 and value != x[j]:
            tried = x.copy()
            tried[j] = value
            singles.append(tried)
    limit = max(WITHIN.limit, WITHIN.distance(x[None])[0])
    tried = np.array(singles)
    valid = tried[(decide(tried) < 0) & (WITHIN.distance(tried) <= limit)]
    assert found is not None
    if len(valid):
        assert len(found.changed) == 1
        assert found.cost == pytest.approx(WITHIN.cost(x, valid).min())
    else:
        assert len(found.changed) > 1


def test_recourse_asks_only_for_what_a_person_can_do() -> None:
    """Only actionable features change; some find no way then, and are told so."""
    columns = counterfactual.allowed(FEATURES, ("actionable",))

    found = [counterfactual.find(decide, x, WITHIN, columns, 3) for x in REFUSED[:60]]

    assert all(set(each.changed) <= {2, 3} for each in found if each)
    assert None in found
    assert any(found)


def test_no_way_is_found_where_there_is_none() -> None:
    """Within one change, or when nothing may change."""
    stubborn = REFUSED[0]

    assert counterfactual.find(lambda x: np.ones(len(x)), stubborn, WITHIN, MUTABLE, 2) is None
    assert counterfactual.find(decide, stubborn, WITHIN, MUTABLE[:0], 2) is None


def test_an_implausible_way_is_no_way() -> None:
    """With a space in which everything is far from everybody."""
    strict = Space(**{**vars(WITHIN), "limit": 0.0})
    found = [counterfactual.find(decide, x, strict, MUTABLE, 1) for x in REFUSED[:40]]

    for x, each in zip(REFUSED, found, strict=False):
        assert each is None or each.distance <= strict.distance(x[None])[0]
    assert None in found


def test_a_category_costs_one_and_numbers_their_deviation() -> None:
    """By hand, with a median absolute deviation of 2."""
    x = np.array([0, 4, 4, 4], np.float32)
    to = np.array([[1, 4, 4, 4], [0, 2, 4, 5]], np.float32)

    assert WITHIN.cost(x, to) == pytest.approx([1, 2 / WITHIN.unit[1] + 1 / WITHIN.unit[3]])


def test_grids_hold_only_values_that_were_seen(table: Table) -> None:
    """Of the training rows, at most a dozen of a number."""
    found = counterfactual.space(table, 0)

    for grid, column, feature in zip(found.grids, table.x.T, table.features, strict=True):
        assert np.isin(grid, column[table.train]).all()
        assert feature.kind == "category" or 0 < len(grid) <= counterfactual.VALUES


def test_the_same_person_gets_the_same_answer(setting: Setting) -> None:
    """Nothing is drawn during the search."""
    within = counterfactual.space(setting.table, 0)
    log_odds = setting.models["boosting"].log_odds
    x = setting.table.x[setting.table.test]
    edge = float(np.median(log_odds(x)))
    columns = counterfactual.allowed(setting.table.features, ("historical", "actionable"))

    first, again = (
        [
            counterfactual.find(lambda rows: log_odds(rows) - edge, row, within, columns, 2)
            for row in x[log_odds(x) >= edge][:5]
        ]
        for _ in range(2)
    )

    assert [found and found.x.tobytes() for found in first] == [
        found and found.x.tobytes() for found in again
    ]
