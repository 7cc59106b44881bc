"""The whole path on a tiny experiment: what is written where, and what stays as it was."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from tiny import PROJECT, TINY, files, lasting, main

from {{ cookiecutter.package }} import data, experiment
from {{ cookiecutter.package }}.config import Config


def test_smoke_writes_only_into_its_build_folder(root: Path) -> None:
    """README, results, figures and manifest are for full runs; words fit the manifest."""
    before = files(root)

    assert main(*TINY, "--profile", "smoke", root=root) == 0

    assert files(root) == before
    assert [path.name for path in (root / "build").iterdir()] == ["smoke"]
    manifest = json.loads((root / "build" / "smoke" / "showcase.json").read_text("utf-8"))
    assert manifest["provenance"]["seeds"] == [0]
    schema = json.loads((PROJECT / "tests" / "showcase.schema.json").read_bytes())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(manifest)] == []


def test_a_full_run_records_and_another_changes_nothing(
    recorded: Path, dataset: data.Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results, figures, manifest and README; times are renewed only when asked for."""
    first = files(recorded)
    assert "figures/accuracy-dark.svg" in first
    assert max(len(held) for name, held in first.items() if name.endswith(".svg")) < 60_000
    asked = json.loads(first["results/summary.json"])["config"]
    config = Config(**{**asked, "seeds": tuple(asked["seeds"])})
    curves = json.loads(first["results/curves.json"])
    for name, scores in experiment.measure(config, dataset).strategies.items():
        assert curves[name][1] == np.round(scores[1].test, 3).tolist()
    manifest = json.loads(first["showcase.json"])
    assert manifest["metrics"][0]["display"] in first["README.md"].decode()

    assert main(*TINY, root=recorded) == 0
    assert "same results" in capsys.readouterr().out
    assert files(recorded) == first

    assert main(*TINY, "--record", root=recorded) == 0
    again = files(recorded)
    assert again["results/timings.json"] != first["results/timings.json"]
    assert lasting(again) == lasting(first)


def test_every_number_of_the_experiment_can_be_computed_from_the_results(recorded: Path) -> None:
    """From curves and clients, by hand: nothing on the page is from anywhere else."""
    read = {path.stem: json.loads(path.read_bytes()) for path in recorded.glob("results/*.json")}
    curves, clients = read["curves"], list(read["clients"].values())
    metrics = json.loads((recorded / "showcase.json").read_bytes())["metrics"]
    shown = {metric["id"]: metric for metric in metrics}
    best = next(name for name in curves if metrics[0]["id"].startswith(name.lower()))
    share = read["summary"]["config"]["worst_share"]
    expected = {f"{name.lower()}_accuracy": [c[-1] for c in curves[name]] for name in curves}
    expected["alone_accuracy"] = [np.mean(held["alone_on_all"]) for held in clients]
    owns = [sorted(held["own"][best]) for held in clients]
    expected["own_accuracy"] = [np.mean(own) for own in owns]
    lows = [own[: math.ceil(share * len(own))] for own in owns]
    expected["worst_clients_accuracy"] = [np.mean(low) for low in lows]
    reached = [[at for at, value in enumerate(curve, 1) if value >= 9] for curve in curves[best]]
    expected["rounds_to_target"] = [at[0] for at in reached]

    for name, values in expected.items():
        assert shown[name]["value"] == pytest.approx(np.mean(values), abs=1e-3)
        assert shown[name]["sd"] == pytest.approx(np.std(values, ddof=1), abs=2e-3)


def test_every_lasting_number_of_the_manifest_stands_in_the_results(recorded: Path) -> None:
    """Of every part: a table in results/ holds it to the last digit."""
    tables = [json.loads(path.read_bytes()) for path in recorded.glob("results/*.json")]
    stored = {number for table in tables for number in _values(table)}

    shown = json.loads((recorded / "showcase.json").read_bytes())["metrics"]

    assert [m["id"] for m in shown if not m.get("volatile") and m["value"] not in stored] == []


def _values(found: object) -> list[float]:
    """Return every ``value`` in JSON."""
    if isinstance(found, list):
        return [number for each in found for number in _values(each)]
    if not isinstance(found, dict):
        return []
    own = [found["value"]] if isinstance(found.get("value"), int | float) else []
    below = [part for key, part in found.items() if key != "metrics"]
    return own + [number for each in below for number in _values(each)]


def test_what_cannot_be_run_is_refused_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is written."""
    before = files(root)

    assert main("--partition", "iid", "--clients", "90000", root=root) == 1
    said = capsys.readouterr().err
    assert "lower clients or min_samples" in said
    assert said.count("\n") == 1
    assert files(root) == before


def test_a_run_outside_the_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would write its results where nobody looks for them."""
    assert main(*TINY, root=tmp_path) == 1

    assert "not the project's folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
