"""The source of the data: a table of your own, ``data/table.csv``, or the generated example.

Columns ``site`` and ``label`` are names; every other column is a feature and holds numbers.
"""

import csv
import hashlib
import io
import math
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import example
from .showcase.settings import SetupError

TABLE = Path(__file__).parents[2] / "data" / "table.csv"  # of the checkout; git ignores it
SHOWN = "data/table.csv"  # TABLE, as people are told of it
FEWEST = 10  # rows of a site, so that it trains, validates and tests
SAID = 20  # problems that are listed one by one


class Table(NamedTuple):
    """All rows of the data."""

    inputs: NDArray[np.float64]  # (rows, features) as they were written
    labels: NDArray[np.int64]  # (rows,) indices into the sorted labels
    classes: tuple[str, ...]
    groups: NDArray[np.int64] | None  # (rows,) indices into the sorted sites
    sites: tuple[str, ...]
    entry: dict[str, Any]  # of the manifest; Any, because it is JSON


def read(path: Path | None = None) -> Table:
    """Return the table in ``path``, by default your own; without one the generated example.

    Raises:
        SetupError: the table cannot be used; one line for each thing that is wrong.
    """
    path = TABLE if path is None else path
    try:
        raw = path.read_bytes() if path.exists() else example.text().encode()
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        lines = [(reader.line_num, row) for row in reader if row]  # blank lines say nothing
    except OSError as error:
        raise SetupError(f"{path.name} cannot be read ({error.strerror}); replace it") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{path.name} is no CSV in UTF-8 ({error}); save it as such") from None
    rows = [row for _, row in lines]
    problems = _header(rows) or _cells(lines) or _sizes(rows)
    if problems:
        more = [f"and {len(problems) - SAID} more"] if len(problems) > SAID else []
        raise SetupError("\n".join(f"{path.name}: {line}" for line in [*problems[:SAID], *more]))
    return _table(rows, synthetic=raw == example.text().encode(), raw=raw)


def write_example() -> None:
    """Write the example to where your own table is looked for.

    Raises:
        SetupError: there is one already.
    """
    if TABLE.exists():
        raise SetupError(f"{SHOWN} is there already; move it away first")
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(example.text(), encoding="utf-8", newline="\n")


def scaled(inputs: NDArray[np.float64], train: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return features with mean 0 and standard deviation 1 over the rows ``train``."""
    spread = inputs[train].std(axis=0)
    scaled = (inputs - inputs[train].mean(axis=0)) / np.where(spread > 0, spread, 1)
    return np.asarray(scaled, dtype=np.float32)


def _header(rows: list[list[str]]) -> list[str]:
    """Return what is wrong with the first line."""
    if not rows:
        return ["it is empty; begin with a line of column names: site, label, features"]
    names = rows[0]
    advice = f"; its columns are: {', '.join(names)}"
    problems = [f"no column {n!r}{advice}" for n in ("site", "label") if n not in names]
    unnamed = [place for place, name in enumerate(names, start=1) if not name.strip()]
    problems += [f"column {n} has no name; give it one, or drop row numbers" for n in unnamed]
    problems += [f"column {n!r} is there twice; rename one" for n in _repeated(names) if n.strip()]
    if not problems and len(names) < 3:
        problems.append(f"no column is a feature{advice}; add columns of numbers")
    return problems


def _repeated(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _cells(lines: list[tuple[int, list[str]]]) -> list[str]:
    """Return what is wrong below the header; a row is named by the line that it ends on."""
    (_, names), *rows = lines
    problems = []
    for line, row in rows:
        if len(row) != len(names):
            problems.append(f"line {line} has {len(row)} cells, not {len(names)}; complete it")
            continue
        for name, cell in zip(names, row, strict=True):
            if name in ("site", "label"):
                if not cell.strip():
                    problems.append(f"line {line}: {name} is empty; fill it in or drop the line")
            elif not _is_number(cell):
                problems.append(f"line {line}: {name} is {cell!r}; give a number")
    return problems


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell)) and "_" not in cell  # Python's own 1_000
    except ValueError:
        return False


def _sizes(rows: list[list[str]]) -> list[str]:
    """Return the sites and labels that are too few, or have too few rows."""
    problems = []
    for name in ("site", "label"):
        counts = Counter(row[rows[0].index(name)].strip() for row in rows[1:])
        if len(counts) < 2:
            problems.append(f"{len(counts)} different {name}s; give at least 2")
        for value, count in sorted(counts.items()):
            if count < FEWEST:
                problems.append(
                    f"{name} {value!r} has {count} rows; give it at least {FEWEST} or drop it"
                )
    return problems


def _table(rows: list[list[str]], *, synthetic: bool, raw: bytes) -> Table:
    names = rows[0]
    columns = dict(zip(names, zip(*rows[1:], strict=True), strict=True))
    sites, groups = np.unique([cell.strip() for cell in columns.pop("site")], return_inverse=True)
    classes, labels = np.unique(
        [cell.strip() for cell in columns.pop("label")], return_inverse=True
    )
    return Table(
        inputs=np.array([[float(cell) for cell in column] for column in columns.values()]).T,
        labels=labels.astype(np.int64),
        classes=tuple(map(str, classes)),
        groups=groups.astype(np.int64),
        sites=tuple(map(str, sites)),
        entry={
            "name": f"Generated example, seed {example.SEED}"
            if synthetic
            else f"{SHOWN}, a table of our own",
            "license": "CC0-1.0" if synthetic else "LicenseRef-Own-Data",
            "rows": len(rows) - 1,
            "synthetic": synthetic,
            "sha256": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        },
    )
