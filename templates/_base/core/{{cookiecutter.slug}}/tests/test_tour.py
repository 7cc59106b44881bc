"""The tour and its questions point at code, tests and metrics that are there."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
PLACES = re.findall(r"`([\w./-]+\.(?:py|md|toml|json))(?:::([\w.]+))?`", TOUR)
METRICS = re.findall(r"metric `(\w+)`", TOUR)


def symbols(path: Path) -> set[str]:
    """Return what a module defines: names, and those in its classes with the class before them."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{part.name}" for part in node.body if hasattr(part, "name")}
        if isinstance(node, ast.ImportFrom):  # what it hands on
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_the_tour_has_five_stops_and_ten_questions() -> None:
    """It is read in an evening: no stop more, no question less."""
    stops, questions = TOUR.split("## Ten questions")

    assert len(re.findall(r"^## \d\. ", stops, re.MULTILINE)) == 5
    assert len(re.findall(r"^\d+\. \*\*", questions, re.MULTILINE)) == 10


@pytest.mark.parametrize(("file", "symbol"), PLACES)
def test_what_the_tour_points_at_is_there(file: str, symbol: str) -> None:
    """A place is a file of the project, or a symbol in it."""
    path = ROOT / file

    assert path.is_file() or file.startswith("results/")  # which the first run writes
    assert not symbol or symbol in symbols(path)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_that_answers_a_question_was_measured(name: str) -> None:
    """Before the first run nothing was."""
    manifest = ROOT / "showcase.json"
    measured = json.loads(manifest.read_bytes())["metrics"] if manifest.exists() else []

    assert not measured or name in [metric["id"] for metric in measured]
