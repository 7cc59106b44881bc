"""The models: log-odds are log-odds, and the same seed gives the same model."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import models
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.table import Table


@pytest.mark.parametrize("name", models.COMPARED)
def test_a_model_gives_one_number_for_each_row_whatever_the_batch(
    setting: Setting, name: str
) -> None:
    """Half of the rows get what they get among all."""
    x = setting.table.x[setting.table.test]
    log_odds = setting.models[name].log_odds

    whole = log_odds(x)

    assert whole.shape == (len(x),)
    assert whole.dtype == np.float64
    assert log_odds(x[:7]) == pytest.approx(whole[:7], abs=1e-5)


@pytest.mark.parametrize("name", ["logistic", "ebm", "boosting"])
def test_log_odds_are_those_of_the_predicted_probability(setting: Setting, name: str) -> None:
    """As scikit-learn's interface gives it."""
    x = setting.table.x[setting.table.test]
    model = setting.models[name]

    assert models.probability(model.log_odds(x)) == pytest.approx(
        model.fitted.predict_proba(x)[:, 1], abs=1e-12
    )


@pytest.mark.parametrize("name", models.COMPARED)
def test_every_model_beats_a_coin(setting: Setting, name: str) -> None:
    """Mean log-odds of events lie above those of the others, on rows it has not seen."""
    table = setting.table
    said = setting.models[name].log_odds(table.x[table.test])
    event = table.y[table.test] == 1

    assert said[event].mean() > said[~event].mean()


def test_a_refit_depends_on_rows_and_seed_only(table: Table, config: Config) -> None:
    """The same again is the same, other rows are not."""
    x = table.x[table.test]
    rows = (table.train, table.train, table.train[::2])

    first, again, other = (
        models.refit("boosting", table, chosen, config, 0).log_odds(x) for chosen in rows
    )

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_additive_glass_box_has_no_pairs(table: Table, config: Config) -> None:
    """Its terms can serve as ground truth only then."""
    fitted = models.refit("additive", table, table.train, config, 0).fitted

    assert {len(term) for term in fitted.term_features_} == {1}
