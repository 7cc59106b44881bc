"""The data: a table of your own in ``data/table.csv``, described by ``table.toml``."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from . import example, schema
from .config import Config, SetupError
from .schema import Schema
from .table import Feature, Floats, Sensitive, Table, drawn, split

ROOT = Path(__file__).parents[2]
PATH = ROOT / "data" / "table.csv"


def is_example(path: Path) -> bool:
    """Say whether the rows are the made-up ones: there is no table, or it holds just them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            return reader.fieldnames == [*example.HEADER] and list(reader) == example.rows()
    except (OSError, ValueError, csv.Error):  # what cannot be read is refused by whoever reads it
        return not path.exists()


SYNTHETIC = is_example(PATH)
PUBLIC = SYNTHETIC  # nothing that is written may show single rows of somebody's table
NAME = "Made-up loans, drawn by example.py" if SYNTHETIC else "The table of data/table.csv"
LICENSE = "CC0-1.0" if SYNTHETIC else "LicenseRef-Private"
URL: str | None = None
CASE, CASES, EVENT, REFUSED = "case", "cases", "event", "refused"  # write your own words

FEWEST = 200  # rows, and a tenth of it for each outcome: with fewer, no interval says anything
MOST_CODES = 20  # words of a category

Rows = Sequence[Mapping[str, str | None]]


def load(config: Config) -> Table:
    """Return the table, of which ``config.rows`` rows at most, and its split.

    Raises:
        SetupError: one line for each thing that is wrong with the schema or the table.
    """
    described = schema.read(ROOT / "table.toml")
    rows, lines = (example.rows(), ()) if SYNTHETIC else read(PATH)
    return parse(rows, described, config, lines)


def read(path: Path) -> tuple[Rows, Sequence[int]]:
    """Return the rows of a csv file with a header, and the line in which each of them ends.

    Raises:
        SetupError: it cannot be read, is no UTF-8, or no csv.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SetupError(f"{path.name} cannot be read ({error.strerror}); replace it") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path.name} is not UTF-8: {error}; save it as UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        found = [(row, reader.line_num) for row in reader]
    except csv.Error as error:
        where = f"{path.name}, line {reader.line_num + 1}"
        raise SetupError(f"{where}: {error}; close quotes, end lines alike") from error
    return [row for row, _ in found], [line for _, line in found]


def parse(rows: Rows, described: Schema, config: Config, lines: Sequence[int] = ()) -> Table:
    """Return the table that ``rows`` hold, or ``config.rows`` of them, drawn by ``split_seed``.

    ``lines`` are those of the file; without them they count from 2, below the header.

    Raises:
        SetupError: one line for each thing that is wrong, in any row.
    """
    if problems := list(_problems(rows, described, lines or range(2, len(rows) + 2))):
        raise SetupError("\n".join(f"table.csv: {problem}" for problem in problems))
    outcomes = np.array([float(str(row[described.target])) for row in rows])
    rows = [rows[i] for i in drawn(outcomes.astype(np.int64), config.rows, config.split_seed)]
    columns = {name: [str(row[name]) for row in rows] for name in described.columns}
    y = np.array(columns[described.target], dtype=float).astype(np.int64)
    coded = [_coded(feature, columns[feature.name]) for feature in described.features]
    x = np.stack([values for _, values in coded], axis=1)
    parts = split(y, config.test_share, config.validation_share, config.split_seed)
    sensitive = tuple(_sensitive(name, columns[name]) for name in described.groups)
    digest = f"sha256:{hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()}"
    return Table(x, y, tuple(feature for feature, _ in coded), *parts, sensitive, digest)


def _coded(feature: Feature, values: list[str]) -> tuple[Feature, Floats]:
    """Return the feature with the words of its codes, and the column (rows,) as float32."""
    if feature.kind != "category":
        return feature, np.array(values, dtype=np.float32)
    words, codes = np.unique(values, return_inverse=True)
    levels = tuple(enumerate(map(str, words)))
    return replace(feature, levels=levels), codes.astype(np.float32)


def _sensitive(name: str, values: list[str]) -> Sensitive:
    words, codes = np.unique(values, return_inverse=True)
    return Sensitive(name, tuple(map(str, words)), codes)


def _problems(rows: Rows, described: Schema, lines: Sequence[int]) -> Iterator[str]:
    """Yield what is wrong, each with a value, the first line and what to do."""
    if not rows:
        yield "it has no rows; write a header and a line for each case"
        return
    missing = [name for name in described.columns if name not in rows[0]]
    for name in missing:
        yield f"column {name} is missing; it has {', '.join(map(str, rows[0]))}"
    features = {feature.name: feature for feature in described.features}
    for name in described.columns:
        if name not in missing:
            values = [row[name] for row in rows]
            kind = "target" if name == described.target else "category"
            kind = features[name].kind if name in features else kind
            yield from (f"column {name}: {problem}" for problem in _wrong(values, kind, lines))
    if described.target not in missing:
        yield from _few([row[described.target] for row in rows])


def _wrong(values: list[str | None], kind: str, lines: Sequence[int]) -> Iterator[str]:
    """Yield what is wrong with a column, whose values stand in ``lines``."""
    said = list(zip(lines, values, strict=True))
    empty = [line for line, value in said if not (value or "").strip()]
    if empty:
        yield f"{len(empty)} empty values, the first in line {empty[0]}; fill or drop these rows"
    filled = [(line, value) for line, value in said if (value or "").strip()]
    if kind == "category":
        if (count := len({value for _, value in filled})) > MOST_CODES:
            yield f"{count} different words; join them to at most {MOST_CODES}"
        return
    fits = {"target": _is_outcome, "integer": _is_whole, "real": _is_number}[kind]
    bad = [(line, value) for line, value in filled if not fits(str(value))]
    if bad:
        wanted = {"target": "0 or 1", "integer": "a whole number", "real": "a number"}[kind]
        yield f"{bad[0][1]!r} in line {bad[0][0]} is not {wanted} ({len(bad)} such); mend them"


def _is_number(value: str) -> bool:
    try:
        return bool(np.isfinite(float(value)))
    except ValueError:
        return False


def _is_whole(value: str) -> bool:
    return _is_number(value) and float(value).is_integer()


def _is_outcome(value: str) -> bool:
    return _is_number(value) and float(value) in (0, 1)


def _few(values: list[str | None]) -> Iterator[str]:
    """Yield that there is too little to measure."""
    counts = [sum(_is_number(v or "") and float(v or "") == y for v in values) for y in (0, 1)]
    if len(values) < FEWEST or min(counts) < FEWEST // 10:
        yield (
            f"{len(values)} rows, of which {counts[1]} events; give at least {FEWEST} with "
            f"{FEWEST // 10} of each outcome"
        )
