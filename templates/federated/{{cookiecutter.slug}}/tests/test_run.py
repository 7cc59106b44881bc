"""The whole path on a tiny experiment: what is written where, and what stays as it was."""

import json
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from tiny import PROJECT, TINY, files, lasting

from {{ cookiecutter.package }} import data, experiment
from {{ cookiecutter.package }}.__main__ import main
from {{ cookiecutter.package }}.config import Config


def test_smoke_writes_only_into_its_build_folder(root: Path) -> None:
    """README, results, figures and manifest are for full runs; words fit the manifest."""
    before = files(root)

    assert main([*TINY, "--profile", "smoke"], root) == 0

    assert files(root) == before
    assert [path.name for path in (root / "build").iterdir()] == ["smoke"]
    manifest = json.loads((root / "build" / "smoke" / "showcase.json").read_text("utf-8"))
    assert manifest["provenance"]["seeds"] == [0]
    schema = json.loads((PROJECT / "tests" / "showcase.schema.json").read_bytes())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(manifest)] == []


def test_a_full_run_records_and_another_changes_nothing(
    root: Path, dataset: data.Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results, figures, manifest and README; times are renewed only when asked for."""
    assert main(TINY, root) == 0
    first = files(root)
    assert "figures/accuracy-dark.svg" in first
    assert max(len(held) for name, held in first.items() if name.endswith(".svg")) < 120_000
    recorded = json.loads(first["results/summary.json"])["config"]
    config = Config(**{**recorded, "seeds": tuple(recorded["seeds"])})
    curves = json.loads(first["results/curves.json"])["alpha"]
    expected = experiment.run(config, dataset, 1).strategies
    for name, score in expected.items():
        assert curves[name][1] == np.round(score.test, 3).tolist()
    manifest = json.loads(first["showcase.json"])
    headline = manifest["metrics"][0]
    assert manifest["headline"]["metrics"] == [headline["id"]]
    assert headline["display"] in first["README.md"].decode()

    assert main(TINY, root) == 0
    assert "same results" in capsys.readouterr().out
    assert files(root) == first

    assert main([*TINY, "--record"], root) == 0
    again = files(root)
    assert again["results/timings.json"] != first["results/timings.json"]
    assert lasting(again) == lasting(first)


def test_what_cannot_be_run_is_refused_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is written."""
    before = files(root)

    assert main(["--partition", "iid", "--clients", "90000"], root) == 1
    said = capsys.readouterr().err
    assert "lower clients or min_samples" in said
    assert said.count("\n") == 1
    assert files(root) == before


def test_a_run_outside_the_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would write its results where nobody looks for them."""
    assert main(TINY, tmp_path) == 1

    assert "not the project's folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
