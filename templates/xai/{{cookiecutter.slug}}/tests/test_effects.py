"""Effects of one feature: what they are for functions that are known."""

from dataclasses import replace

import numpy as np
import pytest

from {{ cookiecutter.package }} import effects, models
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.table import Floats

RNG = np.random.default_rng(0)
X = RNG.integers(0, 9, (500, 2)).astype(float)
X[:, 1] = X[:, 0] + RNG.integers(0, 2, 500)  # correlated
VALUES = effects.grid(X[:, 0])


def additive(x: Floats) -> Floats:
    """Return a sum of a square and a line."""
    return np.asarray(x[:, 0] ** 2 - 3 * x[:, 1])


def product(x: Floats) -> Floats:
    """Return what no sum can be."""
    return np.asarray(x[:, 0] * x[:, 1])


@pytest.mark.parametrize("measure", [effects.ale, effects.pdp])
def test_the_effect_in_a_sum_is_the_term_itself(measure: effects.Curve) -> None:
    """Less its mean, however the features are correlated."""
    found = measure(additive, X, 0, VALUES)

    assert found == pytest.approx(VALUES**2 - (X[:, 0] ** 2).mean())


def test_local_effects_stay_among_rows_that_exist() -> None:
    """Of a product: slope x1 at each row, not the mean of x1 everywhere."""
    found = effects.ale(product, X, 0, VALUES)

    cell = np.maximum(X[:, 0], 1)  # the first step belongs to both of its ends
    rows = [X[cell == value, 1].mean() for value in VALUES[1:]]
    assert np.diff(found) == pytest.approx(rows)
    assert np.diff(effects.pdp(product, X, 0, VALUES)) == pytest.approx(X[:, 1].mean())


@pytest.mark.parametrize("measure", [effects.ale, effects.pdp])
def test_a_feature_without_effect_has_none(measure: effects.Curve) -> None:
    """Zero everywhere."""
    found = measure(lambda x: 3 * x[:, 1], X, 0, VALUES)

    assert found == pytest.approx(np.zeros(len(VALUES)))


@pytest.mark.parametrize("measure", [effects.ale, effects.pdp])
def test_a_constant_has_no_effect(measure: effects.Curve) -> None:
    """A column with one value, or with one for all but a few rows, has a single edge."""
    assert measure(additive, X, 0, VALUES[:1]) == pytest.approx([0])


def test_the_glass_boxs_own_term_is_its_effect(setting: Setting) -> None:
    """For the model without pairs, at every value of every feature, in its log-odds."""
    table = setting.table
    model = models.refit("additive", table, table.train, setting.config, 0)
    at = replace(setting, models={**setting.models, "ebm": model})
    x = table.x[table.train]

    for column in range(len(table.features)):
        values = effects.grid(x[:, column])
        own, spread = effects.term(at, column, values)
        measured = effects.pdp(model.log_odds, x[:50], column, values)
        assert measured - measured[0] == pytest.approx(own - own[0], abs=1e-6)
        assert (spread >= 0).all()


def test_a_category_has_no_local_effects(setting: Setting) -> None:
    """Its codes have no order; each of its levels is there, however many."""
    table = setting.table
    features = (replace(table.features[0], kind="category"), *table.features[1:])

    found = effects.effect(replace(setting, table=replace(table, features=features)), 0)

    assert found.ale is None
    assert found.boosting is found.pdp
    assert found.values.tolist() == sorted(set(table.x[table.train, 0].tolist()))
    assert "ale" not in effects._document(found)
    assert effects.effect(setting, number(setting)).ale is not None


def number(setting: Setting) -> int:
    """Return the first column that is no category."""
    return [feature.kind == "category" for feature in setting.table.features].index(False)


def test_the_leading_features_are_those_with_the_largest_terms(setting: Setting) -> None:
    """Each once, no pairs."""
    found = effects.leading(setting)

    assert len(set(found)) == len(found) == min(effects.TOP, len(setting.table.features))
