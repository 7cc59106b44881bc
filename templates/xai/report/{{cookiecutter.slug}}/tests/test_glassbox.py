"""The glass box's tables say what the glass box says, and its shares are Shapley values."""

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from interpret.glassbox import ExplainableBoostingClassifier

from {{ cookiecutter.package }} import glassbox, shapley, terms
from {{ cookiecutter.package }}.glassbox import Axis
from {{ cookiecutter.package }}.table import Floats

FEATURES = 6  # the last one is noise that no term is made for


@pytest.fixture(scope="module")
def x() -> Floats:
    """Return rows of which one column holds codes."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(600, FEATURES)).round(1).astype(np.float32)
    rows[:, 1] = rng.integers(0, 4, 600)
    return rows


@pytest.fixture(scope="module")
def model(x: Floats) -> ExplainableBoostingClassifier:
    """Return a glass box with pairs, one of a code and a number."""
    score = x[:, 0] * (x[:, 1] - 1) + x[:, 2] * x[:, 3] + x[:, 4]
    types = ["nominal" if column == 1 else "continuous" for column in range(FEATURES)]
    fitted = ExplainableBoostingClassifier(
        feature_types=types,
        interactions=[(0, 1), (2, 3)],
        exclude=[(FEATURES - 1,)],
        outer_bags=2,
        max_rounds=200,
        n_jobs=1,
        random_state=0,
    )
    return fitted.fit(x, (score > 0).astype(int))


def _score(model: ExplainableBoostingClassifier, x: Floats) -> Floats:
    """Return the sum of the tables and the intercept."""
    total = np.full(len(x), float(np.ravel(model.intercept_)[0]))
    for term in glassbox.terms(model, x):
        total += term.scores[term.bins(x.astype(np.float64))]
    return total


def test_the_tables_add_up_to_the_model(model: ExplainableBoostingClassifier, x: Floats) -> None:
    """Also for missing values, for codes never seen, and far outside the usual range."""
    odd = x.copy()
    odd[::7, 1] = 9
    odd[::5, 3] = 1e9
    odd[::3, 0] = np.nan

    assert np.abs(_score(model, odd) - model.decision_function(odd)).max() < 1e-12


def test_shares_are_the_shapley_values_of_the_interventional_game(
    model: ExplainableBoostingClassifier, x: Floats
) -> None:
    """By enumeration of all coalitions against every background row."""
    background, rows = x[:40], x[100:110]
    game = shapley.Game(model.decision_function, background)

    shares = glassbox.shapley(glassbox.terms(model, background), rows)

    assert np.abs(shares - shapley.exact(game, rows)).max() < 1e-10


def test_tables_and_model_give_the_same_shares(
    model: ExplainableBoostingClassifier, x: Floats
) -> None:
    """The page computes from tables what the run computes by asking the model for its terms."""
    background, rows = x[:40], x[100:160]

    shares = glassbox.shapley(glassbox.terms(model, background), rows)

    assert np.abs(shares - terms.shapley(model, rows, background)).max() < 1e-10


def test_shares_lead_from_the_mean_to_the_decision(
    model: ExplainableBoostingClassifier, x: Floats
) -> None:
    """Efficiency, for every row."""
    shares = glassbox.shapley(glassbox.terms(model, x), x)

    log_odds = model.decision_function(x)
    assert np.abs(shares.sum(axis=1) - (log_odds - log_odds.mean())).max() < 1e-10


def test_a_feature_in_no_table_has_no_share(
    model: ExplainableBoostingClassifier, x: Floats
) -> None:
    """Dummy: exactly 0."""
    shares = glassbox.shapley(glassbox.terms(model, x), x)

    assert not shares[:, FEATURES - 1].any()
    assert shares[:, : FEATURES - 1].any(axis=0).all()


def test_a_table_of_three_features_is_refused(x: Floats) -> None:
    """The closed form is that of pairs."""
    model = SimpleNamespace(term_features_=[(0, 1, 2)], term_scores_=[np.zeros((2, 2, 2))])

    with pytest.raises(ValueError, match="a term has 3 features"):
        glassbox.terms(model, x)


@given(
    arrays.arrays(
        np.float64,
        st.integers(1, 8),
        elements=st.floats(-1e6, 1e6, allow_subnormal=False),
        unique=True,
    ),
    st.floats(-1e6, 1e6, width=32),
)
def test_a_bin_holds_its_lower_border_and_not_its_upper_one(cuts: Floats, value: float) -> None:
    """Bins cover everything, and 0 is for what is missing."""
    borders = np.sort(cuts)
    axis = Axis(borders, None)

    found = int(axis.bins(np.array([value]))[0])

    edges = list(pairwise([-math.inf, *borders, math.inf]))
    low, high = edges[found - 1]
    assert low <= value < high
    assert axis.bins(np.array([math.nan])) == 0
