"""Faults that somebody could make in a project, and whether a test falls for each."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from projects import TEMPLATES, environment, package

HERE = Path(__file__).parent
SECONDS = 300  # that the named tests may take

Mutant = Mapping[str, Any]  # its name, file, old, new, test, answers, as mutants/*.toml say


def read() -> Iterator[tuple[str, Mutant]]:
    """Yield every template's mutants, those of one bake after one another."""
    for name in TEMPLATES:
        document = tomllib.loads((HERE / "mutants" / f"{name}.toml").read_text(encoding="utf-8"))
        for mutant in sorted(document["mutant"], key=lambda mutant: repr(answers(mutant))):
            yield name, mutant


def answers(mutant: Mutant) -> Mapping[str, object]:
    """Return those of the bake that the mutant is made in."""
    return dict(mutant.get("answers", {}))


def path(project: Path, mutant: Mutant) -> Path:
    """Return the file that it changes."""
    return project / str(mutant["file"]).format(package=package(project))


class Warm:
    """A process of the project's python that runs its tests, its libraries imported once."""

    def __init__(self, project: Path, python: str) -> None:
        """Start it in ``project``."""
        self.project = project
        self._process = subprocess.Popen(
            [python, str(HERE / "warm.py")],
            cwd=project,
            # A mutant may be as old and as long as the text it replaced.
            env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"  # it has read the source that mutants will change

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def pytest(self, *arguments: str, seconds: float = SECONDS) -> tuple[int, str]:
        """Return the exit status of pytest and the last of what it said."""
        assert self._process.stdin
        request = [seconds, ["-q", "-p", "no:cacheprovider", *arguments]]
        self._process.stdin.write(json.dumps(request) + os.linesep)
        self._process.stdin.flush()
        status, said = json.loads(self._answer())
        return int(status), str(said)

    def close(self) -> None:
        """End it."""
        self._process.communicate()


def assert_killed(warm: Warm, mutant: Mutant, *, seconds: float = SECONDS) -> None:
    """Put the mutant in its place, and see a test fall that it names."""
    file = path(warm.project, mutant)
    text = file.read_text(encoding="utf-8")
    found = text.count(mutant["old"])
    assert found == 1, f"{mutant['name']}: what it replaces stands {found} times in {file}"
    assert mutant["old"] != mutant["new"], f"{mutant['name']} changes nothing"
    file.write_text(text.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    try:
        status, said = warm.pytest("-x", mutant["test"], seconds=seconds)
    finally:
        file.write_text(text, encoding="utf-8")
    # 0: it lives; 1: a test failed; 2: no test could be collected; 4: not found; 124: no end
    assert status == 1, f"{mutant['name']}: pytest ended with {status}\n{said}"
    assert re.search(r"^1 (failed|error)", said, re.MULTILINE), (
        f"{mutant['name']}: no test failed\n{said}"
    )
