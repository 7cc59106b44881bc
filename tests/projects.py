"""What tests of the built-in templates share: every choice, a bake of it, a command in it."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from allpairspy import AllPairs

from portfolio_kit.answers import context
from portfolio_kit.answers.fill import clashes
from portfolio_kit.baking import bake
from portfolio_kit.baking.order import Terms, Wanted, take_order
from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.template import catalog, template
from portfolio_kit.template.template import Template

ROOT = catalog.builtin_root()
TEMPLATES = {known.name: known for known in catalog.builtins()}
#: Those that are not on the common ground yet; the last of them takes `_base/flat` away.
FLAT = {"security", "xai"}
GROUND = [name for name in TEMPLATES if name not in FLAT]
DAY = datetime(2026, 2, 3, tzinfo=UTC)
PERSON = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}
SECONDS = (
    900  # that a project's tests, or a run of it, may take on a machine that has others to serve
)

OWN = Path(tempfile.mkdtemp(prefix="portfolio-kit-projects-"))  # of this test worker
atexit.register(shutil.rmtree, OWN, ignore_errors=True)

#: What JAX has compiled once, the next project of the same test worker does not compile again.
_NO_LIMIT = {
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}

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
        if question.kind == "several":  # as people write them: none, each, all
            values = ["none", *values, ",".join(question.choices)]
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
    """Return how a case is called in the list of tests."""
    if isinstance(case, dict):
        return "-".join(str(value)[:12] or "none" for value in case.values()) or "default"
    return str(case)


def answered(name: str, answers: Mapping[str, object]) -> dict[str, Any]:
    """Return every question of ``name`` answered, by ``answers`` or by its default."""
    chosen = TEMPLATES[name]
    private = context.private(chosen, DAY, {})
    return context.resolve(chosen, _values(answers), private=private)


def _values(answers: Mapping[str, object]) -> dict[str, Value]:
    # Where a value of a pair does not matter, it is left out, as `[defaults]` are.
    return {
        key: Value(value, "argument", general=True) for key, value in {**PERSON, **answers}.items()
    }


def baked(name: str, output: Path, answers: Mapping[str, object]) -> Path:
    """Bake ``name`` and return its project."""
    wanted = Wanted(TEMPLATES[name], _values(answers), {})
    return bake.bake(take_order(wanted, config.load([]), Terms(output, DAY))).path


def environment() -> dict[str, str]:
    """Return that of a command in a project, which is importable without being installed."""
    return {
        **_NO_LIMIT,
        "JAX_COMPILATION_CACHE_DIR": str(OWN / "compiled"),
        **os.environ,
        # Two pytests that tidy up one folder at a time trip over each other's leavings.
        "PYTEST_DEBUG_TEMPROOT": str(OWN),
        "PYTHONPATH": "src",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": "/tmp/mpl",
        "FUZZ_SECONDS": "5",  # for each of several projects; 30 in a project by itself
    }


def run(project: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project; what it says on either stream is its ``stdout``."""
    return subprocess.run(
        command,
        cwd=project,
        env={**environment(), **env},
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
    )


def package(project: Path) -> str:
    """Return the name of the project's package."""
    answers = json.loads((project / ".portfolio-kit.json").read_text(encoding="utf-8"))["answers"]
    return str(answers["package"])


def status(project: Path) -> str:
    """Return what git sees changed in the project."""
    return run(project, "git", "status", "--porcelain").stdout
