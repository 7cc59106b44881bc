"""Files that stand twice are the same, byte for byte."""

from pathlib import Path

import portfolio_kit
from portfolio_kit.template import catalog

SOURCE = Path(portfolio_kit.__file__).parent
PROJECT = catalog.builtin_root() / "_base" / "{{cookiecutter.slug}}"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_project_carries_the_very_files_that_portfolio_kit_uses() -> None:
    carried = contents(SOURCE / "carried")

    assert contents(PROJECT / "src" / "{{cookiecutter.package}}" / "showcase") == carried
    assert len(carried) > 5


def test_a_project_holds_its_manifest_against_the_very_schema_of_portfolio_kit() -> None:
    copy = PROJECT / "tests" / "showcase.schema.json"

    assert copy.read_bytes() == (SOURCE / "schemas" / "showcase.schema.json").read_bytes()


def test_a_run_measures_against_the_very_reference_of_the_tests() -> None:
    federated, slug = catalog.builtin_root() / "federated", "{{cookiecutter.slug}}"
    speed = federated / "speed" / slug / "src" / "{{cookiecutter.package}}" / "speed"

    tested = federated / slug / "tests" / "reference.py"

    assert (speed / "reference.py").read_bytes() == tested.read_bytes()
