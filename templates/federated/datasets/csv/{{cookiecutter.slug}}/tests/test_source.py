"""The table: what is wrong with one is said line by line, what is right comes through unchanged."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from {{ cookiecutter.package }} import data, example, source
from {{ cookiecutter.package }}.showcase.settings import SetupError

GOOD = "site,label,age\n" + "".join(
    f"{site},{label},{row}\n" for site in "AB" for label in "xy" for row in range(10)
)


def _problems(path: Path, text: str) -> list[str]:
    """Return what is said of a table."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"table\.csv") as caught:
        source.read(path)
    return [line.removeprefix("table.csv: ") for line in str(caught.value).splitlines()]


def test_a_table_comes_through_unchanged(tmp_path: Path) -> None:
    """Sites and labels are sorted names, features are numbers, and it is not synthetic."""
    path = tmp_path / "table.csv"
    path.write_text("\ufeff" + GOOD.replace("\n", "\r\n"), encoding="utf-8")

    table = source.read(path)

    assert (table.sites, table.classes) == (("A", "B"), ("x", "y"))
    assert table.groups is not None
    assert table.groups.tolist() == [0] * 20 + [1] * 20
    assert table.labels.tolist() == ([0] * 10 + [1] * 10) * 2
    assert table.inputs.tolist() == [[float(row)] for row in [*range(10)] * 4]
    assert (table.entry["rows"], table.entry["synthetic"]) == (40, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["it is empty; begin with a line of column names: site, label, features"]),
        (
            "place,age\nA,1\n",
            [
                "no column 'site'; its columns are: place, age",
                "no column 'label'; its columns are: place, age",
            ],
        ),
        ("site,label,age,age\n", ["column 'age' is there twice; rename one"]),
        (
            "site,label\nA,x\n",
            ["no column is a feature; its columns are: site, label; add columns of numbers"],
        ),
        (
            GOOD + "A,x\n ,x,1\nA,,1\nA,x,n/a\nA,x,nan\n",
            [
                "line 42 has 2 cells, not 3; complete it",
                "line 43: site is empty; fill it in or drop the line",
                "line 44: label is empty; fill it in or drop the line",
                "line 45: age is 'n/a'; give a number",
                "line 46: age is 'nan'; give a number",
            ],
        ),
        (
            GOOD.replace("site", ",site", 1),
            ["column 1 has no name; give it one, or drop row numbers"],
        ),
        (
            GOOD + '"A\n",x,1_000\n\nA,x,no\n',
            ["line 43: age is '1_000'; give a number", "line 45: age is 'no'; give a number"],
        ),
        (
            GOOD + "C,x,1\n",
            ["site 'C' has 1 rows; give it at least 10 or drop it"],
        ),
        (
            GOOD.replace("B,", "A,").replace(",y,", ",x,"),
            [
                "1 different sites; give at least 2",
                "1 different labels; give at least 2",
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_said_at_once(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    """A line for each problem, with the value and what to do."""
    assert _problems(tmp_path / "table.csv", text) == said


def test_of_very_many_problems_the_first_are_said(tmp_path: Path) -> None:
    """And how many more there are."""
    text = GOOD + "A,x,\n" * 500

    said = _problems(tmp_path / "table.csv", text)

    assert len(said) == source.SAID + 1
    assert said[-1] == "and 480 more"


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    """Guessing would change names in silence."""
    path = tmp_path / "table.csv"
    path.write_bytes(GOOD.replace("A", "Å").encode("latin-1"))

    with pytest.raises(ValueError, match="is no CSV in UTF-8"):
        source.read(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Without a traceback."""
    with pytest.raises(SetupError, match="cannot be read"):
        source.read(tmp_path)


def test_blank_lines_say_nothing(tmp_path: Path) -> None:
    """Editors leave one at the end."""
    path = tmp_path / "table.csv"
    path.write_text(GOOD + "\n\n", encoding="utf-8")

    assert source.read(path).entry["rows"] == 40


def test_without_a_table_the_example_is_read_and_called_synthetic() -> None:
    """Nobody takes its numbers for a finding about people."""
    found = source.read()

    assert found.entry["synthetic"] is True
    assert found.sites == tuple(example.SITES)
    assert found.entry["rows"] == sum(example.SITES.values())


def test_the_example_can_be_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To see the format; a table of one's own is never replaced."""
    table = tmp_path / "data" / "table.csv"
    monkeypatch.setattr(source, "TABLE", table)

    source.write_example()

    assert table.read_text("utf-8") == example.text()
    with pytest.raises(SetupError, match=r"data/table\.csv is there already"):
        source.write_example()


@given(st.integers(0, 2**31))
def test_features_are_standardised_by_the_training_rows_only(seed: int) -> None:
    """Mean 0 and standard deviation 1 there; a constant feature becomes 0."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(3, 5, (50, 3))
    inputs[:, 2] = 7
    train = rng.permutation(50)[:30]

    scaled = source.scaled(inputs, train)

    assert scaled[train, :2].mean(axis=0) == pytest.approx([0, 0], abs=1e-5)
    assert scaled[train, :2].std(axis=0) == pytest.approx([1, 1], abs=1e-5)
    assert not scaled[:, 2].any()


def test_every_site_trains_validates_and_tests(dataset: data.Dataset) -> None:
    """Else its own accuracy could not be said."""
    assert dataset.groups is not None
    for rows in (dataset.train, dataset.validation, dataset.test):
        assert set(dataset.groups[rows]) == set(range(len(dataset.sites)))
