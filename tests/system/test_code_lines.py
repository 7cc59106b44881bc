"""How many lines of a file hold code."""

import textwrap
from pathlib import Path

import pytest

from portfolio_kit.system import code_lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", 0),
        ("\n\n# nothing\n", 0),
        ('"""Says what it is.\n\nIn lines.\n"""\n', 0),
        ("x = 1  # one\n", 1),
        ("x = (\n    1,\n\n    # two\n    2,\n)\n", 4),
        ('def f():\n    """Do it."""\n    return 1\n', 2),
        ('class A:\n    """One\n    two."""\n\n    x: int\n    "What x is."\n', 2),
        ('x = """\none\n\ntwo\n"""\n', 5),
        ("x = 1; y = 2\n", 1),
        ("x = 1", 1),
        ("if x:\n  y(\n\n# no\n", 2),  # it never ends
        ("{% if x %}\n\n# no\n'\n", 2),
    ],
)
def test_lines_of_code_are_counted(source: str, lines: int) -> None:
    assert code_lines.count(source) == lines


def test_blanks_comments_and_docstrings_count_nothing() -> None:
    source = Path(code_lines.__file__).read_text(encoding="utf-8")
    code = textwrap.dedent(source)

    more = '"""One more."""\n\n# And more.\n' + code.replace("\n\n\n", "\n\n# why\n\n\n")

    assert code_lines.count(more) == code_lines.count(code) > 20
