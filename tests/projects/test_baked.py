"""What the built-in templates bake: their own tests, their smoke run, every choice, full runs.

The frameworks live in an environment of their own, which make builds once and names in
PORTFOLIO_KIT_FRAMEWORKS.
"""

from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, layout
from commandline import call
from covering import covering, everything, items
from projects import COMMON, GROUND, TEMPLATES, answered, baked, label, package, pairs, run, status

from portfolio_kit.showcase import manifest

#: What measures soonest, for runs whose subject is the data. It is no other path than the rest's.
LIGHT = {"federated": "numpy", "xai": "sklearn", "security": "sklearn"}
COVERING = list(covering())
#: Compiled anew each time: what one run has compiled must not be why another is equal.
COLD = {"JAX_ENABLE_COMPILATION_CACHE": "false"}
HEIGHT = 2000  # pixels of a README before "How it works", 1280 wide: two screens


def assert_tests(project: Path, python: str) -> None:
    tested = run(project, python, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tested.returncode == 0, tested.stdout[-3000:]
    assert status(project) == ""


def assert_smoke_run(project: Path, python: str) -> None:
    smoke = run(project, python, "-m", package(project), "--profile", "smoke")
    assert smoke.returncode == 0, smoke.stdout[-3000:]
    assert status(project) == ""
    assert manifest.read(project / "build" / "smoke")["run"]["profile"] == "smoke"


@pytest.mark.baked
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_default_passes_its_tests_and_its_smoke_run(name, tmp_path, python):
    project = baked(name, tmp_path, {})

    assert_tests(project, python)
    assert_smoke_run(project, python)


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "answers"), COVERING, ids=label)
def test_with_each_layer_framework_and_data_set_a_project_passes_its_tests(
    name, answers, tmp_path, python
):
    assert_tests(baked(name, tmp_path, {"slug": "pairs", **answers}), python)


def quick() -> list[tuple[str, dict[str, object]]]:
    """Return the pairs with the lightest framework; the covering set smoke-runs in its tests."""
    return [
        (name, answers)
        for name, answers in pairs(own=True)
        if answers["framework"] == LIGHT[name] and (name, answers) not in COVERING
    ]


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "answers"), quick(), ids=label)
def test_pairs_with_the_lightest_framework_pass_their_smoke_run(name, answers, tmp_path, python):
    assert_smoke_run(baked(name, tmp_path, {"slug": "pairs", **answers}), python)


@pytest.mark.baked
@pytest.mark.nightly
@pytest.mark.parametrize(("name", "answers"), list(pairs(own=True)), ids=label)
def test_all_pairs_of_a_templates_own_choices_pass_their_tests_and_their_smoke_run(
    name, answers, tmp_path, python
):
    project = baked(name, tmp_path, {"slug": "pairs", **answers})

    assert_tests(project, python)
    assert_smoke_run(project, python)


@pytest.mark.parametrize("name", TEMPLATES)
def test_some_project_is_tested_with_each_layer_choice_and_test_file(name):
    rows = [{}, *(answers for of, answers in COVERING if of == name)]

    assert set().union(*(items(name, row) for row in rows)) >= everything(name)
    licences = [
        layer for layer in TEMPLATES[name].layers if layer.when and layer.when.keys() <= COMMON
    ]
    assert not [layer for layer in licences if [*layer.root.rglob("*.py")]]


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


def assert_shows_what_it_measured(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = manifest.read(project)
    assert found["run"]["profile"] == "full"
    assert manifest.verify_figures(project, found) == []
    page = (project / "results" / "README.md").read_text(encoding="utf-8")
    assert all(metric["display"] in page for metric in found["metrics"])
    said = call(capsys, "showcase", project, "--check")
    assert said.status == 0, said.err


@pytest.fixture(scope="module")
def measured(request, tmp_path_factory, python) -> Path:
    """Bake a template's default and run it, for all that look at what it measured."""
    project = baked(request.param, tmp_path_factory.mktemp("measured"), {})
    first = run(project, python, "-m", package(project), **COLD)
    assert first.returncode == 0, first.stdout[-3000:]
    return project


@pytest.mark.baked
@pytest.mark.slow
@pytest.mark.parametrize("measured", GROUND, indirect=True)
def test_a_measured_readme_is_soon_at_how_it_works_and_fits_on_a_phone(measured):
    found = layout(measured, "How it works")

    desktop, phone = found["desktop"], found["phone"]
    assert (desktop["has"], phone["has"]) == (DESKTOP, PHONE)
    assert all([*desktop["figures"], *phone["figures"]])
    assert 0 < desktop["top"] <= HEIGHT
    assert phone["needs"] <= PHONE


@pytest.mark.baked
@pytest.mark.slow
@pytest.mark.parametrize("measured", TEMPLATES, indirect=True)
def test_a_full_run_records_what_it_measured_and_a_second_changes_nothing(measured, python, capsys):
    project = measured

    for command in (("add", "--all"), ("commit", "--quiet", "--message=docs: record results")):
        assert run(project, "git", *command).returncode == 0
    again = run(project, python, "-m", package(project), **COLD)

    assert again.returncode == 0, again.stdout[-3000:]
    assert status(project) == ""
    assert_shows_what_it_measured(project, capsys)


def other_data() -> list[tuple[str, str]]:
    """Return every data set of every template, but for those of the defaults."""
    return [
        (name, dataset)
        for name, chosen in TEMPLATES.items()
        for question in chosen.questions
        if question.name == "dataset"
        for dataset in question.choices
        if dataset != answered(name, {})["dataset"]
    ]


@pytest.mark.baked
@pytest.mark.slow
@pytest.mark.parametrize(("name", "dataset"), other_data())
def test_a_full_run_on_every_other_data_set_can_be_recorded(
    name, dataset, tmp_path, python, capsys
):
    project = baked(name, tmp_path, {"dataset": dataset, "framework": LIGHT[name]})

    done = run(project, python, "-m", package(project))

    assert done.returncode == 0, done.stdout[-3000:]
    assert_shows_what_it_measured(project, capsys)
