"""Faults that somebody could make in what a template bakes, and the test that falls for each."""

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from mutation import Warm, answers, assert_killed, path, read
from projects import TEMPLATES, baked

Warmed = Callable[..., Warm]

MUTANTS = list(read())
BAKES = [
    (name, given, [mutant for _, mutant in mutants])
    for (name, given), mutants in groupby(MUTANTS, lambda case: (case[0], answers(case[1])))
]


@pytest.fixture(scope="module")
def warmed(tmp_path_factory, python) -> Iterator[Warmed]:
    """Give the warm process of a bake; mutants of one bake follow one another."""
    running: dict[str, Warm] = {}

    def of(name, given):
        key = f"{name} {given}"
        if key not in running:
            while running:
                running.popitem()[1].close()
            running[key] = Warm(baked(name, tmp_path_factory.mktemp("mutants"), given), python)
        return running[key]

    yield of
    while running:
        running.popitem()[1].close()


def called(case: object) -> str | None:
    if isinstance(case, dict):
        return str(case.get("name") or "-".join(map(str, case.values())) or "default")
    return case if isinstance(case, str) else ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_has_at_least_eight_mutants_that_can_be_made(name, tmp_path):
    own = [mutant for of, mutant in MUTANTS if of == name]

    assert len({mutant["name"] for mutant in own}) == len(own) >= 8
    for number, (_, given, mutants) in enumerate(bake for bake in BAKES if bake[0] == name):
        output = tmp_path / str(number)
        output.mkdir()
        project = baked(name, output, given)
        for mutant in mutants:
            text = path(project, mutant).read_text(encoding="utf-8")
            assert text.count(mutant["old"]) == 1, mutant["name"]
            assert mutant["old"] != mutant["new"]


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "given", "mutants"), BAKES, ids=called)
def test_what_kills_mutants_passes_where_there_are_none(name, given, mutants, warmed):
    named = sorted({mutant["test"] for mutant in mutants})

    status, said = warmed(name, given).pytest(*named)

    assert status == 0, said


@pytest.mark.baked
@pytest.mark.matrix
@pytest.mark.parametrize(("name", "mutant"), MUTANTS, ids=called)
def test_a_named_test_kills_the_mutant(name, mutant, warmed):
    assert_killed(warmed(name, answers(mutant)), mutant)


SMALL = {
    ".portfolio-kit.json": '{"answers": {"package": "small"}}',
    "src/small/__init__.py": "def double(x):\n    return x + x  # twice\n",
    "tests/test_small.py": (
        "import small\nfrom hypothesis import given, strategies\n\n\n"
        "@given(strategies.integers())\n"
        "def test_two_of_them(x):\n    assert small.double(x) == 2 * x\n"
    ),
}


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Warm]:
    """A project of one function and its test."""
    for name, text in SMALL.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    warm = Warm(tmp_path, sys.executable)
    yield warm
    warm.close()


def mutant(old: str, new: str, test: str = "tests/test_small.py") -> dict[str, str]:
    return {
        "name": "a fault",
        "file": "src/{package}/__init__.py",
        "old": old,
        "new": new,
        "test": test,
    }


def test_a_mutant_is_killed_and_leaves_nothing_behind(small):
    assert_killed(small, mutant("x + x", "x"))
    assert small.pytest("tests")[0] == 0
    assert_killed(small, mutant("x + x", "3 * x"))

    assert (small.project / "src/small/__init__.py").read_text() == SMALL["src/small/__init__.py"]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (mutant("x + x", "2 * x"), "ended with 0"),  # it lives
        (mutant("x - x", "x"), "stands 0 times"),
        (mutant("x", "y"), "stands 3 times"),
        (mutant("x + x", "x + x"), "changes nothing"),
        (mutant("x + x", "x", "tests/test_small.py::test_three"), "ended with 4"),  # no such test
        (mutant("x + x", "x +"), "ended with 2"),  # no Python: nothing was tested
        (mutant("x + x", "__import__('os')._exit(1)"), "no test failed"),
        (mutant("return", "while True: pass\n    return"), "ended with 124"),
    ],
)
def test_what_proves_nothing_is_no_kill(small, made, why):
    with pytest.raises(AssertionError, match=why):
        assert_killed(small, made, seconds=5)
