"""What a project says of a table: its own is shown as it is, the generated one as made up."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from projects import baked, environment
from projects import package as named

from portfolio_kit.carried import readme
from portfolio_kit.template import catalog

#: For each template: answers that are light to run, and what writes another table than the example.
CASES = {
    "federated": (
        {"framework": "numpy"},
        (
            "from {package} import example, source\n"
            "text = example.text().splitlines(keepends=True)\n"
            "source.TABLE.parent.mkdir()\n"
            "source.TABLE.write_text(''.join(text[:-1]), encoding='utf-8')"
        ),
    ),
    "xai": (
        {"framework": "sklearn", "report": "no"},
        (
            "import csv\n"
            "from {package} import data, example\n"
            "data.PATH.parent.mkdir()\n"
            "with data.PATH.open('w', encoding='utf-8', newline='') as file:\n"
            "    writer = csv.DictWriter(file, example.HEADER)\n"
            "    writer.writeheader()\n"
            "    writer.writerows(example.rows()[:-1])"
        ),
    ),
    "security": (
        {"framework": "sklearn"},
        (
            "from {package} import data, example\n"
            "text = example.text().splitlines(keepends=True)\n"
            "data.FOLDER.mkdir()\n"
            "data.TABLE.write_text(''.join(text[:-1]), encoding='utf-8')"
        ),
    ),
}


def test_every_template_that_reads_a_table_is_here() -> None:
    reading = {
        found.name
        for found in catalog.builtins()
        for question in found.questions
        if question.name == "dataset" and "csv" in question.choices
    }

    assert reading == set(CASES)


def call(project: Path, python: str, *words: str) -> None:
    done = subprocess.run(
        [python, *words],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def smoke(project: Path, python: str, package: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What a smoke run measured, and what README would show of it were it a full one."""
    call(project, python, "-m", package, "--profile", "smoke")
    found = json.loads((project / "build/smoke/showcase.json").read_text(encoding="utf-8"))
    return found, readme.bodies({**found, "run": {**found["run"], "profile": "full"}})


@pytest.mark.baked
@pytest.mark.parametrize(
    "name",
    [one if one == "federated" else pytest.param(one, marks=pytest.mark.slow) for one in CASES],
)
def test_the_example_is_called_made_up_and_your_own_table_is_not(
    name: str, tmp_path: Path, python: str
) -> None:
    answers, write = CASES[name]
    made = baked(name, tmp_path, {"dataset": "csv", **answers})
    package = named(made)

    example, shown = smoke(made, python, package)
    call(made, python, "-c", write.format(package=package))
    own, said = smoke(made, python, package)

    assert [entry["synthetic"] for entry in example["data"]] == [True]
    assert ", on made-up data: " in shown["headline"]  # which is refused: a smoke run has one seed
    assert shown["figure"].endswith("On made-up data._")
    assert [entry["synthetic"] for entry in own["data"]] == [False]
    assert "made-up" not in said["headline"] + said["figure"]
