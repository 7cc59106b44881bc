"""The ground truth itself: closed forms against enumeration, and how recovery is counted."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import (
    kernel_shap,
    known,
    occlusion,
    shapley,
    synthetic,
    terms,
    truth,
)
from {{ cookiecutter.package }}.explainers import Explainer
from {{ cookiecutter.package }}.known import ADDITIVE, GLASS, MADE, Known
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.shapley import Game

X, BACKGROUND = synthetic.sample(3, 1), synthetic.sample(6, 2)


def test_the_closed_form_is_what_enumeration_gives() -> None:
    """All 1,024 coalitions, three-way term included."""
    expected = shapley.exact(Game(synthetic.log_odds, BACKGROUND), X)

    np.testing.assert_allclose(synthetic.shapley(X, BACKGROUND), expected, atol=1e-12)


def test_the_synthetic_gradient_is_the_slope_of_the_function() -> None:
    """Central differences."""
    step = 1e-6
    for i, slope in enumerate(synthetic.gradient(X).T):
        nudge = step * np.eye(synthetic.FEATURES)[i]
        rise = synthetic.log_odds(X + nudge) - synthetic.log_odds(X - nudge)
        np.testing.assert_allclose(rise / (2 * step), slope, atol=1e-7)


def test_the_terms_of_the_glass_box_are_its_shapley_values(setting: Setting) -> None:
    """Read without sampling, and equal to an estimator that is exact for pairs."""
    model, x = setting.models["ebm"], setting.table.x[setting.rows]
    assert any(len(features) == 2 for features in model.fitted.term_features_)
    game = Game(model.log_odds, setting.background)

    exact = terms.shapley(model.fitted, x, setting.background)

    total = model.log_odds(x) - model.log_odds(setting.background).mean()
    np.testing.assert_allclose(exact.sum(axis=1), total, atol=1e-6)
    np.testing.assert_allclose(shapley.permutations(game, x, 1), exact, atol=1e-6)
    np.testing.assert_allclose(kernel_shap.kernel(game, x, 128), exact, atol=1e-5)


def test_without_pairs_every_estimator_finds_the_centred_terms(setting: Setting) -> None:
    """Occlusion as well, because nothing interacts."""
    model, x = setting.models["ebm"], setting.table.x[setting.rows]
    game = Game(lambda x: terms.additive(model.fitted, x), setting.background)

    exact = terms.additive_shapley(model.fitted, x, setting.background)

    np.testing.assert_allclose(occlusion.occlusion(game, x), exact, atol=1e-6)
    np.testing.assert_allclose(shapley.permutations(game, x, 1), exact, atol=1e-6)


def test_recovery_of_the_truth_of_zeros_and_of_its_opposite() -> None:
    """Error 0, 1 and 2; signs all, none and none; nothing on idle features."""
    exact = synthetic.shapley(X, BACKGROUND)
    case = Known(synthetic.log_odds, (), X, BACKGROUND, exact)

    told = known.recovered(case, exact)
    opposite = known.recovered(case, -exact)
    idle = known.recovered(case, np.ones(X.shape))

    assert told == known.Recovery(0, 1, 0)
    assert opposite.error == pytest.approx(2)
    assert opposite.sign == 0
    assert idle.idle == pytest.approx(0.5)
    assert known.recovered(case, 1e-300 * exact).error == pytest.approx(1)


def test_the_part_reports_every_explainer_of_every_known_function(setting: Setting) -> None:
    """And Shapley by permutations is exact where the glass box has pairs at most."""
    section = truth.measure(setting)

    document = section.results["truth"]
    assert set(document) == {MADE, ADDITIVE, GLASS}
    assert {"integrated", "expected", "times_input"} <= set(document[MADE])
    assert document[GLASS]["shapley"]["error"] == 0
    assert document[GLASS]["random"]["error"] > document[GLASS]["lime"]["error"]
    assert document[MADE]["shapley"]["idle"] == 0


def test_the_control_has_no_part_in_the_agreement_of_faithfulness_and_truth(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ranked last by everything, it would make any two rankings agree."""
    case = known.made(setting)
    found = {e.name: known.Recovery(place, 1, 0) for place, e in enumerate(case.explained)}
    asked: list[str] = []

    def spied(_: object, explained: tuple[Explainer, ...], *__: object) -> dict[str, float]:
        asked.extend(e.name for e in explained)
        return {name: float(-place) for place, name in enumerate(asked)}

    monkeypatch.setattr(truth, "faithfulness", spied)

    assert truth._agreement(setting, case, found) == 1
    assert asked == [e.name for e in case.explained[:-1]]
