"""The README's table of the same lines in both frameworks: no line that is not in the code."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src" / "{{ cookiecutter.package }}"
ENGINES = [PACKAGE / "engines" / "{{ cookiecutter.compare_with }}.py", PACKAGE / "engines" / "{{ cookiecutter.framework }}.py"]


def test_every_line_of_the_table_stands_in_its_engine() -> None:
    """Model, scores, loss, gradient, step, clients and rounds, of either framework."""
    readme = (PROJECT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|`]+ \| `(.+?)` +\| `(.+?)` +\|$", readme, re.M)
    files = [engine.read_text("utf-8") for engine in ENGINES]

    assert len(rows) == 7
    for cells in rows:
        for line, text in zip(cells, files, strict=True):
            assert line in [code.strip() for code in text.splitlines()]
