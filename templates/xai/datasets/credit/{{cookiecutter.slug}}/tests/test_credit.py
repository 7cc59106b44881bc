"""The credit data: what is known about them, and that the glass box has learned it."""

from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, effects
from {{ cookiecutter.package }}.config import Config, SetupError
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.table import Table


@pytest.fixture(scope="module")
def whole() -> Table:
    """Return all rows."""
    return data.load(Config())


def test_rows_defaults_and_means_are_those_of_the_source(whole: Table) -> None:
    """As the UCI repository describes them."""
    column = {name: whole.x[:, i] for i, name in enumerate(whole.names)}

    assert whole.x.shape == (30_000, 23)
    assert whole.y.sum() == 6_636
    assert column["limit_bal"].mean(dtype=float) == pytest.approx(167_484.32, abs=0.01)
    assert column["age"].mean(dtype=float) == pytest.approx(35.4855, abs=1e-4)
    assert (column["sex"] == 1).sum() == 18_112


def test_defaults_jump_with_the_last_repayment_status(whole: Table) -> None:
    """A fact of the domain: 13 % with code 0, 34 % one month late, 69 % two months late."""
    status = whole.x[:, whole.names.index("pay_1")]

    rates = [whole.y[status == months].mean() for months in (0, 1, 2)]

    assert rates == pytest.approx([0.128, 0.339, 0.691], abs=5e-4)


def test_the_glass_box_has_learned_that_jump(setting: Setting) -> None:
    """Its own term rises from in time to two months late."""
    column = setting.table.names.index("pay_1")

    own, _ = effects.term(setting, column, np.array([0.0, 1.0, 2.0]))

    assert own[2] > own[0] + 0.5


def test_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results would be of other data than the README says."""
    (tmp_path / data.FILE).write_bytes(b"other")
    monkeypatch.setattr(data, "__file__", str(tmp_path / "data.py"))

    with pytest.raises(SetupError, match="another checksum"):
        data.load(Config())


def test_nobody_is_asked_to_change_what_they_are() -> None:
    """Sex, education, marriage, age; nor for what has happened or what the bank decides."""
    kinds = {feature.name: feature.mutability for feature in data.FEATURES}

    assert {name for name, kind in kinds.items() if kind == "immutable"} == {
        *("sex", "education", "marriage", "age")
    }
    assert {name for name, kind in kinds.items() if kind == "actionable"} == {"paid_1"}
