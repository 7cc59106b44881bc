"""Fairness: rates that can be counted by hand, and gaps that are said when they are there."""

from dataclasses import replace

import numpy as np
import pytest

from {{ cookiecutter.package }} import fairness
from {{ cookiecutter.package }}.models import Model
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.table import Floats, Sensitive, Table

ROWS = np.arange(400)
GROUP = (ROWS >= 200).astype(int)
Y = (ROWS % 4 == 0).astype(int)
# The first group is refused when the event happens; of the second, every other row is.
SAID = np.where(GROUP == 0, Y, ROWS % 2 == 0) * 4.0 - 2.0


@pytest.fixture
def made_up(setting: Setting) -> Setting:
    """Return a setting whose model and outcomes are known."""
    x = np.zeros((400, 2), np.float32)
    x[:, 0] = ROWS
    halves = Sensitive("half", ("first", "second"), GROUP)
    features = setting.table.features[:2]
    table = Table(x, Y, features, ROWS[:0], ROWS[:0], ROWS, (halves,), "")

    def log_odds(x: Floats) -> Floats:
        return np.asarray(SAID[x[:, 0].astype(int)])

    model = Model("ebm", "EBM", log_odds, None, 0.0)
    return replace(setting, table=table, models={"ebm": model}, rows=ROWS[150:250])


def test_rates_are_shares_of_each_group(made_up: Setting) -> None:
    """Counted by hand: 1/4 and 1/2 refused, all events caught, 0 and 1/3 wronged."""
    quality = np.ones(100)

    first, second = fairness.compare(made_up, made_up.table.sensitive[0], quality)

    assert [group.refused and group.refused[0] for group in (first, second)] == [0.25, 0.5]
    assert [group.caught and group.caught[0] for group in (first, second)] == [1, 1]
    assert first.wronged == pytest.approx((0, 0, 0))
    assert second.wronged is not None
    assert second.wronged[0] == pytest.approx(1 / 3)
    assert first.faithfulness == pytest.approx((1, 1, 1))
    assert first.rows == second.rows == 200


def test_a_gap_beyond_chance_is_said_and_another_is_not(made_up: Setting) -> None:
    """From intervals that do not touch."""
    first, second = fairness.compare(made_up, made_up.table.sensitive[0], np.ones(100))

    said = fairness.gap("half", [first, second])

    assert said is not None
    assert said.index("33.3 %") < said.index("group second") < said.index("0.0 % in first")
    assert "of those without" in said
    assert fairness.gap("half", [first, first]) is None


def test_the_gap_is_of_those_without_the_event_and_has_an_interval(made_up: Setting) -> None:
    """A third against none, in points; the one above is named, since the interval holds no 0."""
    (gap,) = fairness._metrics(made_up, made_up.table.sensitive[0])

    assert gap["value"] == pytest.approx(100 / 3, rel=1e-5)
    assert gap["unit"] == "points"
    assert 0 < gap["ci95"][0] < gap["value"] < gap["ci95"][1]
    assert gap["n"] == (Y == 0).sum()
    assert gap["label"].endswith("second above first")


def test_a_gap_that_may_be_chance_names_nobody(made_up: Setting) -> None:
    """The interval of groups by turns holds 0."""
    turns = Sensitive("turn", ("first", "second"), (ROWS // 12) % 2)

    (gap,) = fairness._metrics(made_up, turns)

    assert gap["ci95"][0] <= 0 <= gap["ci95"][1]
    assert "above" not in gap["label"]


@pytest.mark.parametrize("length", [1, 5, 9, 12, 20, 40, 100])
def test_names_of_any_length_make_a_label_that_a_manifest_takes(
    made_up: Setting, length: int
) -> None:
    """At most 60 characters, of which the ones that say what is measured come first."""
    groups = ("a" * length, "b" * length)
    division = Sensitive("d" * length, groups, made_up.table.sensitive[0].codes)

    (gap,) = fairness._metrics(made_up, division)

    assert len(gap["label"]) <= 60
    assert gap["label"].startswith(f"Gap by {'d' * length}"[:59])


def test_few_rows_give_no_share() -> None:
    """Of 19 people nothing is said."""
    assert fairness.estimate(np.ones(19), 50, 0) is None
    assert fairness.estimate(np.ones(20), 50, 0) == (1, 1, 1)


def test_the_interval_of_a_share_holds_it_and_narrows_with_rows() -> None:
    """As 1 / sqrt(n)."""
    few, many = (
        fairness.estimate(np.tile([0.0, 1.0], rows // 2), 400, 0) for rows in (100, 10_000)
    )

    assert few is not None
    assert many is not None
    assert few[1] < 0.5 < few[2]
    assert 5 < (few[2] - few[1]) / (many[2] - many[1]) < 20


def test_a_table_without_groups_says_so(setting: Setting) -> None:
    """Instead of a fairness that nobody measured."""
    table = replace(setting.table, sensitive=())

    section = fairness.measure(replace(setting, table=table))

    assert section.metrics == ()
    assert "fairness was not examined" in section.limitations[0]
