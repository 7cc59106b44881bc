"""The whole path on a small run: what is written where, and what stays as it was."""

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from {{ cookiecutter.package }} import data, drawing, publish
from {{ cookiecutter.package }}.__main__ import COMMAND, main, parser
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.manifest import HEADLINE, HERO
from {{ cookiecutter.package }}.section import Section

PROJECT = Path(__file__).parents[1]
SMALL = [
    word
    for name, value in Config().smoke().as_json().items()
    for word in (f"--{name.replace('_', '-')}", f"{value}")
]


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


def _assert_defanged(texts: Iterable[str]) -> None:
    """No hostile name of the data stands in a form that becomes a link."""
    corpus = data.load(Config())
    hostile = set(corpus.pick(corpus.hostile(np.arange(len(corpus.names)))))
    for text in texts:
        assert not hostile & set(re.findall(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", text.lower()))


def test_no_page_of_the_project_links_to_a_hostile_host() -> None:
    """README, cards, threat model and the rest that people read."""
    pages = [path.read_text("utf-8") for path in PROJECT.glob("*.md")]
    cards = [path.read_text("utf-8") for path in (PROJECT / "docs").glob("*.md")]

    assert len(pages) >= 5
    _assert_defanged([*pages, *cards])


def test_smoke_writes_only_into_its_build_folder(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """README, results, figures and manifest are for full runs; its words fit the manifest.

    No hostile name is in what it writes or prints.
    """
    monkeypatch.setattr(drawing, "THEMES", drawing.THEMES[:1])  # the dark twins cost as much again
    before = _files(root)

    assert main(["--profile", "smoke"], root) == 0

    assert _files(root) == before
    assert [path.name for path in (root / "build").iterdir()] == ["smoke"]
    manifest = json.loads((root / "build" / "smoke" / "showcase.json").read_text("utf-8"))
    assert manifest["headline"]["metrics"] == [HEADLINE] == [manifest["metrics"][0]["id"]]
    assert [figure["path"] for figure in manifest["figures"] if figure.get("hero")] == [HERO]
    for figure in manifest["figures"]:
        assert 20 <= len(figure["alt"]) <= 300
        assert len(figure["caption"]) <= 300
    assert 1 <= len(manifest["highlights"]) <= 5
    schema = json.loads((PROJECT / "tests" / "showcase.schema.json").read_text("utf-8"))
    assert [each.message for each in Draft202012Validator(schema).iter_errors(manifest)] == []
    paths = [path for path in (root / "build").rglob("*") if path.is_file()]
    printed = capsys.readouterr()
    _assert_defanged([*(path.read_text("utf-8") for path in paths), printed.out, printed.err])


@pytest.mark.slow
def test_a_run_records_and_another_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Results, figures, manifest and README; each number of the README is a result."""
    assert main(SMALL, root) == 0
    first = _files(root)
    manifest = json.loads(first["showcase.json"])
    readme = first["README.md"].decode()
    page = first["results/README.md"].decode()
    assert all(metric["display"] in page for metric in manifest["metrics"])
    assert all(metric["display"] in readme for metric in manifest["metrics"][:8])
    summary = json.loads(first["results/summary.json"])
    lasting = {metric["id"]: metric for metric in summary["metrics"]}
    for metric in manifest["metrics"]:
        if not metric.get("volatile"):
            assert metric["value"] == lasting[metric["id"]]["value"]
    assert max(len(held) for name, held in first.items() if name.endswith(".svg")) < 150_000

    assert main(SMALL, root) == 0

    assert "same results" in capsys.readouterr().out
    assert _files(root) == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--eras", "0"], "eras is 0; give it a value above 0"),
        (["--test-share", "0.9", "--validation-share", "0.2"], "leave nothing"),
        (["--rate", "2"], "at most 1"),
        (["--known-eras", "9"], "less than eras"),
        (["--onset", "99999"], "less than events"),
        (["--most-names", "50"], "benign names"),
    ],
)
def test_values_that_make_no_sense_are_refused_in_one_line(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """And nothing is written outside build/."""
    before = _files(root)

    assert main([*SMALL, *arguments], root) == 1

    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert _files(root) == before


def test_a_bug_keeps_its_traceback(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a person can cause is one line; anything else must show where it came from."""

    def broken(_: Config) -> NoReturn:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(data, "load", broken)
    before = _files(root)

    with pytest.raises(ValueError, match="could not be broadcast") as raised:
        main([*SMALL, "--profile", "smoke"], root)

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
    assert COMMAND in parser().format_usage()


def test_joined_sections_lose_nothing() -> None:
    """And keep their order."""
    one = Section(highlights=("a",), results={"x": 1}, times={"t": 1.0})
    two = replace(one, highlights=("b",), results={"y": 2}, times={"u": 2.0})

    joined = publish.join(one, two)

    assert joined.highlights == ("a", "b")
    assert joined.results == {"x": 1, "y": 2}
    assert joined.times == {"t": 1.0, "u": 2.0}
