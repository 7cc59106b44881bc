"""The same numbers, wherever the loops run."""

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import refits, scale, spread, trees
from {{ cookiecutter.package }}.__main__ import main
from {{ cookiecutter.package }}.config import SetupError
from {{ cookiecutter.package }}.section import Setting

distributed = pytest.importorskip(
    "distributed", reason="dask is not installed: pip install -e '.[scale]'"
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Start a scheduler with two workers in processes of their own; return its address."""
    # Workers import what the tests import, whether the project is installed or not.
    source = str(Path(scale.__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as started:
        yield started.scheduler_address


def _explained(setting: Setting, at_once: int) -> np.ndarray:
    """Return TreeSHAP of the explained rows, and refits that explain them again, in one array."""
    model = setting.models["boosting"].fitted
    explain = partial(trees.interventional, model, background=setting.background)
    rows = scale.by_rows(explain, setting.table.x[setting.rows], at_once)
    return np.concatenate([rows[None], refits.explain(setting)])


@pytest.mark.slow
def test_sequential_loky_and_dask_give_the_same_bits(setting: Setting, cluster: str) -> None:
    """TreeSHAP in pieces, and whole refits."""
    with scale.backend("sequential"):
        here = _explained(setting, 4)
    with scale.backend("loky"):
        beside = _explained(setting, 4)
    with scale.backend("dask", cluster):
        there = _explained(setting, 4)

    assert here.tobytes() == beside.tobytes()
    assert here.tobytes() == there.tobytes()


@pytest.mark.parametrize("at_once", [1, 5, 1000])
def test_the_size_of_a_piece_changes_no_bit(setting: Setting, at_once: int) -> None:
    """Rows are explained one by one."""
    light = replace(setting, config=replace(setting.config, refits=1))

    pieces = _explained(light, at_once)

    assert pieces.tobytes() == _explained(light, 4).tobytes()


@pytest.mark.slow
def test_results_come_in_the_order_of_the_rows() -> None:
    """Whatever piece is done first."""
    x = np.arange(14.0).reshape(7, 2)

    with scale.backend("loky"):
        assert np.array_equal(scale.by_rows(np.negative, x, 2), -x)


def test_a_scheduler_without_dask_is_refused() -> None:
    """It would be ignored without a word."""
    with (
        pytest.raises(SetupError, match="needs --backend dask"),
        scale.backend("loky", "tcp://127.0.0.1:1"),
    ):
        pass


def test_a_scheduler_that_does_not_answer_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And no traceback."""
    monkeypatch.setattr(scale, "PATIENCE", 0.5)
    (tmp_path / "pyproject.toml").touch()

    status = main(["--backend", "dask", "--scheduler", "tcp://127.0.0.1:9"], tmp_path)

    said = capsys.readouterr().err
    assert status == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9; start one with: dask scheduler" in said


def test_the_study_measures_no_difference(setting: Setting) -> None:
    """Not in the last bit."""
    rate, difference = spread.measure(setting).metrics

    assert rate["volatile"]
    assert rate["value"] > 0
    assert difference["value"] == 0


@pytest.mark.slow
def test_every_model_travels_to_another_process(setting: Setting) -> None:
    """With the same log-odds when it arrives."""
    x = setting.table.x[setting.rows]
    with scale.backend("loky"):
        for name in setting.models:
            fitted = setting.models[name]
            assert np.array_equal(scale.by_rows(fitted.log_odds, x, 4).ravel(), fitted.log_odds(x))
