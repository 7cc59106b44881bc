"""The service in the run: what is fitted for it, and what is measured of it."""

from pathlib import Path
from typing import NoReturn

import pytest

from {{ cookiecutter.package }} import data, store
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.section import Setting
from {{ cookiecutter.package }}.service import fit, throughput


def test_what_is_fitted_is_what_its_checksum_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is the checksum alone, so that a shell can hand it on."""
    path = tmp_path / "new" / "detector.npz"

    assert fit.main([str(path)], Config().smoke()) == 0

    stored = store.load(path, capsys.readouterr().out.strip())
    odds = stored.detector.score(["example.org", "wallet-login-support.example"])
    assert odds.shape == (2,)


def test_the_served_verdicts_are_the_detectors(setting: Setting) -> None:
    """None differs; times are volatile, so that a second run changes nothing."""
    section = throughput.measure(setting)

    assert section.results["service"]["verdicts_that_differ"] == 0
    assert [metric["volatile"] for metric in section.metrics] == [True] * 3
    units = {metric["id"]: metric["unit"] for metric in section.metrics}
    assert units == {"service_throughput": "names/s", "service_p50": "ms", "service_p99": "ms"}
    assert all(metric["value"] > 0 for metric in section.metrics)
    assert section.times["service_p50_ms"] <= section.times["service_p99_ms"]


def test_a_place_that_cannot_be_written_is_one_line_and_a_bug_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug keeps its traceback."""
    (tmp_path / "file").touch()
    assert fit.main([str(tmp_path / "file" / "detector.npz")], Config().smoke()) == 1
    said = capsys.readouterr().err
    assert "detector.npz cannot be written" in said
    assert said.count("\n") == 1

    def broken(_: Config) -> NoReturn:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(data, "load", broken)
    with pytest.raises(ValueError, match="could not be broadcast"):
        fit.main([str(tmp_path / "detector.npz")])
