"""A table of one's own: read whole or refused whole, with everything that is wrong."""

from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, example
from {{ cookiecutter.package }}.config import Config, SetupError


def table(*changed: str) -> bytes:
    """Return the example with lines appended."""
    return (example.text() + "".join(f"{line}\n" for line in changed)).encode()


def test_the_example_is_a_table_that_can_be_used() -> None:
    """The same each time, with both classes over all years."""
    assert example.text() == example.text()

    named = data.parse(table())

    assert len(named.names) == sum(example.ROWS.values())
    assert (np.diff(named.time) >= 0).all()


def test_generated_names_are_known_also_as_a_file(tmp_path: Path) -> None:
    """One name of your own, and they are not the example any more."""
    path = tmp_path / "names.csv"

    assert data.is_example(path)
    path.write_bytes(table())
    assert data.is_example(path)
    path.write_bytes(table("quiet.example,benign,"))
    assert not data.is_example(path)
    assert not data.is_example(tmp_path)  # a folder is no table


def test_benign_names_need_no_date() -> None:
    """They are somewhere in time."""
    named = data.parse(table("quiet.example,benign,"))

    assert np.isnan(named.time[named.names.index("quiet.example")])


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Each line with its number, its value and what to do; names defanged."""
    wrong = (
        "nodots,hostile,2024-01-01",
        "odd.example,spam,2024-01-01",
        "late.example,hostile,soon",
        "twice.example,benign,",
        "TWICE.example,benign,",
        "short.example,benign",
        "www.twice.example,benign,",
    )

    with pytest.raises(SetupError, match="nodots") as raised:
        data.parse(table(*wrong))

    lines = str(raised.value).splitlines()
    assert len(lines) == 6
    for line, words in zip(
        lines,
        (
            "'nodots' is no domain name",
            "label is 'spam'; give hostile or benign",
            "date is 'soon'; give one such as 2026-01-31",
            "twice[.]example stands in line",
            "too few or too many cells",
            "www[.]twice[.]example lies below twice[.]example of line",
        ),
        strict=True,
    ):
        assert line.startswith("names.csv: line ")
        assert words in line


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "its columns are: none"),
        (b"name,label\na.example,benign\n", "its columns are: name, label"),
        (b"name,label,date\na.example,benign,\n", "0 names are hostile; give at least 200"),
        ("name,label,date\nä.example,benign,\n".encode("latin-1"), "no CSV in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused(raw: bytes, message: str) -> None:
    """In words that say what it needs."""
    with pytest.raises(SetupError, match=message):
        data.parse(raw)


def test_hard_negatives_are_read_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name a line; without the file there are none."""
    monkeypatch.setattr(data, "HARD", tmp_path / "hard_negatives.txt")
    assert data.load(Config().smoke()).hard_negatives == ()

    (tmp_path / "hard_negatives.txt").write_text("Wallet.example\n", encoding="utf-8")

    assert data.load(Config().smoke()).hard_negatives == ("wallet.example",)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"wallet.example\n\nnodots\n", r"hard_negatives.txt: line 3: 'nodots' is no domain name"),
        ("\u00e4.example".encode("latin-1"), "hard_negatives.txt is not UTF-8"),
    ],
)
def test_hard_negatives_that_are_no_names_are_refused(raw: bytes, message: str) -> None:
    """With the line in which they stand."""
    with pytest.raises(SetupError, match=message):
        data.spared(raw)
