"""The Flower app of a federated project: its own tests and types, where Flower is installed."""

import os
import subprocess
from pathlib import Path

import pytest
from projects import baked, environment, package

pytestmark = [pytest.mark.flower, pytest.mark.slow]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    answers = {"framework": "numpy", "distributed": True}
    return baked("federated", tmp_path_factory.mktemp("flower"), answers)


def run(project, *command):
    named = os.environ.get("PORTFOLIO_KIT_FLOWER")
    if not named:
        pytest.skip("PORTFOLIO_KIT_FLOWER names no python; run this through make test-flower")
    done = subprocess.run(
        (str(Path(named).absolute()), "-m", *command),
        cwd=project,
        env=environment(),
        check=False,
        text=True,
        capture_output=True,
        timeout=900,
    )
    done.stdout += done.stderr
    return done


def test_the_flower_app_passes_its_own_tests_with_real_processes(project):
    done = run(project, "pytest", "-q", "-p", "no:cacheprovider", "tests/test_flower.py")

    assert done.returncode == 0, done.stdout[-3000:]
    assert "skipped" not in done.stdout


def test_the_types_of_the_flower_app_hold_against_flowers_own(project):
    done = run(project, "mypy")

    assert done.returncode == 0, done.stdout[-3000:]


def test_the_command_runs_all_nodes_and_finds_the_weights_of_one_process(project):
    done = run(project, f"{package(project)}.flower_app", "sim", "--nodes", "2", "--rounds", "2")

    assert done.returncode == 0, done.stdout[-3000:]
    assert "round 2: shards [0, 1]" in done.stdout
