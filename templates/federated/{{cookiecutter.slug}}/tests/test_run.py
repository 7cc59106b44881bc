"""The whole path on a tiny experiment: what is written where, and what stays as it was."""

import json
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from {{ cookiecutter.package }} import (
    cost,
    data,
    fine_tuning,
    outcome,
{%- if cookiecutter.privacy == "dp" %}
    privacy,
{%- endif %}
    recorded,
    sweeps,
    tuning,
)
from {{ cookiecutter.package }}.__main__ import main
from {{ cookiecutter.package }}.config import Config

TINY = ["--clients=3", "--participation=1", "--rounds=3", "--local-steps=2", "--hidden=8"]
TINY += ["--seeds", "0", "1"]
{%- if cookiecutter.privacy == "dp" %}
TINY += ["--dp-clients=20", "--dp-epsilons", "8"]
{%- endif %}
PROJECT = Path(__file__).parents[1]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the files of the project that a run reads."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    return tmp_path


def _files(root: Path) -> dict[str, bytes]:
    """Return every file outside build/ with its bytes."""
    paths = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: held for name, held in named.items() if not name.startswith("build/")}


def _lasting(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return results and figures without times."""
    return {
        name: held
        for name, held in files.items()
        if name.startswith(("results/", "figures/")) and name != "results/timings.json"
    }


def test_smoke_writes_only_into_its_build_folder(root: Path) -> None:
    """README, results, figures and manifest are for full runs; words fit the manifest."""
    before = _files(root)

    assert main([*TINY, "--profile", "smoke"], root) == 0

    assert _files(root) == before
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
    first = _files(root)
    assert "figures/accuracy-dark.svg" in first
    assert max(len(held) for name, held in first.items() if name.endswith(".svg")) < 120_000
    recorded = json.loads(first["results/summary.json"])["config"]
    config = Config(**{**recorded, "seeds": tuple(recorded["seeds"])})
    curves = json.loads(first["results/curves.json"])["alpha"]
    expected = outcome.run(config, dataset, 1).strategies
    for name, score in expected.items():
        assert curves[name]["seed 1"] == np.round(score.test, 3).tolist()
    manifest = json.loads(first["showcase.json"])
    headline = next(metric for metric in manifest["metrics"] if metric.get("headline"))
    assert headline["display"] in first["README.md"].decode()

    assert main(TINY, root) == 0
    assert "same results" in capsys.readouterr().out
    assert _files(root) == first

    assert main([*TINY, "--record"], root) == 0
    again = _files(root)
    assert again["results/timings.json"] != first["results/timings.json"]
    assert _lasting(again) == _lasting(first)


def test_a_study_outlasts_full_runs_of_the_same_experiment_only(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown beside their results, and gone with another configuration."""
    monkeypatch.setattr(tuning, "GRIDS", {name: {} for name in tuning.GRIDS})
    monkeypatch.setattr(sweeps, "ALPHAS", (0.5,))
    monkeypatch.setattr(sweeps, "LOCAL_STEPS", (2,))
    monkeypatch.setattr(sweeps, "LONGER", 1)
    monkeypatch.setattr(fine_tuning, "ROUNDS", 3)
{%- if cookiecutter.privacy == "dp" %}
    for name, value in {"CLIPS": 1.0, "RATES": 0.1, "OPEN_RATES": 1.0, "FEWER": 1}.items():
        monkeypatch.setattr(privacy, name, (value,))
{%- endif %}
    monkeypatch.setattr(cost, "curve", lambda config, dataset: [cost.measure(config, dataset, 3)])

    assert main([*TINY, "--profile", "study"], root) == 0
    studied = _files(root)
    assert {"results/study.json", "figures/skews.svg", "figures/cost.svg"} <= studied.keys()
    assert "fine-tuned by each client" in studied["README.md"].decode()

    assert main(TINY, root) == 0
    assert _files(root) == studied

    assert main([*TINY, "--record"], root) == 0
    renewed = _files(root)
    assert _lasting(renewed) == _lasting(studied)
    before, after = (json.loads(files["showcase.json"]) for files in (studied, renewed))
    assert [m["id"] for m in after["metrics"]] == [m["id"] for m in before["metrics"]]
    assert [f["path"] for f in after["figures"]] == [f["path"] for f in before["figures"]]

    study = json.loads(renewed["results/study.json"])
    config = Config(**{**study["config"], "seeds": (0, 1)})
    (root / "build" / "again" / "figures").mkdir(parents=True)
    recall = partial(recorded.recall, root, config, staged=root / "build" / "again")
    assert recall(data=study["data"]) is not None
    assert recall(data="sha256:other") is None

    assert main([*TINY, "--target", "50"], root) == 0
    assert "fine-tuned by each client" not in (root / "README.md").read_text("utf-8")


def test_what_cannot_be_run_is_refused_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is written."""
    before = _files(root)

    assert main(["--partition", "iid", "--clients", "90000"], root) == 1
    said = capsys.readouterr().err
    assert "lower clients or min_samples" in said
    assert said.count("\n") == 1
    assert _files(root) == before


def test_a_run_outside_the_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would write its results where nobody looks for them."""
    assert main(TINY, tmp_path) == 1

    assert "not the project's folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
