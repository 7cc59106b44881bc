"""Files that stand twice are the same, byte for byte."""

from pathlib import Path

import pytest

import portfolio_kit
from portfolio_kit.template import catalog

SOURCE = Path(portfolio_kit.__file__).parent
PROJECT = catalog.builtin_root() / "_base" / "{{cookiecutter.slug}}"


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        (SOURCE / "_showcase.py", PROJECT / "src" / "{{cookiecutter.package}}" / "_showcase.py"),
        (
            SOURCE / "schemas" / "showcase.schema.json",
            PROJECT / "tests" / "showcase.schema.json",
        ),
    ],
)
def test_a_project_carries_the_very_file_that_portfolio_kit_uses(original, copy):
    assert copy.read_bytes() == original.read_bytes()
