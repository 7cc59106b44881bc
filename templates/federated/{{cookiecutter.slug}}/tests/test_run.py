"""The whole path on a tiny experiment: what is written where, and what stays as it was."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, experiment, figures, findings, report
from {{ cookiecutter.package }}.__main__ import COMMAND, main, parser
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.metrics import measured
from {{ cookiecutter.package }}.speed import Speed

TINY = ["--clients=3", "--rounds=3", "--local-steps=2", "--hidden=8", "--seeds", "0", "1"]
CONFIG = Config(clients=3, rounds=3, local_steps=2, hidden=8, seeds=(0, 1))
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


def _lasting(root: Path) -> dict[str, bytes]:
    """Return results and figures without times."""
    return {
        name: held
        for name, held in _files(root).items()
        if name.startswith(("results/", "figures/")) and name != "results/timings.json"
    }


def test_smoke_writes_only_into_its_build_folder(root: Path) -> None:
    """README, results, figures and manifest are for full runs."""
    before = _files(root)

    assert main([*TINY, "--profile", "smoke"], root) == 0

    assert _files(root) == before
    assert [path.name for path in (root / "build").iterdir()] == ["smoke"]
    manifest = json.loads((root / "build" / "smoke" / "showcase.json").read_text("utf-8"))
    assert manifest["provenance"]["seeds"] == [0]


def test_a_full_run_records_and_another_changes_nothing(
    root: Path, digits: data.Digits, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results, figures, manifest and README; times are renewed only when asked for."""
    assert main(TINY, root) == 0
    first = _files(root)
    assert "figures/accuracy-dark.svg" in first
    curves = json.loads(first["results/curves.json"])
    outcome = experiment.run(CONFIG, digits, digits.test, 1)
    assert curves["seed 1"] == np.round(outcome.curve, 3).tolist()
    manifest = json.loads(first["showcase.json"])
    headline = next(metric for metric in manifest["metrics"] if metric.get("headline"))
    assert headline["display"] in first["README.md"].decode()

    assert main(TINY, root) == 0
    assert "same results" in capsys.readouterr().out
    assert _files(root) == first

    assert main([*TINY, "--record"], root) == 0
    assert _files(root)["results/timings.json"] != first["results/timings.json"]
    assert _lasting(root) == {name: first[name] for name in _lasting(root)}


def test_another_seed_gives_other_results(root: Path, tmp_path: Path) -> None:
    """The seed reaches partition, weights and batches."""
    other = tmp_path / "other"
    other.mkdir()
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(root / name, other)

    assert main([*TINY, "--seeds", "3"], root) == 0
    assert main([*TINY, "--seeds", "4"], other) == 0

    first, second = (
        json.loads((folder / "results" / "clients.json").read_text("utf-8"))
        for folder in (root, other)
    )
    assert first["seed 3"]["label_counts"] != second["seed 4"]["label_counts"]
    assert first["seed 3"]["local_only"] != second["seed 4"]["local_only"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--alpha", "0"], "alpha is 0.0; give it a value above 0"),
        (["--test-share", "0.9", "--validation-share", "0.2"], "leave nothing"),
        (["--seeds", "1", "1"], "give different ones"),
        (["--worst-share", "2"], "(0, 1]"),
        (["--clients", "900"], "lower clients or min_samples"),
    ],
)
def test_values_that_make_no_sense_are_refused_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """And nothing is written."""
    before = _files(root)

    assert main(arguments, root) == 1

    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert _files(root) == before


def test_a_run_outside_the_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would write its results where nobody looks for them."""
    assert main(TINY, tmp_path) == 1

    assert "not the project's folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_value_of_the_configuration_has_a_flag() -> None:
    """With the default of the configuration."""
    options = vars(parser().parse_args([]))

    assert {name: options[name] for name in CONFIG.as_json()} == vars(Config())


def test_what_is_said_follows_what_was_measured(digits: data.Digits) -> None:
    """A federation that loses everywhere is reported as one that loses."""
    losing = experiment.Outcome(
        seed=0,
        curve=np.array([20.0, 30.0, 40.0]),
        centralised=50.0,
        alone=np.array([60.0, 70.0, 80.0]),
        federated_own=np.array([30.0, 40.0, 50.0]),
        alone_own=np.array([90.0, 90.0, 90.0]),
        label_counts=np.ones((3, 10), dtype=int),
        moved=2,
    )

    found = measured(CONFIG, digits, [losing], Speed(1.0, 2.0, 1e-7))

    said = findings.highlights(found)
    assert said[0] == "After the last round FedAvg is 10.0 points below centralised training"
    assert said[1] == "On everybody's digits FedAvg is 30.0 points below a client alone"
    limits = findings.limitations(CONFIG, digits, [losing], found)
    assert {*said[1:]} <= {*limits}
    assert "Seeds that reached 95 % accuracy: 0 of 1" in limits


def test_figures_are_small_and_the_same_each_time(tmp_path: Path, digits: data.Digits) -> None:
    """Byte for byte, so that a rerun changes no file."""
    outcomes = [experiment.run(CONFIG, digits, digits.test, seed) for seed in CONFIG.seeds]
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        figures.draw(tmp_path / name, CONFIG, outcomes)

    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}

    assert len(first) == 4
    assert all((tmp_path / "second" / name).read_bytes() == held for name, held in first.items())
    assert max(map(len, first.values())) < 60_000


def test_a_figures_words_fit_the_manifest(root: Path) -> None:
    """Alternative text and captions have at most 300 characters."""
    report.run(root, CONFIG.smoke(), "smoke", COMMAND)

    manifest = json.loads((root / "build" / "smoke" / "showcase.json").read_text("utf-8"))
    for figure in manifest["figures"]:
        assert 20 <= len(figure["alt"]) <= 300
        assert len(figure["caption"]) <= 300
