"""The explainers of the project's own models, side by side."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib import path

from {{ cookiecutter.package }} import (
    data,
    drawing,
    explainers,
    figure_disagreement,
    figure_frontier,
    figure_removal,
    scoreboard,
)
from {{ cookiecutter.package }}.removal import Curves
from {{ cookiecutter.package }}.scores import (
    BASELINES,
    MEASURES,
    Score,
    baselines,
    disagreement,
)
from {{ cookiecutter.package }}.section import Section, Setting
from {{ cookiecutter.package }}.shapley import Game


@pytest.fixture(scope="module")
def section(setting: Setting) -> Section:
    """Return the part, measured once; its figures are drawn where the whole run is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw", lambda *_: None)
        return scoreboard.measure(setting)


def _score(name: str, seconds: float, faithfulness: float) -> Score:
    explainer = explainers.Explainer(name, name, lambda x: x)
    values = np.full(3, faithfulness)
    by = {(measure, baseline): values for measure in MEASURES for baseline in BASELINES}
    return Score(explainer, seconds, by, Curves(values, values), values)


CONTROL = _score(explainers.CONTROL, 0.1, 0.0)


def test_every_explainer_of_both_models_is_measured_by_everything(
    section: Section, setting: Setting
) -> None:
    """Each measure with each baseline, and no times among results."""
    document = section.results["explainers"]

    assert set(document) == {setting.subject.name, "boosting"}
    assert {"tree", "tree_path", "shapley", "random"} <= set(document["boosting"])
    for board in document.values():
        for row in board.values():
            assert {f"{m}, {b}" for m in MEASURES for b in BASELINES} <= set(row)
    assert "seconds" not in json.dumps(document)


@pytest.mark.parametrize("public", [True, False])
def test_single_rows_are_written_of_public_tables_only(
    monkeypatch: pytest.MonkeyPatch, *, public: bool
) -> None:
    """Measures of a row tell of somebody."""
    monkeypatch.setattr(data, "PUBLIC", public)

    document = scoreboard._document((CONTROL,))

    assert ("by row" in json.dumps(document)) is public


def test_the_best_explainer_is_chosen_on_validation_rows(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never on the rows that are reported."""
    table, seen = setting.table, []

    def spied(*arguments: object) -> dict[str, float]:
        seen.append(arguments[2])
        return {"lime": 0.3, "occlusion": 0.2}

    monkeypatch.setattr(scoreboard, "faithfulness", spied)
    chosen = scoreboard._chosen(setting)

    held = {row.tobytes() for row in table.x[table.validation]}
    assert chosen == "lime"
    assert all(row.tobytes() in held for row in np.asarray(seen[0]))


def test_the_control_is_noise_that_depends_on_the_row_only(setting: Setting) -> None:
    """Explaining a row again gives the same numbers, explaining another one does not."""
    x = setting.table.x[setting.rows]

    told = explainers.control(x)

    assert np.array_equal(told[3:5], explainers.control(x[3:5]))
    assert np.unique(told[:, 0]).size == np.unique(x, axis=0).shape[0]


def test_nothing_cheaper_beats_what_lies_on_the_frontier() -> None:
    """The control is no explainer."""
    scores = (
        _score("fast", 1, 0.2),
        _score("good", 2, 0.9),
        _score("waste", 3, 0.5),
        _score("best", 4, 0.95),
        _score(explainers.CONTROL, 0.1, 0.0),
    )

    front = figure_frontier.pareto(scores)

    assert [score.explainer.name for score in front] == ["fast", "good", "best"]


def test_no_name_in_the_frontier_covers_another_or_the_line(setting: Setting) -> None:
    """With points as close and a line as steep as in a run."""
    placed = {
        "Gradient x input": (5.7e-6, 0.33),
        "Integrated gradients": (7.4e-5, 0.43),
        "Continuous LIME": (1.6e-4, 0.57),
        "Occlusion": (7.5e-4, 0.72),
        "Permutation Shapley": (9.4e-4, 0.92),
        "Expected gradients": (1.2e-3, 0.91),
        "KernelSHAP": (2.9e-3, 0.92),
    }
    scores = (*(_score(name, *at) for name, at in placed.items()), CONTROL)

    figure = figure_frontier._plot(drawing.THEMES[0], setting, scores, scores[0])

    figure.draw_without_rendering()
    axes = figure.axes[0]
    names = [text for text in axes.texts if text.get_text() in {*placed, "random control"}]
    boxes = [text.get_window_extent() for text in names]
    line = path.Path(axes.transData.transform(axes.lines[0].get_xydata()))
    assert len(boxes) == len(placed) + 1
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert not any(line.intersects_bbox(box, filled=False) for box in boxes)
    assert not any(box.x1 > axes.bbox.x1 for box in boxes)


def test_figures_claim_nothing_for_an_explainer_that_test_rows_choose(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their words are about the one that validation rows chose, the best or not."""
    monkeypatch.setattr(drawing, "draw", lambda *_: None)
    scores = (*(_score(n, 1, v) for n, v in zip("abc", (0.9, 0.5, 0.2), strict=True)), CONTROL)
    x = setting.table.x[setting.rows[:2]]

    frontier = figure_frontier.draw(setting, scores, "b")
    removal = figure_removal.draw(setting, scores, x, "b")

    assert "b reaches 0.50" in frontier["alt"]
    assert "0.50 log-odds for b" in removal["alt"]


def test_rankings_by_one_measure_agree_with_themselves() -> None:
    """Equal values everywhere: tau 1 between all nine, and neither influence is larger."""
    scores = (_score("a", 1, 0.2), _score("b", 1, 0.3), _score(explainers.CONTROL, 1, 9.0))

    flipped = disagreement(scores)

    infidelity = [name for name in MEASURES for _ in BASELINES].index("infidelity")
    assert (flipped[:infidelity, :infidelity] == 1).all()
    assert (flipped[infidelity:, :infidelity] == -1).all()  # less is better there
    assert figure_disagreement.influence(np.ones((9, 9))) == (1, 1)


def test_a_low_baseline_is_a_standard_deviation_below_the_mean() -> None:
    """And the mean is one row, not many."""
    background = np.array([[1.0, 2.0], [3.0, 2.0]])

    found = baselines(background)

    assert np.array_equal(found["mean"], [[2.0, 2.0]])
    assert np.array_equal(found["low"], [[1.0, 2.0]])
    assert found["other rows"] is background


def test_the_part_says_less_than_the_manifest_allows(section: Section) -> None:
    """Alternative texts have 20 to 300 characters, and times are marked."""
    for figure in section.figures:
        assert 20 <= len(figure["alt"]) <= 300
        assert len(figure["caption"]) <= 300
    volatile = {metric["id"] for metric in section.metrics if metric.get("volatile")}
    assert volatile == {"explain_time"}
    assert section.figures[0]["volatile"]


def test_explainers_of_the_subject_reach_what_the_control_does_not(setting: Setting) -> None:
    """Shapley values are more faithful than noise on every model, with few rows already."""
    few = replace(setting, rows=setting.rows[:6])
    x = few.table.x[few.rows]
    found = {
        e.name: e.explain(x)
        for e in explainers.of(setting.subject, setting.background, setting.config)
    }

    assert all(told.shape == x.shape for told in found.values())
    assert all(np.isfinite(told).all() for told in found.values())


def test_many_features_are_told_apart(setting: Setting) -> None:
    """Where the configured coalitions are too few, KernelSHAP takes more: exact for a sum."""
    x = np.random.default_rng(0).normal(size=(6, 80))
    game = Game(lambda rows: rows.sum(axis=1), x[2:])
    few = replace(setting.config, coalitions=128)

    _, kernel, *_ = explainers.anywhere(game, few)

    assert kernel.explain(x[:2]) == pytest.approx(x[:2] - x[2:].mean(axis=0), abs=1e-6)
