"""What the built-in templates bake: their own tests, their smoke run, every choice, mutants.

The frameworks live in an environment of their own, which make builds once and names in
PORTFOLIO_KIT_FRAMEWORKS.
"""

import json
import os
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allpairspy import AllPairs

from portfolio_kit import bake, catalog, context, manifest, template
from portfolio_kit.bake import Order
from portfolio_kit.config import Value
from portfolio_kit.filling import clashes
from portfolio_kit.repository import Identity
from portfolio_kit.template import Template

ROOT = catalog.builtin_root()
TEMPLATES = {known.name: known for known in catalog.builtins()}
MUTANTS = Path(__file__).parent / "mutants"

#: Values at both ends of what a question allows, for the questions that are no choices.
ENDS: Mapping[str, tuple[object, ...]] = {
    "title": ("Abc", "T" * 80),
    "package": ("a", "p" * 40),
    "github": ("", "ada-lovelace"),
    "orcid": ("", "0000-0002-1825-0097"),
    "affiliation": ("", "Analytical Engines"),
    "clients": (2, 1000),
    "alpha": (0.01, 100),
    "rounds": (5, 500),
}
#: Questions of the common layer: they change texts, not what is measured.
COMMON = {question.name for question in template.load(ROOT / "_base", builtin=True).questions}


def choices(chosen: Template) -> dict[str, list[object]]:
    """Return the values to try of each question that has more than one."""
    found: dict[str, list[object]] = {}
    for question in chosen.questions:
        values = list(question.choices) or list(ENDS.get(question.name, ()))
        if question.kind == "boolean":
            values = [True, False]
        if values:
            found[question.name] = values
    return found


def pairs(*, own: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield answers in which every two values meet, but for those that do not go together.

    So every framework meets every dataset, and both ends of every range meet both.
    """
    for name, chosen in TEMPLATES.items():
        every = choices(chosen)
        tried = {key: every[key] for key in every if not own or key not in COMMON}
        questions = list(tried)

        def fits(row, chosen=chosen, questions=questions):
            answers = dict(zip(questions, row, strict=False))
            return not list(clashes(chosen, answers))

        for row in AllPairs(list(tried.values()), filter_func=fits):
            yield name, dict(zip(questions, row, strict=True))


def label(case: object) -> str:
    if isinstance(case, dict):
        return "-".join(str(value)[:12] or "none" for value in case.values()) or "default"
    return str(case)


def baked(name: str, output: Path, answers: Mapping[str, object]) -> Path:
    """Bake ``name`` and return its project."""
    chosen, date = TEMPLATES[name], datetime(2026, 2, 3, tzinfo=UTC)
    given = {"author_name": "Ada Lovelace", "author_email": "ada@example.org", **answers}
    private = bake.private(chosen, date, {"why": "", "decisions": [], "limitations": []})
    # Where a value of a pair does not matter, it is left out, as `[defaults]` are.
    values = {name: Value(value, "argument", general=True) for name, value in given.items()}
    resolved = context.resolve(chosen, values, private=private)
    author = Identity(given["author_name"], given["author_email"])
    return bake.bake(Order(chosen, resolved, output, date, author)).path


@pytest.fixture(scope="session")
def python() -> str:
    """The python of the frameworks environment."""
    path = os.environ.get("PORTFOLIO_KIT_FRAMEWORKS")
    if not path:
        pytest.skip("PORTFOLIO_KIT_FRAMEWORKS names no python; run this through make test")
    return str(Path(path).absolute())


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project, which is importable without being installed."""
    env = {
        **os.environ,
        "PYTHONPATH": "src",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": "/tmp/mpl",
        "FUZZ_SECONDS": "5",  # for each of several projects; 30 in a project by itself
    }
    done = subprocess.run(
        command, cwd=project, env=env, check=False, text=True, capture_output=True, timeout=300
    )
    done.stdout += done.stderr
    return done


def package(project: Path) -> str:
    answers = json.loads((project / ".portfolio-kit.json").read_text(encoding="utf-8"))["answers"]
    return str(answers["package"])


def status(project: Path) -> str:
    return run(project, "git", "status", "--porcelain").stdout


def assert_tests_and_smoke_run(project: Path, python: str) -> None:
    tested = run(project, python, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout[-3000:]
    smoke = run(project, python, "-m", package(project), "--profile", "smoke")
    assert smoke.returncode == 0, smoke.stdout[-3000:]
    assert status(project) == ""
    assert manifest.read(project / "build" / "smoke")["run"]["profile"] == "smoke"


@pytest.mark.baked
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_default_passes_its_tests_and_its_smoke_run(name, tmp_path, python):
    assert_tests_and_smoke_run(baked(name, tmp_path, {}), python)


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "answers"), list(pairs(own=True)), ids=label)
def test_all_pairs_of_a_templates_own_choices_pass_their_tests_and_their_smoke_run(
    name, answers, tmp_path, python
):
    assert_tests_and_smoke_run(baked(name, tmp_path, {"slug": "pairs", **answers}), python)


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "answers"), list(pairs(own=False)), ids=label)
def test_all_pairs_of_choices_are_linted_and_formatted(name, answers, tmp_path, python):
    project = baked(name, tmp_path, {"slug": "pairs", **answers})

    for command in (("check",), ("format", "--check")):
        done = run(project, python, "-m", "ruff", *command, "--no-cache", ".")
        assert done.returncode == 0, done.stdout
    for path in project.rglob("*"):
        if (
            path.is_file()
            and ".git/" not in f"{path.relative_to(project)}"
            and path.suffix not in {".gz", ".npz"}
        ):
            assert b"cookiecutter" not in path.read_bytes(), path


@pytest.mark.baked
@pytest.mark.slow
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_full_run_records_what_it_measured_and_a_second_changes_nothing(name, tmp_path, python):
    project = baked(name, tmp_path, {})

    first = run(project, python, "-m", package(project))
    assert first.returncode == 0, first.stdout[-3000:]
    for command in (("add", "--all"), ("commit", "--quiet", "--message=docs: record results")):
        assert run(project, "git", *command).returncode == 0
    again = run(project, python, "-m", package(project))

    assert again.returncode == 0, again.stdout[-3000:]
    assert status(project) == ""
    found = manifest.read(project)
    assert manifest.verify_figures(project, found) == []
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert all(metric["display"] in readme for metric in found["metrics"])


def mutants() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in TEMPLATES:
        document = tomllib.loads((MUTANTS / f"{name}.toml").read_text(encoding="utf-8"))
        yield from ((name, mutant) for mutant in document["mutant"])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_has_at_least_eight_mutants_that_can_be_made(name, tmp_path):
    own = [mutant for of, mutant in mutants() if of == name]
    projects: dict[str, Path] = {}

    assert len({mutant["name"] for mutant in own}) >= 8
    for mutant in own:
        answers = mutant.get("answers", {})
        if repr(answers) not in projects:
            output = tmp_path / str(len(projects))
            output.mkdir()
            projects[repr(answers)] = baked(name, output, answers)
        project = projects[repr(answers)]
        text = (project / mutant["file"].format(package=package(project))).read_text("utf-8")
        assert text.count(mutant["old"]) == 1, mutant["name"]
        assert mutant["old"] != mutant["new"]


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(
    ("name", "mutant"), list(mutants()), ids=lambda m: m if isinstance(m, str) else m["name"]
)
def test_a_named_test_kills_the_mutant(name, mutant, tmp_path, python):
    project = baked(name, tmp_path, mutant.get("answers", {}))
    path = project / mutant["file"].format(package=package(project))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(mutant["old"], mutant["new"]), encoding="utf-8")

    done = run(project, python, "-m", "pytest", "-q", "-p", "no:cacheprovider", mutant["test"])

    assert done.returncode == 1, done.stdout[-3000:]  # 1: a test failed; 4 would be: not found
    assert "Error" in done.stdout or "assert" in done.stdout
