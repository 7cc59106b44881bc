"""What several tests need: the data, and a folder to run the project in."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from tiny import CONFIG, PROJECT, TINY, main

from {{ cookiecutter.package }} import data, source

# JAX compiles sooner: trainings of a moment gain nothing from its optimisations.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "true")
# Every test sees the generated example, whatever lies in data/; other data have no such place.
pytest.MonkeyPatch().setattr(source, "TABLE", PROJECT / "build" / "no.csv", raising=False)


@pytest.fixture(scope="session", autouse=True)
def _frozen() -> None:
    """What libraries made when they were imported is never garbage: nobody looks through it."""
    gc.freeze()


@pytest.fixture(scope="session")
def dataset() -> data.Dataset:
    """Return the data with the split of the project's own configuration."""
    return data.load(CONFIG)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with the files of the project that a run reads."""
    return _copied(tmp_path)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which a tiny run has recorded its results."""
    folder = _copied(tmp_path_factory.mktemp("recorded"))
    if main(*TINY, root=folder):
        pytest.fail("the tiny run ended with an error")
    return folder


def _copied(folder: Path) -> Path:
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(PROJECT / name, folder)
    return folder
