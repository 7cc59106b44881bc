"""Reasons: only what would be said again is said."""

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, ranking, reasons, refits, stability
from {{ cookiecutter.package }}.section import Setting


def explained(setting: Setting, column: int, over_refits: list[float]) -> list[reasons.Reason]:
    """Return one row's reasons when only ``column`` says anything: the model first, then refits."""
    attributions = np.zeros((len(over_refits), 1, len(setting.table.features)))
    attributions[:, 0, column] = over_refits
    told, others = attributions[0], attributions[1:]
    return reasons.reasons(setting.table, setting.rows[:1], told, others, 0.9)[0]


@pytest.mark.parametrize(
    ("signs", "holds"),
    [([1.0] * 10, True), ([1.0] * 9 + [-1.0], True), ([1.0] * 8 + [-1.0] * 2, False)],
)
def test_a_reason_is_shown_only_when_nine_of_ten_refits_agree(
    setting: Setting, signs: list[float], holds: bool
) -> None:
    """On its sign."""
    first = explained(setting, 2, [1.0, *signs])[0]

    assert first.name == setting.table.names[2]
    assert first.holds is holds


def test_a_reason_that_nobody_gives_does_not_hold(setting: Setting) -> None:
    """Zero has no sign."""
    assert not explained(setting, 2, [0.0] * 10)[0].holds


def test_a_reason_that_refits_turn_round_does_not_hold(setting: Setting) -> None:
    """However much they agree with each other: it is the model's own sign that is told."""
    first = explained(setting, 2, [0.5, *[-3.0] * 10])[0]

    assert not first.holds
    assert first.size == 0.5


def test_the_model_ranks_its_reasons_and_not_the_refits_that_judge_them(setting: Setting) -> None:
    """Else reasons would be chosen for what they are then tested on."""
    told = np.zeros((1, len(setting.table.features)))
    told[0, :2] = 2.0, 1.0
    attributions = np.zeros((10, *told.shape))
    attributions[..., :2] = 0.1, 9.0

    found = reasons.reasons(setting.table, setting.rows[:1], told, attributions, 0.9)[0]

    assert [reason.name for reason in found[:2]] == setting.table.names[:2]
    assert [reason.size for reason in found[:2]] == [2.0, 1.0]


def test_reasons_that_are_told_are_those_of_the_model_itself(setting: Setting) -> None:
    """They add up to its output, not to that of a refit."""
    model, x = setting.models[refits.MODEL], setting.table.x[setting.rows]

    total = model.log_odds(x) - model.log_odds(setting.background).mean()
    assert refits.itself(setting).sum(axis=1) == pytest.approx(total, abs=1e-4)


def test_reasons_come_by_size_and_name_value_and_range(setting: Setting) -> None:
    """For the person to read."""
    value = setting.table.features[1].say(float(setting.table.x[setting.rows[0], 1]))

    first, *rest = explained(setting, 1, [-1.5, -1.0, -2.0])

    assert first.say() == f"{setting.table.features[1].label}: {value}: -1.50 (-2.00 to -1.00)"
    assert all(reason.size == 0 for reason in rest)


def test_each_refit_explains_every_row_up_to_its_own_output(setting: Setting) -> None:
    """Shapley values of the refitted model: they differ from refit to refit, not in shape."""
    found = refits.explain(setting)

    assert found.shape == (setting.config.refits, len(setting.rows), len(setting.table.features))
    assert not np.allclose(found[0], found[1])


def test_a_bootstrap_sample_draws_training_rows_only(setting: Setting) -> None:
    """As many as there are, with repetitions, others for each seed."""
    rows = setting.table.train

    first, other = (refits.resample(rows, setting.config, seed) for seed in (1, 2))

    assert np.isin(first, rows).all()
    assert len(first) == len(rows) > len(np.unique(first))
    assert not np.array_equal(first, other)


@pytest.mark.slow
def test_the_section_reports_what_the_refits_give(setting: Setting) -> None:
    """Numbers of the results are those of the measure itself."""
    section = stability.measure(setting)

    found = ranking.correlation(refits.explain(setting))
    alike = section.results["stability"]["alike"]["raw"]["local_rank_correlation"]
    assert alike == pytest.approx(found, rel=1e-5)


def test_of_a_private_table_no_person_is_drawn_or_told(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left adds up over people."""
    monkeypatch.setattr(data, "PUBLIC", False)

    section = stability.measure(setting)

    assert [figure["path"] for figure in section.figures] == ["figures/ranks.svg"]
    assert set(section.results) == {"stability"}
    assert len(section.listings) == 1
