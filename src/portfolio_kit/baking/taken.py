"""Names that a project cannot have because of what it is made of: computed from its files.

A package that is called like a module of the tests or like a dependency hides it, or is hidden
by it; a distribution that is called like one of its own dependencies cannot be installed. The
dependencies of dependencies count too.
"""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from portfolio_kit.baking import brought
from portfolio_kit.errors import AnswerError, Problem, Where
from portfolio_kit.render import render
from portfolio_kit.template.template import Template


def foresee(template: Template, answers: Mapping[str, Any]) -> None:
    """Refuse what ``refuse`` would, before anything is baked: the project is rendered aside.

    Raises:
        AnswerError: one problem for each name.
    """
    with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as folder:
        refuse(render.render(template, answers, Path(folder)).project, answers)


def refuse(project: Path, answers: Mapping[str, Any]) -> None:
    """Refuse a slug or a package whose name the rendered ``project`` needs for something else.

    Raises:
        AnswerError: one problem for each of the two.
    """
    try:
        said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # it says nothing of dependencies, and its own tests will say that it is wrong
    asked = {name: str(answers[name]) for name in ("slug", "package") if answers.get(name)}
    installed = _installed(said)
    needed = {"slug": installed, "package": dict(_imported(project, installed))}
    problems = [
        Problem(
            f"{question} {name!r} {needed[question][name]}",
            f"give one such as {_other(question, name)}",
            Where(key=question),
        )
        for question, name in asked.items()
        if name in needed[question]
    ]
    if problems:
        raise AnswerError(problems)


def _other(question: str, name: str) -> str:
    return f"{name}-project" if question == "slug" else f"{name}_project"


def _installed(said: Mapping[str, Any]) -> dict[str, str]:
    """Return each distribution that is installed with the project, and why it is."""
    named = dict(_named(said))
    indirect: dict[str, str] = {}
    for owner in named:
        for name in brought.by(owner):
            indirect.setdefault(name, f"is a package that {owner} needs")
    return indirect | named


def _named(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each distribution that the project itself names, and what for."""
    project = said.get("project", {})
    lists = {
        "builds with": said.get("build-system", {}).get("requires", ()),
        "depends on": project.get("dependencies", ()),
        **{f"installs ({n})": e for n, e in project.get("optional-dependencies", {}).items()},
        **{f"installs ({n})": e for n, e in said.get("dependency-groups", {}).items()},
    }
    for verb, requirements in lists.items():
        for requirement in requirements:
            if isinstance(requirement, str):  # a group may include another
                name = re.match(r"[A-Za-z0-9._-]+", requirement)
                if name:
                    normal = re.sub(r"[-_.]+", "-", name[0]).lower()  # PEP 503
                    yield normal, f"is a package that the project {verb}"


def _imported(project: Path, installed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each name that the project imports from elsewhere, and what it is."""
    for distribution, why in installed.items():
        for name in brought.imported(distribution):
            yield name, why
    for folder in (project / "tests", project):
        for path in folder.glob("*.py"):
            yield path.stem, f"is a module of the project ({path.relative_to(project).as_posix()})"
