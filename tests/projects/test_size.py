"""What a template bakes by default is small enough to be read in an hour, and to be explained."""

import re
from pathlib import Path

import pytest
from projects import FLAT, GROUND, TEMPLATES, baked, package

from portfolio_kit.system import code_lines

#: Lines of code (no blank, comment or docstring) of a default bake: all that its owner explains.
LINES = {"federated": 900, "security": 1050, "xai": 1300}
FILES = 22  # of them, empty ones not counted
ANALYSIS = 300  # lines that one analysis may add
CARRIED = 1160  # lines that every project carries and nobody need read
LONGEST = 160  # lines of a file, docstrings and all
WORDS = 450  # of README before "How it works"


def count(paths: list[Path]) -> int:
    return sum(code_lines.count(path.read_text(encoding="utf-8")) for path in paths)


def core(project: Path, framework: str) -> list[Path]:
    """Return the modules that the owner explains: all but what is carried, engine and source."""
    source = project / "src" / package(project)
    spared = {source / "source.py", source / "engines" / f"{framework}.py"}
    return [
        path
        for path in sorted(source.rglob("*.py"))
        if path not in spared and "showcase" not in path.relative_to(source).parts
    ]


@pytest.fixture(scope="module", params=GROUND)
def default(request, tmp_path_factory):
    """Bake a template's default; its name and project."""
    return request.param, baked(request.param, tmp_path_factory.mktemp("default"), {})


def test_every_template_that_is_flat_is_named():
    assert set(TEMPLATES) >= FLAT
    for name in TEMPLATES:
        flat = any(layer.name.startswith("_base/flat") for layer in TEMPLATES[name].layers)
        assert flat == (name in FLAT)


def test_the_core_fits_into_its_budget(default):
    name, project = default
    asked = {question.name: question for question in TEMPLATES[name].questions}
    modules = core(project, asked["framework"].choices[0])

    assert count(modules) <= LINES[name]
    assert len([path for path in modules if count([path])]) <= FILES
    assert not [path for path in modules if len(path.read_text().splitlines()) > LONGEST]


def test_what_is_carried_fits_into_its_budget(default):
    _, project = default

    assert count(sorted((project / "src" / package(project) / "showcase").glob("*.py"))) <= CARRIED


def test_the_readme_comes_to_the_point(default):
    _, project = default
    text = (project / "README.md").read_text(encoding="utf-8")

    assert len(text.partition("## How it works")[0].split()) <= WORDS


@pytest.mark.parametrize(
    ("name", "analysis"),
    [
        (name, choice)
        for name in GROUND
        for question in TEMPLATES[name].questions
        if question.kind == "several"
        for choice in question.choices
    ],
)
def test_an_analysis_fits_into_its_budget(name, analysis, tmp_path):
    several = next(q.name for q in TEMPLATES[name].questions if q.kind == "several")
    plain, grown = (baked(name, tmp_path / word, {several: word}) for word in ("none", analysis))
    files = {path.relative_to(plain) for path in plain.rglob("*.py")}
    added = [
        path
        for path in grown.rglob("*.py")
        if path.relative_to(grown) not in files and "tests" not in path.relative_to(grown).parts
    ]

    assert 0 < count(added) <= ANALYSIS


@pytest.mark.parametrize("name", GROUND)
def test_only_the_table_of_contents_depends_on_answers(name):
    """Beside the package's name in imports: a file with Jinja in it cannot be run as it is."""
    named = re.compile(r"\{\{ cookiecutter\.package \}\}")
    root = TEMPLATES[name].root
    modules = [
        path for path in root.rglob("*.py") if path.relative_to(root).parts[0] != "templates"
    ]

    found = {
        path.name
        for path in modules
        if re.search(r"\{[{%]", named.sub("", path.read_text(encoding="utf-8")))
    }

    assert found == {"parts.py"}
