"""The checks keep their level, pass the truth, and reject what is broken on purpose."""

from dataclasses import replace

import numpy as np
import pytest
from games import additive, rows, threeway

from {{ cookiecutter.package }} import (
    checks,
    models,
    quality,
    sanity,
    shapley,
    strangers,
)
from {{ cookiecutter.package }}.broken import BROKEN
from {{ cookiecutter.package }}.checks import LEVEL
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.shapley import Game
from {{ cookiecutter.package }}.strangers import CASES
from {{ cookiecutter.package }}.table import Floats

X, BACKGROUND = rows(16, 6, 1), rows(10, 6, 2)
SETS = quality.subsets(60, 6, 0)
STRANGERS = 39  # one, and 19 pairs


def _explained(seed: int) -> Floats:
    return shapley.exact(Game(threeway(6, seed), BACKGROUND), X)


OWN = _explained(0)
LOST = quality.losses(Game(threeway(6, 0), BACKGROUND), X, SETS)
OTHERS = [_explained(seed) for seed in range(1, STRANGERS + 1)]


def _rejected(told: list[Floats]) -> set[str]:
    """Return the checks that reject explanations of the model and of all strangers."""
    own, stranger, *others = told
    null = checks.strangers_null(others)
    found = sanity.Verdict(
        "",
        "",
        broken=False,
        model=checks.model_p(own, stranger, null),
        blind=float(null.mean()) > sanity.BLIND,
        row=checks.row_p(own, SETS, LOST, 0),
        feature=checks.feature_p(own, SETS, LOST, 0),
    )
    return set(found.failed)


def test_exact_explanations_pass_every_check() -> None:
    """They see the model, the row and the features."""
    assert _rejected([OWN, *OTHERS]) == set()


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_on_purpose_is_rejected(name: str) -> None:
    """By one check at least."""
    assert _rejected([BROKEN[name](X, told) for told in (OWN, *OTHERS)])


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("Distance from the mean", "model"),
        ("The same for everybody", "row"),
        ("Wrong sign", "features"),
        ("Columns shifted", "features"),
        ("Somebody else's", "row"),
    ],
)
def test_each_fault_is_found_by_the_check_that_is_made_for_it(name: str, check: str) -> None:
    """Or a check could be left out and nobody would notice."""
    assert check in _rejected([BROKEN[name](X, told) for told in (OWN, *OTHERS)])


def test_an_explainer_that_hardly_sees_the_model_is_called_blind() -> None:
    """A thousandth of the truth makes no two explanations equal, but all of them alike."""
    blind = [BROKEN["Distance from the mean"](X, told) + 1e-3 * told for told in (OWN, *OTHERS)]

    assert "model" in _rejected(blind)


def test_strangers_are_rejected_no_more_often_than_the_level() -> None:
    """Model, stranger and null are drawn alike, so the test is exact: 5 % of many repetitions."""
    rng = np.random.default_rng(0)
    draws = 400
    alarms = 0
    for _ in range(draws):
        told = rng.normal(size=(STRANGERS + 1, 8, 5)) * rng.lognormal(size=5)  # shared sizes
        null = checks.strangers_null(list(told[2:]))
        alarms += checks.model_p(told[0], told[1], null) <= LEVEL

    assert alarms <= draws * LEVEL + 3 * np.sqrt(draws * LEVEL * (1 - LEVEL))
    assert alarms > 0


@pytest.mark.parametrize("check", [checks.row_p, checks.feature_p])
def test_noise_passes_a_check_no_more_often_than_the_level(
    check: checks.Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A permutation test is exact for what is exchangeable, whatever the number of draws."""
    monkeypatch.setattr(checks, "DRAWS", 19)
    rng = np.random.default_rng(1)
    draws = 100

    passed = sum(
        check(rng.normal(size=OWN.shape), SETS, LOST, seed) <= LEVEL for seed in range(draws)
    )

    assert passed <= draws * LEVEL + 3 * np.sqrt(draws * LEVEL * (1 - LEVEL))


def test_p_values_count_the_statistic_among_the_draws() -> None:
    """So that they are never 0; and ties with strangers count against an explainer."""
    assert checks.p_value(5, np.arange(19.0)) == pytest.approx(15 / 20)
    assert checks.p_value(99, np.arange(19.0)) == pytest.approx(1 / 20)
    assert checks.model_p(OWN, OWN, np.ones(19)) == pytest.approx(1 / 20)


@pytest.mark.slow
def test_the_part_gives_a_verdict_on_every_explainer(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken ones included; how many are caught is counted, not assumed."""
    monkeypatch.setattr(checks, "DRAWS", 19)
    section = sanity.measure(setting)

    verdicts = section.results["sanity"]
    assert set(BROKEN) <= {verdict["explainer"] for verdict in verdicts}
    caught = sum(bool(verdict["rejected by"]) for verdict in verdicts if verdict["broken"])
    assert section.metrics[0]["value"] == caught
    assert section.metrics[0]["n"] == len(CASES) * (len(BROKEN) + 1)  # and the control
    assert caught >= len(BROKEN)


def test_additive_truth_fits_its_own_row_best() -> None:
    """No permutation of rows, and none of features, is as faithful."""
    game = Game(additive(6), BACKGROUND)
    told, lost = shapley.exact(game, X), quality.losses(game, X, SETS)

    least = pytest.approx(1 / (checks.DRAWS + 1))
    assert checks.row_p(told, SETS, lost, 0) == least
    assert checks.feature_p(told, SETS, lost, 0) == least


def test_strangers_of_a_sorted_table_see_both_outcomes(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And as many of each as the model beside them; its first rows would all be of one kind."""
    monkeypatch.setattr(strangers, "FITTED", 200)
    table = setting.table
    order = np.argsort(table.y, kind="stable")
    train = np.arange(len(table.y))[: -len(order) // 10]
    seen = []
    monkeypatch.setattr(models, "refit", lambda _, table, rows, *__: seen.append(table.y[rows]))
    by_outcome = replace(table, x=table.x[order], y=table.y[order], train=train)

    strangers.by_labels(replace(setting, table=by_outcome), 2)

    own, *others = seen
    assert 0 < own.sum() < len(own)
    assert [y.sum() for y in others] == [own.sum()] * 2
    assert not any(np.array_equal(own, y) for y in others)
