"""The README's table of the same lines in both frameworks: no line that is not in the code."""

import re

from tiny import CONFIG, PROJECT

from {{ cookiecutter.package }} import engines

PACKAGE = PROJECT / "src" / "{{ cookiecutter.package }}"
OTHER = next(name for name in engines.names() if name != CONFIG.engine)
ENGINES = [PACKAGE / "engines" / f"{name}.py" for name in (OTHER, CONFIG.engine)]


def test_every_line_of_the_table_stands_in_its_engine() -> None:
    """Model, scores, loss, gradient, step, clients and rounds, of either framework."""
    readme = (PROJECT / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|`]+ \| `(.+?)` +\| `(.+?)` +\|$", readme, re.M)
    files = [engine.read_text("utf-8") for engine in ENGINES]

    assert len(rows) == 7
    for cells in rows:
        for line, text in zip(cells, files, strict=True):
            assert line in [code.strip() for code in text.splitlines()]
