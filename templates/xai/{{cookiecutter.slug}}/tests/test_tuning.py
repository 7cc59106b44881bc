"""The study's grids and its many refits, on little."""

from dataclasses import replace

import numpy as np
import pytest

from {{ cookiecutter.package }} import many_refits, tuning
from {{ cookiecutter.package }}.section import Setting


def test_tuning_tries_every_setting_and_the_one_in_use_on_validation_rows(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Test rows are hidden from it."""
    monkeypatch.setattr(tuning, "GRIDS", {"boosting": {"trees": (5, 10), "tree_rate": (0.1, 0.2)}})
    hidden = replace(setting.table, test=setting.table.test[:0])

    found = tuning.search(replace(setting, table=hidden), "boosting")

    assert len(found) == 5
    assert [tried.used for tried in found].count(True) == 1
    assert [tried.auc for tried in found] == sorted((tried.auc for tried in found), reverse=True)
    assert tuning.Tried("ebm", {"tree_rate": 0.05}, 0.7, used=True).say() == "--tree-rate 0.05"


def test_verdicts_are_the_same_when_every_refit_says_the_same() -> None:
    """A few suffice then; where refits are noise they do not."""
    values = np.random.default_rng(0).normal(size=(many_refits.MANY, 6, 8))
    steady = np.repeat(values[:1], many_refits.MANY, axis=0)

    assert many_refits.agreement(values[0], steady, 3, 0.9) == 1
    assert many_refits.agreement(values[0], values, 2, 0.9) < 1


def test_refits_are_judged_by_others_that_have_no_part_in_them() -> None:
    """By hand: of two reasons, the first thirty refits hold both, the thirty others one."""
    values = np.ones((many_refits.MANY, 1, 2))
    values[max(many_refits.COUNTS) :, 0, 1] = -2.0
    told = np.ones((1, 2))

    assert [many_refits.agreement(told, values, count, 0.9) for count in (10, 30)] == [0.5, 0.5]
