"""README shows what the last run measured; before the first run, that nothing was measured."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from {{ cookiecutter.package }}.showcase import files, readme, regions

ROOT = Path(__file__).parents[1]
README = files.read(ROOT / "README.md")


def load(path: Path) -> dict[str, Any]:
    """Read a JSON file; empty when there is none, as before the first run."""
    return dict(json.loads(path.read_bytes())) if path.exists() else {}


def shown(text: str) -> dict[str, str]:
    """Return what each region of a README holds."""
    return {region.name: region.body for region in regions.find(text)}


MANIFEST = load(ROOT / "showcase.json")


def test_the_manifest_follows_its_schema() -> None:
    """Every field of showcase.json is there, of its type, and within its bounds."""
    schema = load(ROOT / "tests" / "showcase.schema.json")
    Draft202012Validator.check_schema(schema)

    problems = [error.message for error in Draft202012Validator(schema).iter_errors(MANIFEST)]

    assert not MANIFEST or problems == []


def test_readme_shows_what_was_measured() -> None:
    """Filling README again from the manifest changes nothing in it."""
    expected = readme.bodies(MANIFEST) if MANIFEST else {}

    assert shown(readme.refresh(README, expected)) == shown(README)


def test_before_the_first_run_readme_says_that_nothing_was_measured() -> None:
    """A region without a manifest behind it shows no result."""
    held = shown(README)

    assert set(readme.REQUIRED) <= held.keys()
    assert MANIFEST or all(" yet: " in body for body in held.values())


def test_the_figures_are_those_of_the_manifest() -> None:
    """No figure was drawn or changed after the run that the manifest tells of."""
    figures = MANIFEST.get("figures", [])

    drawn = {figure["path"]: files.file_sum(ROOT / figure["path"]) for figure in figures}

    assert drawn == {figure["path"]: figure["sha256"] for figure in figures}
