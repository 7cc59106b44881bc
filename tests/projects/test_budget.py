"""What a template bakes by default can be read in an hour: code lines, files, and one seam."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from projects import TEMPLATES, baked, package

from portfolio_kit.template import catalog

#: Templates on the common ground, and the code lines of their default: all of src but showcase/.
LINES = {"federated": 900}
FILES = 22
ANALYSIS = 300
LONGEST = 160  # lines of a file

QUIET = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    tokenize.ENDMARKER,
}


def code_lines(path: Path) -> int:
    """Return the lines of a module that are neither blank nor comment nor docstring."""
    text = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            said |= {*range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)}
    spoken = (
        t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type not in QUIET
    )
    return len({n for token in spoken for n in range(token.start[0], token.end[0] + 1)} - said)


def modules(project: Path) -> dict[str, Path]:
    """Return the modules of a project's package that are its owner's, by their paths."""
    root = project / "src" / package(project)
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    return {name: path for name, path in found.items() if not name.startswith("showcase/")}


@pytest.mark.parametrize("name", LINES)
def test_the_default_bake_can_be_read_in_an_hour(name, tmp_path):
    lines = {name: code_lines(path) for name, path in modules(baked(name, tmp_path, {})).items()}

    assert sum(lines.values()) <= LINES[name], lines
    assert len([name for name in lines if lines[name]]) <= FILES


@pytest.mark.parametrize("name", LINES)
def test_no_file_and_no_analysis_is_long(name, tmp_path):
    project = baked(name, tmp_path, {"analyses": "all"})

    found = modules(project)

    assert [
        name
        for name, path in found.items()
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
    ] == []
    for analysis in {name.split("/")[1] for name in found if re.match("analyses/.+/", name)}:
        own = [path for name, path in found.items() if name.startswith(f"analyses/{analysis}/")]
        assert sum(map(code_lines, own)) <= ANALYSIS


@pytest.mark.parametrize("name", LINES)
def test_only_the_table_of_contents_depends_on_answers(name):
    """Besides the package's name in imports: a file with Jinja in it cannot be run as it is."""
    package_name = re.compile(r"\{\{ cookiecutter\.package \}\}")
    files = [
        path
        for path in (catalog.builtin_root() / name).rglob("*.py")
        if path.relative_to(catalog.builtin_root() / name).parts[0] != "templates"
    ]

    found = {
        path.name
        for path in files
        if re.search(r"\{[{%]", package_name.sub("", path.read_text(encoding="utf-8")))
    }

    assert found <= {"parts.py"}


def test_every_template_of_the_list_exists():
    assert LINES.keys() <= TEMPLATES.keys()
