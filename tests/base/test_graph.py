"""Who imports whom is read from texts; what a part is measured with follows from it."""

import ast

import pytest

from portfolio_kit.base import parts
from portfolio_kit.base.definitions import PACKAGE
from portfolio_kit.base.graph import graph

SRC = f"src/{PACKAGE}"


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("from . import a", {"a.py"}),
        ("from .a import f", {"a.py"}),
        ("from .sub import b", {"sub/b.py", "sub/__init__.py", "a.py"}),
        ("from .sub.b import g", {"sub/b.py", "sub/__init__.py", "a.py"}),
        (f"import {PACKAGE}.sub.b", {"sub/b.py", "sub/__init__.py", "a.py"}),
        ("def f():\n    from . import a", {"a.py"}),
        ("if TYPE_CHECKING:\n    from . import a", {"a.py"}),
        ("from .a import *", {"a.py"}),
        ("from .nothing import x", set()),
        ("from ....a import x", set()),
        ("import numpy", set()),
    ],
)
def test_what_is_imported_is_reached(text: str, reached: set[str]) -> None:
    known = {
        f"{SRC}/__init__.py": ast.parse(""),
        f"{SRC}/a.py": ast.parse("from . import main"),
        f"{SRC}/sub/__init__.py": ast.parse(""),
        f"{SRC}/sub/b.py": ast.parse("from .. import a"),
    }
    main = f"{SRC}/main.py"
    # `ast` takes no such name in an import; a tree has it when the package was found in it.
    made = ast.parse(text.replace(PACKAGE, "own"))
    for node in ast.walk(made):
        if isinstance(node, ast.alias):
            node.name = node.name.replace("own", PACKAGE)

    found = graph({**known, main: made}).reached(main, but=main)

    assert found - {f"{SRC}/__init__.py"} == {f"{SRC}/{name}" for name in reached}


CONTENTS = """
from . import one, two
from .showcase.part import Part

PARTS = [Part("a", one.measure, one.report), Part(name="b", measure=two.measure, report=two.report)]
"""


def known(text: str) -> dict[str, ast.Module]:
    files = {"__init__": "", "__main__": "from .parts import PARTS\nfrom .data import load"}
    files |= {"data": "", "one": "", "two": "from . import one", "free": ""}
    return {f"{SRC}/{name}.py": ast.parse(body) for name, body in {**files, "parts": text}.items()}


def test_a_part_owns_what_it_imports() -> None:
    found = parts.read(known(CONTENTS), study=False)

    assert found is not None
    assert list(found.parts) == ["a", "b"]
    assert found.owners(f"{SRC}/two.py") == {"b"}
    assert found.owners(f"{SRC}/one.py") == {"a", "b"}
    for name in ("data", "__main__", "__init__", "free"):
        assert found.owners(f"{SRC}/{name}.py") is None


@pytest.mark.parametrize(
    ("entries", "study", "kept"),
    [
        ('Part("a", f, g, study=True), Part("b", f, g, None, True), Part("c", f, g)', False, "c"),
        ('Part("a", f, g, study=True), Part("b", f, g, study=False)', True, "ab"),
        ('part.Part("a", f, g),', False, "a"),
    ],
)
def test_a_part_of_a_study_is_measured_by_a_study(entries: str, kept: str, *, study: bool) -> None:
    found = parts.read(known(f"PARTS: list = ({entries})"), study=study)

    assert found is not None
    assert list(found.parts) == list(kept)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PARTS = made()",
        "PARTS = [*OTHER]",
        'PARTS = [Part("a", f, g)] + OTHER',
        "PARTS = [Part(NAME, f, g)]",
        "PARTS = [made('a')]",
        "PARTS = []",
    ],
)
def test_a_table_of_contents_that_is_computed_says_nothing(text: str) -> None:
    assert parts.read(known(text), study=False) is None


def test_without_a_table_of_contents_there_are_no_parts() -> None:
    assert parts.read({}, study=False) is None
