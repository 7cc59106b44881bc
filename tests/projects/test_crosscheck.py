"""What the xai template bakes, beside tools that this project did not write: nothing is skipped."""

import os
from pathlib import Path

import pytest
from projects import baked, run

pytestmark = [pytest.mark.baked, pytest.mark.crosscheck]

REFEREED = {
    "captum": ("test_against_captum.py", "test_gradients_against_captum.py"),
    "Quantus": ("test_against_quantus.py",),
    "axe and a browser": ("test_page_alive.py",),
}


@pytest.fixture(scope="session")
def referees() -> str:
    """The python of the environment that has captum and Quantus."""
    path = os.environ.get("PORTFOLIO_KIT_CROSSCHECK")
    if not path:
        pytest.skip("PORTFOLIO_KIT_CROSSCHECK names no python; run make test-crosscheck")
    return str(Path(path).absolute())


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    return baked("xai", tmp_path_factory.mktemp("baked"), {})


@pytest.mark.parametrize("tests", REFEREED.values(), ids=REFEREED.keys())
def test_the_referee_finds_the_same(tests, project, referees):
    paths = [f"tests/{name}" for name in tests]

    done = run(project, referees, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths)

    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
    assert "SKIPPED" not in done.stdout, done.stdout[-3000:]
