"""Faults that somebody could make in ``update``, and the test that falls for each."""

import json
import shutil
import sys
import tomllib
from collections.abc import Iterator

import pytest
from mutation import HERE, Mutant, Warm, assert_killed

MUTANTS: list[Mutant] = tomllib.loads((HERE / "mutants/update.toml").read_text(encoding="utf-8"))[
    "mutant"
]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Give a copy of this repository in which mutants are made."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("src", "tests", "templates"):
        shutil.copytree(
            HERE.parent / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(HERE.parent / "pyproject.toml", copy)
    named = {"answers": {"package": "portfolio_kit"}}
    (copy / ".portfolio-kit.json").write_text(json.dumps(named), encoding="utf-8")
    running = Warm(copy, sys.executable)
    yield running
    running.close()


def test_every_mutant_can_be_made() -> None:
    assert len({mutant["name"] for mutant in MUTANTS}) == len(MUTANTS)
    for mutant in MUTANTS:
        file = HERE.parent / mutant["file"].format(package="portfolio_kit")
        assert file.read_text(encoding="utf-8").count(mutant["old"]) == 1, mutant["name"]
        assert mutant["old"] != mutant["new"], mutant["name"]


@pytest.mark.matrix
def test_what_kills_mutants_passes_where_there_are_none(warm: Warm) -> None:
    status, said = warm.pytest(*sorted({mutant["test"] for mutant in MUTANTS}))

    assert status == 0, said


@pytest.mark.matrix
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["name"])
def test_a_named_test_kills_the_mutant(warm: Warm, mutant: Mutant) -> None:
    assert_killed(warm, mutant)
