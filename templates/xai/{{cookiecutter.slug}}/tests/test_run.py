"""The whole path on a tiny run: what is written where, and what stays as it was."""

import json
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from {{ cookiecutter.package }} import __main__ as entry
from {{ cookiecutter.package }} import checks, data, drawing, findings, recorded
from {{ cookiecutter.package }}.__main__ import main, parser
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.section import Listing, Section, join
from {{ cookiecutter.package }}.table import Table

PROJECT = Path(__file__).parents[1]
DRAWS = 19  # of nulls, which cost most of a run


@pytest.fixture(scope="module")
def tiny(config: Config) -> list[str]:
    """Return the flags of a tiny run."""
    return [f"--{name.replace('_', '-')}={value}" for name, value in config.as_json().items()]


def _project(folder: Path) -> Path:
    """Return ``folder`` with the files of the project that a run reads."""
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(PROJECT / name, folder)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project in which nothing has run."""
    return _project(tmp_path)


@pytest.fixture(scope="module")
def ran(tiny: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project after a full run."""
    root = _project(tmp_path_factory.mktemp("ran"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry, "FEWEST_NULLS", 1)
        patch.setattr(checks, "DRAWS", DRAWS)
        assert main(tiny, root) == 0
    return root


def _files(root: Path) -> dict[str, bytes]:
    """Return every file outside build/ with its bytes."""
    paths = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: held for name, held in named.items() if not name.startswith("build/")}


def _volatile(manifest: dict[str, list[dict[str, object]]]) -> set[str]:
    """Return the files that measure time, and the page that shows all metrics."""
    figures = [figure for figure in manifest["figures"] if figure.get("volatile")]
    return {"results/timings.json", "results/README.md"} | {
        str(figure[theme]) for figure in figures for theme in ("path", "dark")
    }


@pytest.mark.slow
def test_a_full_run_shows_what_it_measured(ran: Path) -> None:
    """The headline first, in README too; figures are small, their words fit the manifest."""
    files = _files(ran)
    manifest = json.loads(files["showcase.json"])
    headline = manifest["metrics"][0]

    assert manifest["headline"]["metrics"] == [headline["id"]]
    assert headline["display"] in files["README.md"].decode()
    for figure in manifest["figures"]:
        assert len(files[figure["path"]]) < 250_000
        assert 20 <= len(figure["alt"]) <= 300
        assert len(figure["caption"]) <= 300


def _smoke(root: Path, tiny: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a smoke run that is cut even shorter."""
    monkeypatch.setattr(checks, "DRAWS", DRAWS)
    monkeypatch.setattr(drawing, "THEMES", drawing.THEMES[:1])  # the dark twins cost as much again
    before = _files(root)

    assert main([*tiny, "--profile", "smoke"], root) == 0

    assert _files(root) == before
    assert "smoke" in {path.name for path in (root / "build").iterdir()}


def test_a_smoke_run_walks_the_whole_path_offline_and_writes_only_into_its_build_folder(
    root: Path, tiny: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every figure and result that the manifest names is there."""

    def refuse(*_: object) -> None:
        raise AssertionError("a run needs no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    _smoke(root, tiny, monkeypatch)

    written = _files(root / "build" / "smoke")
    manifest = json.loads(written["showcase.json"])
    assert {figure["path"] for figure in manifest["figures"]} <= written.keys()
    assert len(manifest["metrics"]) >= 5
    assert {name for name in written if name.startswith("results/")} > {"results/timings.json"}


@pytest.mark.slow
def test_a_smoke_run_measures_what_a_full_run_does(
    ran: Path, tiny: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte what the full run of these values recorded, apart from times."""
    before = _files(ran)

    _smoke(ran, tiny, monkeypatch)

    again = _files(ran / "build" / "smoke")
    folders = ("results/", "figures/")
    recorded_files = {
        name for name in before if name.startswith(folders) and not name.endswith("-dark.svg")
    }
    assert recorded_files == {name for name in again if name != "showcase.json"}
    volatile = _volatile(json.loads(before["showcase.json"]))
    for name in recorded_files - volatile:
        assert again[name] == before[name], name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--trees", "0"], "trees is 0; give it a value above 0"),
        (["--nulls", "18"], "nulls is 18; give it 19 or more"),
        (["--threshold", "1.5"], "threshold is 1.5; give it a value of at most 1"),
        (["--test-share", "0.9", "--validation-share", "0.2"], "leave nothing"),
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


def test_a_bug_keeps_its_traceback(
    root: Path, tiny: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what a person can cause is one line; anything else must show where it came from."""

    def broken(_: Config) -> NoReturn:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(data, "load", broken)
    before = _files(root)

    with pytest.raises(ValueError, match="could not be broadcast") as raised:
        main([*tiny, "--profile", "smoke"], root)

    assert raised.traceback[-1].name == "broken"
    assert _files(root) == before


def test_a_run_outside_the_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would write its results where nobody looks for them."""
    assert main([], tmp_path) == 1

    assert "not the project's folder" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_value_of_the_configuration_has_a_flag() -> None:
    """With the default of the configuration."""
    options = vars(parser().parse_args([]))

    assert {name: options[name] for name in Config().as_json()} == vars(Config())


def test_a_study_is_shown_beside_later_full_runs_of_the_same_configuration(
    tmp_path: Path, config: Config
) -> None:
    """And forgotten by those of another."""
    metric = {"id": "slope", "value": -0.5, "short": "-0.500"}
    figure = {"path": "figures/slope.svg", "dark": "figures/slope-dark.svg"}
    section = Section((metric,), (figure,), {"slope": [1]}, (Listing("A", ("b",), (("c",),)),))
    for name in ("results", "figures", "staged/figures"):
        (tmp_path / name).mkdir(parents=True)
    for path in figure.values():
        (tmp_path / path).write_text("drawn", encoding="utf-8")
    written = {
        "showcase": {"metrics": [metric], "figures": [{**figure, "sha256": "sha256:0"}]},
        "results/study": recorded.kept(config, section),
        "results/timings": {"study": {}},
    }
    for name, document in written.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")

    assert recorded.recall(tmp_path, config, tmp_path / "staged") == section
    assert (tmp_path / "staged" / "figures" / "slope-dark.svg").read_text("utf-8") == "drawn"
    assert recorded.recall(tmp_path, Config(), tmp_path / "staged") == Section()
    assert recorded.recall(tmp_path / "staged", config, tmp_path / "staged") == Section()
    older = {**written["showcase"], "metrics": [{"id": "slope", "value": -0.5}]}
    (tmp_path / "showcase.json").write_text(json.dumps(older), encoding="utf-8")
    assert recorded.recall(tmp_path, config, tmp_path / "staged") == Section()


def test_sections_join_in_order() -> None:
    """Nothing of either is lost."""
    first = Section(results={"a": 1}, highlights=("one",), times={"x": 1.0})
    second = Section(results={"b": 2}, highlights=("two",), limitations=("but",))

    both = join(first, second)

    assert both.results == {"a": 1, "b": 2}
    assert both.highlights == ("one", "two")
    assert join(both, Section()) == both


def test_exactly_one_metric_is_the_headline_and_one_figure_the_hero() -> None:
    """Also where the part that usually gives them is missing."""
    compared = {"id": "auc", "baseline": {"label": "other", "value": 1.0}}
    section = Section(({"id": "gap"}, compared), ({"path": "figures/beeswarm.svg"},))

    metrics, figures = findings.metrics(section), findings.figures(section)

    assert [metric["id"] for metric in metrics] == ["auc", "gap"]
    assert figures == [{"path": "figures/beeswarm.svg", "hero": True}]


def test_the_data_are_the_same_each_time(config: Config, table: Table) -> None:
    """Rows, split and checksum."""
    first, again = table, data.load(config)

    assert first.sha256 == again.sha256
    assert first.test.tolist() == again.test.tolist()
