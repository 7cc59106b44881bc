"""TreeSHAP: exact for its game, and silent about a trap that is held here."""

import numpy as np
import pytest
from games import rows, threeway
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier

from {{ cookiecutter.package }} import shapley, trees
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.shapley import Game
from {{ cookiecutter.package }}.table import Floats


def _fitted(x: Floats) -> HistGradientBoostingClassifier:
    y = (threeway(x.shape[1])(x.astype(np.float64)) > 0).astype(int)
    return HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(x, y)


def test_interventional_values_are_the_shapley_values_of_our_game() -> None:
    """Algorithm 3 of Lundberg et al. 2020 against enumeration of all coalitions."""
    x = rows(300, 6, 1).astype(np.float32)
    model = _fitted(x)

    values = trees.interventional(model, x[:5], x[5:25])

    expected = shapley.exact(Game(model.decision_function, x[5:25]), x[:5])
    np.testing.assert_allclose(values, expected, atol=1e-6)


def test_values_of_the_projects_model_add_up(setting: Setting) -> None:
    """Efficiency on the real data, both ways of TreeSHAP: the table is float32 from the start."""
    model = setting.models["boosting"]
    x = setting.table.x[setting.rows]

    values = trees.interventional(model.fitted, x, setting.background)

    total = model.log_odds(x) - model.log_odds(setting.background).mean()
    np.testing.assert_allclose(values.sum(axis=1), total, atol=1e-6)
    assert setting.table.x.dtype == np.float32
    assert trees.path_dependent(model.fitted, x).shape == x.shape


def test_a_model_that_was_fitted_on_float64_is_refused() -> None:
    """Shap casts thresholds to float32 and is silently wrong (shap issue 5116)."""
    bunch = load_breast_cancer()
    x, y = bunch.data, bunch.target
    model = HistGradientBoostingClassifier(max_iter=50, random_state=0)

    with pytest.raises(ValueError, match="fit the model on float32"):
        trees.interventional(model.fit(x, y), x[:50], x[50:150])

    single = x.astype(np.float32)
    trees.interventional(model.fit(single, y), single[:50], single[50:150])


def test_values_that_are_neighbours_in_float32_are_told_apart() -> None:
    """Their middle is no float32; rounded up, as shap does it, it would be the upper value."""
    odd = np.nextafter(np.float32(1), np.float32(2))
    pair = np.array([odd, np.nextafter(odd, np.float32(2))])  # the middle's tie goes to the even
    x, y = np.tile(pair, 100)[:, None], np.tile([0, 1], 100)
    model = HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(x, y)
    said = model.decision_function(x)
    with pytest.raises(ValueError, match="fit the model on float32"):
        trees.interventional(model, x[:2], x[2:])

    trees.round_thresholds(model)

    assert np.array_equal(model.decision_function(x), said)
    np.testing.assert_allclose(
        trees.interventional(model, x[:2], x[2:])[:, 0], said[:2] - said[2:].mean(), atol=1e-6
    )


def test_both_kinds_of_treeshap_answer_different_questions() -> None:
    """Where features depend on each other; and a background of more than 100 rows is used whole."""
    x = rows(400, 4, 3).astype(np.float32)
    x[:, 1] = x[:, 0] + 0.1 * x[:, 1]
    model = _fitted(x)

    apart = trees.interventional(model, x[:50], x) - trees.path_dependent(model, x[:50])

    assert np.abs(apart).max() > 0.05
