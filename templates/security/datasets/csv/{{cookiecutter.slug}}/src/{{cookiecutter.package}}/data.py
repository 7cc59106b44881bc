"""The names: a table of your own, ``data/names.csv``, or the generated example.

Columns ``name``, ``label`` (hostile or benign) and ``date`` (2026-01-31; benign names may have
none). ``data/hard_negatives.txt``, one name a line, is read when it is there. Git ignores both.
"""

import csv
import hashlib
import io
import math
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

from . import example
from .config import Config, SetupError
from .corpus import Corpus, Named, assemble
from .names import defanged, normal

FOLDER = Path(__file__).parents[2] / "data"  # of the checkout
TABLE, HARD = FOLDER / "names.csv", FOLDER / "hard_negatives.txt"


def is_example(path: Path) -> bool:
    """Say whether the names are the generated ones: there is no table, or it holds just them."""
    try:
        raw = path.read_bytes()
    except OSError:  # one that cannot be read is refused by whoever reads it
        return not path.exists()
    as_many = raw.count(b"\n") == 1 + sum(example.ROWS.values())
    return as_many and raw == example.text().encode()


SYNTHETIC = is_example(TABLE)
NAME = f"Generated example, seed {example.SEED}" if SYNTHETIC else "data/names.csv, our own names"
LICENSE = "CC0-1.0" if SYNTHETIC else "LicenseRef-Own-Data"
URL = ""
COLUMNS = ("name", "label", "date")
LABELS = {"benign": 0, "hostile": 1}
FEWEST = {"benign": 1_000, "hostile": 200}  # the rates that are measured need them
SAID = 20  # problems that are listed one by one


def load(config: Config) -> Corpus:
    """Return the corpus, of which ``config.most_names`` names at most, taken evenly.

    Raises:
        SetupError: a file cannot be used; one line for each thing that is wrong.
    """
    raw = _bytes(TABLE) if TABLE.exists() else example.text().encode()
    named = parse(raw)
    step = math.ceil(len(named.names) / config.most_names)
    thin = Named(named.names[::step], named.labels[::step], named.time[::step])
    hard = spared(_bytes(HARD)) if HARD.exists() else []
    return assemble(
        thin,
        (config.validation_share, config.test_share),
        config.split_seed,
        hard=hard,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def spared(raw: bytes) -> list[str]:
    """Return the hard negatives, a name a line, in normal form.

    Raises:
        SetupError: one line for each thing that is wrong.
    """
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise SetupError(f"{HARD.name} is not UTF-8 ({error}); save it as such") from None
    names, problems = [], []
    for line, text in enumerate(lines, start=1):
        if text.strip():
            try:
                names.append(normal(text))
            except ValueError as error:
                problems.append(f"line {line}: {error}")
    _refuse(HARD.name, problems)
    return names


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path.name} cannot be read ({error.strerror}); replace it") from error


def _refuse(file: str, problems: list[str]) -> None:
    if problems:
        more = [f"and {len(problems) - SAID} more"] if len(problems) > SAID else []
        raise SetupError("\n".join(f"{file}: {line}" for line in [*problems[:SAID], *more]))


def parse(raw: bytes) -> Named:
    """Return the names of a table in the order of their dates, those without one last.

    Raises:
        SetupError: one line for each thing that is wrong.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"names.csv is no CSV in UTF-8 ({error}); save it as such") from None
    _refuse("names.csv", _columns(rows) or [*_cells(rows), *_counts(rows)])
    rows.sort(key=lambda row: row["date"] or "9999")
    days = [date.fromisoformat(row["date"]).toordinal() if row["date"] else np.nan for row in rows]
    names = [normal(row["name"]) for row in rows]
    return Named(names, np.array([LABELS[row["label"]] for row in rows]), np.array(days, float))


def _columns(rows: list[dict[str, str]]) -> list[str]:
    there = [name for name in rows[0] if name] if rows else []
    if set(there) >= set(COLUMNS):
        return []
    return [f"its columns are: {', '.join(there) or 'none'}; give name, label and date, and rows"]


def _cells(rows: list[dict[str, str]]) -> list[str]:
    """Return what is wrong with single rows; the first line of the file is 1."""
    problems = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            problems.append(f"line {line} has too few or too many cells; complete it")
            continue
        try:
            name = normal(row["name"])
            if name in seen:
                at = seen[name]
                problems.append(f"line {line}: {defanged(name)} stands in line {at}; drop one")
            seen.setdefault(name, line)
        except ValueError as error:
            problems.append(f"line {line}: {error}")
        if row["label"] not in LABELS:
            problems.append(f"line {line}: label is {row['label']!r}; give hostile or benign")
        if not _is_date(row["date"]) and (row["date"] or row["label"] != "benign"):
            problems.append(f"line {line}: date is {row['date']!r}; give one such as 2026-01-31")
    return problems + _below(seen)


def _below(lines: dict[str, int]) -> list[str]:
    """Return which names lie below another one: a split would put one domain on both sides."""
    problems = []
    for name, line in lines.items():
        parts = name.split(".")
        above = (".".join(parts[cut:]) for cut in range(1, len(parts) - 1))
        problems += [
            f"line {line}: {defanged(name)} lies below {defanged(each)} of line {lines[each]}; "
            "give registered domains only"
            for each in above
            if each in lines
        ]
    return problems


def _counts(rows: list[dict[str, str]]) -> list[str]:
    counts = Counter(row["label"] for row in rows)
    return [
        f"{counts[label]} names are {label}; give at least {fewest}"
        for label, fewest in FEWEST.items()
        if counts[label] < fewest
    ]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
