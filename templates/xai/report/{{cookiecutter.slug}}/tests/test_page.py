"""The report as a file: it loads nothing, and says what it was given."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from reported import HOSTILE, MANIFEST, Elements, Report, report

from {{ cookiecutter.package }} import data, page
from {{ cookiecutter.package }}.section import Listing, Section, Setting


@pytest.fixture(scope="module")
def written(setting: Setting, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report of a smoke run."""
    return report(setting, tmp_path_factory.mktemp("report"))


def test_the_file_loads_nothing(written: Report) -> None:
    """No element fetches, no style imports; links only lead away when somebody clicks."""
    text = written.text()
    elements = Elements(text)

    fetching = {"src", "srcset", "data", "poster", "action", "background"}
    assert not [seen for seen in elements.seen if fetching & seen[1].keys()]
    assert not [tag for tag, _ in elements.seen if tag in ("link", "iframe", "img", "object")]
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import ", text)


def test_the_policy_names_exactly_the_style_and_the_script_of_the_file(written: Report) -> None:
    """So that nothing else could run, had it found a way in."""
    elements = Elements(written.text())
    policy = next(str(meta["content"]) for _, meta in elements.seen if "http-equiv" in meta)

    for name in ("style", "module"):
        digest = hashlib.sha256(elements.inside[name].encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_words_of_results_stay_words(written: Report) -> None:
    """Whatever a table, a title or a category says."""
    elements = Elements(written.text())

    assert [tag for tag, _ in elements.seen].count("script") == 2
    assert written.text().count("${title}") == 3


def test_the_file_is_small_and_the_same_each_time(written: Report, tmp_path: Path) -> None:
    """Below 300 KB with a full model; byte for byte, so that a rerun changes no file."""
    for name in ("first", "second"):
        page.write(tmp_path / name, MANIFEST, written.setting, [])

    first = (tmp_path / "first").read_bytes()
    assert first == (tmp_path / "second").read_bytes()
    assert len(first) < 300_000


def test_words_of_the_data_stay_words(
    written: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They travel inside a script element, which they must not close."""
    monkeypatch.setattr(data, "EVENT", HOSTILE)

    page.write(tmp_path / "report.html", MANIFEST, written.setting, [])

    found = Report(tmp_path / "report.html", written.setting)
    assert [tag for tag, _ in Elements(found.text()).seen].count("script") == 2
    assert found.model()["words"]["event"] == HOSTILE


def test_a_table_in_which_nothing_was_found_keeps_its_head(
    setting: Setting, tmp_path: Path
) -> None:
    """Nobody may have been refused."""
    empty = Listing("Ways", ("Who", "How"), ())

    page.write(tmp_path / "report.html", MANIFEST, setting, [Section(listings=(empty,))])

    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert all(f">{name}</th>" in text for name in empty.head)
