"""Whatever a project is made of, as its title or its package: refused in one line, or it works."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from commandline import call

from portfolio_kit.baking import brought, taken
from portfolio_kit.errors import AnswerError
from portfolio_kit.system import names
from portfolio_kit.template import catalog

LIGHT = {"federated": "numpy", "xai": "sklearn", "security": "sklearn"}
TEMPLATES = [template.name for template in catalog.builtins()]
BASE = catalog.builtins()[0].root.parent / "_base"


def bake(
    template: str, output: Path, *answers: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    said = call(
        capsys,
        *("new", template, f"framework={LIGHT[template]}", *answers),
        *("--no-input", "--quiet", "--output", output),
    )
    return said.status, said.err


@pytest.fixture(scope="module", params=TEMPLATES)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def made_of(project: Path) -> Iterator[tuple[str, str]]:
    """Yield what a project is made of, and as what: read by other means than the code's."""
    said = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    groups = said.get("dependency-groups", {})
    extras = said["project"].get("optional-dependencies", {})
    lists = [said["project"]["dependencies"], said["build-system"]["requires"]]
    for requirement in chain(*lists, *groups.values(), *extras.values()):
        yield re.split(r"[^A-Za-z0-9._-]", requirement)[0], "dependency"
    yield from ((name, "group") for name in (*groups, *extras))
    yield from ((name, "brought") for name in ("coverage", "pluggy", "packaging", "scipy", "yaml"))
    yield from ((path.stem, "test module") for path in (project / "tests").glob("*.py"))
    yield "noxfile", "root module"
    for line in (project / ".gitignore").read_text(encoding="utf-8").splitlines():
        name = line.strip().strip("/").rstrip("*")
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", name):
            yield name, "ignored folder"


def assert_whole(project: Path) -> None:
    """Hold that the commit has every file."""
    listed = subprocess.run(
        ["git", "-C", str(project), "ls-files", "-z"], check=True, capture_output=True, text=True
    ).stdout
    files = {
        path.relative_to(project).as_posix()
        for path in project.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(project).parts
    }
    assert files == set(listed.split("\0")) - {""}


def assert_collected(project: Path, python: str) -> None:
    """Hold that every test of the project can be imported."""
    done = subprocess.run(
        [python, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.baked
@pytest.mark.slow
def test_what_a_project_is_made_of_is_refused_as_its_name_or_works(
    template: str, tmp_path: Path, python: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bake(template, tmp_path, "slug=plain", capsys=capsys)[0] == 0
    parts = dict(made_of(tmp_path / "plain"))
    refused, works = 0, 0
    collected: set[str] = set()  # it takes seconds: of names that work, one of each kind
    for number, (name, kind) in enumerate(parts.items()):
        slug, package = names.slug(name), names.package(names.slug(name))
        for both in (True, False):
            answers = {"slug": slug if both else "x", "package": package}
            try:
                taken.refuse(tmp_path / "plain", answers)
            except AnswerError:
                refused += 1
                continue
            place = tmp_path / f"{number}-{both}"
            words = [f"{question}={answer}" for question, answer in answers.items()]
            status, said = bake(template, place, *words, capsys=capsys)
            if status:
                assert "; give " in said
                assert not place.exists()
                refused += 1
                continue
            works += 1
            project = next(place.iterdir())
            assert_whole(project)
            if kind not in collected:
                collected.add(kind)
                assert_collected(project, python)
    assert refused > len(parts) > works > 0
    assert collected


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        (("slug=mypy", "package=x"), ["slug 'mypy' is a package that the project installs (dev)"]),
        (
            ("slug=hatchling", "package=x"),
            ["slug 'hatchling' is a package that the project builds"],
        ),
        (("slug=x", "package=noxfile"), ["package 'noxfile' is a module of the project"]),
        (
            ("slug=x", "package=sklearn"),
            ["package 'sklearn' is a package that the project depends"],
        ),
        (("slug=x", "package=conftest"), ["package 'conftest' is a module of the project (tests/"]),
        (("title=NumPy",), ["slug 'numpy' is a package", "package 'numpy' is a package"]),
        (("slug=coverage", "package=x"), ["slug 'coverage' is a package that pytest-cov needs"]),
        (("slug=x", "package=pluggy"), ["package 'pluggy' is a package that "]),
        (("slug=x", "package=dateutil"), ["package 'dateutil' is a package that "]),
        (
            ("title=Referencing",),
            ["slug 'referencing' is a package that jsonschema needs", "package 'referencing' is"],
        ),
    ],
)
def test_each_name_that_is_taken_has_its_line(
    template: str,
    answers: tuple[str, ...],
    problems: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, said = bake(template, tmp_path / "out", *answers, capsys=capsys)

    assert status == 1
    for line, begins in zip(said.splitlines(), problems, strict=True):
        assert line.startswith(begins)
        assert re.search(r"; give one such as [a-z]+[-_]project$", line)
    assert not (tmp_path / "out").exists()


def test_a_project_that_says_nothing_of_dependencies_takes_any_name(tmp_path: Path) -> None:
    taken.refuse(tmp_path, {"slug": "numpy"})
    (tmp_path / "pyproject.toml").write_text("no = [toml", encoding="utf-8")
    taken.refuse(tmp_path, {"slug": "numpy"})
    (tmp_path / "pyproject.toml").write_text(
        '[dependency-groups]\ndev = ["Num.Py>=2", {include-group = "x"}]\n', encoding="utf-8"
    )

    with pytest.raises(AnswerError, match="slug 'num-py' is a package"):
        taken.refuse(tmp_path, {"slug": "num-py"})


def in_templates() -> set[str]:
    """Every distribution that a file of a template names as one to install."""
    return {
        owner
        for template in catalog.builtins()
        for path in (*template.root.rglob("*.toml"), *BASE.rglob("*.toml"))
        for owner in re.findall(
            r'^\s*"([a-z0-9-]+)>=', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }


def asked(python: str, code: str) -> dict[str, list[str]]:
    """What that Python's metadata says, a list for each distribution."""
    code = f"import importlib.metadata as m, json; found = {{}}\n{code}\nprint(json.dumps(found))"
    answer = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return {
        re.sub(r"[-_.]+", "-", owner).lower(): said
        for owner, said in json.loads(answer.stdout).items()
    }


@pytest.mark.baked
def test_distributions_are_imported_as_the_table_says(python: str) -> None:
    installed = asked(
        python,
        "for name, owners in m.packages_distributions().items():\n"
        "    for owner in owners: found.setdefault(owner, []).append(name)",
    )

    for owner in {*in_templates(), *" ".join(brought.BRINGS.values()).split()} & installed.keys():
        found = {name for name in installed[owner] if re.fullmatch(r"[a-z][a-z0-9_]*", name)}
        said = brought.IMPORTED_AS.get(owner, (owner.replace("-", "_"),))
        assert found <= set(said) | {"tests", "docs"}, owner


@pytest.mark.baked
@pytest.mark.nightly  # what is installed may need one more since yesterday
def test_distributions_bring_what_the_table_says(python: str) -> None:
    installed = asked(
        python,
        "from packaging.requirements import Requirement\n"
        "for each in m.distributions():\n"
        "    needs = map(Requirement, each.requires or ())\n"
        "    found[each.metadata['Name']] = [\n"
        "        need.name for need in needs if need.marker is None or need.marker.evaluate()]",
    )

    for owner in {*in_templates(), *" ".join(brought.BRINGS.values()).split()} & installed.keys():
        needs = {re.sub(r"[-_.]+", "-", name).lower() for name in installed[owner]}
        assert needs <= set(brought.BRINGS.get(owner, "").split()), owner
