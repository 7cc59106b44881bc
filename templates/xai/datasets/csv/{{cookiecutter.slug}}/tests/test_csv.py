"""Your own table: what is read, and what is said about what cannot be read."""

import csv
from pathlib import Path

import numpy as np
import pytest

from {{ cookiecutter.package }} import data, example, schema
from {{ cookiecutter.package }}.config import Config, SetupError
from {{ cookiecutter.package }}.table import Feature

ROOT = Path(__file__).parents[1]
DESCRIBED = schema.Schema(
    "bad",
    ("who",),
    (
        Feature("age", "Age", "age"),
        Feature("who", "Who", "who", kind="category", mutability="immutable"),
    ),
)
ROWS = [
    {"age": str(20 + i % 50), "who": "ab"[i % 2], "bad": str(int(i % 4 == 0))} for i in range(240)
]


def test_words_become_codes_that_remember_them() -> None:
    """Codes follow the alphabet; the features' levels turn them back."""
    table = data.parse(ROWS, DESCRIBED, Config())

    assert table.features[1].levels == ((0, "a"), (1, "b"))
    assert table.x[:4, 1].tolist() == [0, 1, 0, 1]
    assert table.sensitive[0].labels == ("a", "b")
    assert table.x.dtype == np.float32


def test_all_that_is_wrong_is_said_at_once_one_line_each() -> None:
    """With the value, the line and what to do."""
    rows = [dict(row) for row in ROWS]
    rows[3]["age"] = "old"
    rows[5]["bad"] = "2"
    rows[7]["who"] = " "

    with pytest.raises(SetupError, match=r"table\.csv") as caught:
        data.parse(rows, DESCRIBED, Config())

    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "table.csv: column age: 'old' in line 5 is not a whole number" in str(caught.value)
    assert "column bad: '2' in line 7 is not 0 or 1" in str(caught.value)
    assert "column who: 1 empty values, the first in line 9" in str(caught.value)


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    """So that a slip of the pen is seen."""
    rows = [{"Age": row["age"], "who": row["who"], "bad": row["bad"]} for row in ROWS]

    with pytest.raises(SetupError, match="column age is missing; it has Age, who, bad"):
        data.parse(rows, DESCRIBED, Config())


@pytest.mark.parametrize(("count", "said"), [(0, "no rows"), (100, "100 rows, of which 25 events")])
def test_too_few_rows_are_refused(count: int, said: str) -> None:
    """An interval from a handful of rows says nothing."""
    with pytest.raises(SetupError, match=said):
        data.parse(ROWS[:count], DESCRIBED, Config())


def test_a_schema_says_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    """Unknown keys, wrong choices, a target among the features."""
    path = tmp_path / "table.toml"
    path.write_text(
        'target = "bad"\ntagret = 1\ngroups = "who"\n'
        '[features.bad]\nkind = "integer"\nmutability = "fixed"\n'
        '[features.age]\nkind = "number"\nmutability = "immutable"\ndirection = 2\ncolour = 1\n',
        encoding="utf-8",
    )

    with pytest.raises(SetupError, match=r"table\.toml") as caught:
        schema.read(path)

    lines = str(caught.value).splitlines()
    assert len(lines) == 7
    assert "table.toml: features.age: kind is 'number'; choose one of integer, real" in lines[-2]


@pytest.mark.parametrize(
    ("text", "said"), [("target = ", "is no TOML"), ('target = "y"', "fewer than two tables")]
)
def test_a_schema_that_cannot_be_read_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """In one line."""
    path = tmp_path / "table.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SetupError, match=said) as caught:
        schema.read(path)

    assert "\n" not in str(caught.value)


def test_the_example_fits_the_schema_that_comes_with_it() -> None:
    """The first run works before there is a table."""
    described = schema.read(ROOT / "table.toml") if data.SYNTHETIC else DESCRIBED
    rows = example.rows() if data.SYNTHETIC else ROWS

    table = data.parse(rows, described, Config())

    assert table.x.shape == (len(rows), len(described.features))
    assert rows == (example.rows() if data.SYNTHETIC else ROWS)


def test_made_up_rows_are_known_also_as_a_file(tmp_path: Path) -> None:
    """One row less, and they are not the example any more."""
    path, rows = tmp_path / "table.csv", example.rows()

    assert data.is_example(path)
    for count in (len(rows), len(rows) - 1):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, example.HEADER)
            writer.writeheader()
            writer.writerows(rows[:count])
        assert data.is_example(path) == (count == len(rows))
    path.write_bytes(b"\xff")
    assert not data.is_example(path)
    assert not data.is_example(tmp_path)  # a folder is no table


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    """A byte that is no UTF-8 would become a wrong word."""
    path = tmp_path / "table.csv"
    path.write_bytes("wer,über\n1,ü\n".encode("latin-1"))

    with pytest.raises(SetupError, match="save it as UTF-8"):
        data.read(path)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """Empty lines and line ends within quotes count, as an editor counts them."""
    path = tmp_path / "table.csv"
    path.write_text('age,who,bad\n20,"a\nb",0\n\nold,a,1\n', encoding="utf-8")

    rows, lines = data.read(path)

    assert list(lines) == [3, 5]
    with pytest.raises(SetupError, match="'old' in line 5"):
        data.parse(rows, DESCRIBED, Config(), lines)


def test_a_file_that_is_no_csv_is_refused_in_one_line(tmp_path: Path) -> None:
    """A quote that is never closed makes a field that has no end."""
    path = tmp_path / "table.csv"
    path.write_text('age,who,bad\n20,"a,0\n' + "21,b,0\n" * 30_000, encoding="utf-8")

    with pytest.raises(SetupError, match="field larger than field limit") as caught:
        data.read(path)

    assert "\n" not in str(caught.value)


def test_of_a_sorted_table_both_outcomes_are_drawn() -> None:
    """In their shares: the first rows of the file would all be of one kind."""
    rows = sorted(ROWS * 2, key=lambda row: row["bad"])

    table = data.parse(rows, DESCRIBED, Config(rows=240))

    assert table.y.tolist() == sorted([0] * 180 + [1] * 60)
