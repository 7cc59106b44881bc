"""A made-up template in three versions, projects of it that were measured, and what git sees.

A version is the one before it with other texts: so what an update should give is what the later
version bakes, with the same results and the same edits.
"""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sample_manifest
import trees

from portfolio_kit.baking import bake
from portfolio_kit.baking.order import Terms, Wanted, take_order
from portfolio_kit.config import config
from portfolio_kit.config.config import Value
from portfolio_kit.git.store import Store
from portfolio_kit.showcase import readme
from portfolio_kit.template import template
from portfolio_kit.template.template import Template
from portfolio_kit.update import update as updates
from portfolio_kit.update.plan import Wish
from portfolio_kit.update.update import Update

DAY = datetime(2026, 2, 3, tzinfo=UTC)
NAME = "lab"
PERSON = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}

_P = "{{cookiecutter.slug}}"
_S = f"{_P}/src/{{{{cookiecutter.package}}}}"

_QUESTIONS: Mapping[str, Any] = {
    "title": "Small lab",
    "author_name": "",
    "author_email": "",
    "slug": "{{ cookiecutter.title|slugify }}",
    "package": "{{ cookiecutter.slug|replace('-', '_') }}",
    "engine": ["jax", "numpy"],
    "privacy": ["none", "dp"],
    "parts": ["skew", "fairness"],
    "study": False,
    "_portfolio_kit": {
        "version": "2",
        "title": "A small lab",
        "description": "Measures little, quickly",
        "skills": [],
        "frameworks": ["jax"],
        "minutes": 0.1,
        "command": "python -m {{ cookiecutter.package }}",
        "several": ["parts"],
        "layers": [
            {"path": "."},
            {"path": "dp", "when": {"privacy": "dp"}},
            {"path": "skew", "when": {"parts": "skew"}},
            {"path": "fairness", "when": {"parts": "fairness"}},
            {"path": "study", "when": {"study": "yes"}},
        ],
        "answers": {
            "properties": {
                "package": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                "title": {"type": "string", "maxLength": 80},
            }
        },
    },
}

_README = (
    sample_manifest.README.replace("# Federated digits", "# {{ cookiecutter.title }}")
    .replace(
        "## Results",
        "It needs a laptop and a minute.\n"
        "Data are made up, so that nobody waits for a download.\n\n"
        "## Usage\n\nInstall it, then run it.\n\n"
        "## Results",
    )
    .replace("My own words.", "Say here why you made it.")
)

#: Version 2, in which a project is baked.
SECOND: Mapping[str, str] = {
    "cookiecutter.json": json.dumps(_QUESTIONS, indent=2),
    f"{_P}/README.md": _README,
    f"{_P}/LICENSE": "MIT, {{ cookiecutter.author_name }}\n",
    f"{_P}/CONTRIBUTING.md": "# Contributing\n\nWrite a test.\n",
    f"{_P}/.gitignore": "build/\n*.log\n",
    f"{_P}/.github/ISSUE_TEMPLATE/idea.yml": "name: An idea\nbody: []\n",
    f"{_P}/run.sh": "#!/bin/sh\nexec python -m {{ cookiecutter.package }}\n",
    f"{_P}/pyproject.toml": (
        '[project]\nname = "{{ cookiecutter.slug }}"\n'
        'description = "{{ cookiecutter.title }}"\n'
        "dependencies = [\n"
        '  "{{ cookiecutter.engine }}>=1",\n'
        '  # data\n  "pandas>=2.2",\n'
        "  # your own\n]\n"
    ),
    f"{_S}/__init__.py": '"""{{ cookiecutter.title }}."""\n',
    f"{_S}/showcase/__init__.py": '"""Puts what was measured in README."""\n',
    f"{_S}/rows.py": (
        '"""Rows of a table, made up."""\n\n\n'
        "def rows(n: int) -> list[float]:\n"
        '    """Return n numbers."""\n'
        "    return [i / n for i in range(n)]\n\n\n"
        "def halves(n: int) -> list[float]:\n"
        '    """Return half of each."""\n'
        "    return [row / 2 for row in rows(n)]\n"
    ),
    f"{_S}/main.py": (
        '"""Measure."""\n\n'
        "from {{ cookiecutter.package }}.engine import mean\n"
        "from {{ cookiecutter.package }}.plots import draw\n"
        "from {{ cookiecutter.package }}.rows import rows\n\n\n"
        "def main() -> float:\n"
        '    """Return the mean of ten rows."""\n'
        "    measured = mean(rows(10))\n"
        "    draw(measured)\n"
        "    return measured\n"
    ),
    f"{_S}/engine.py": (
        '"""The engine, {{ cookiecutter.engine }}."""\n\n'
        "RATE = 0.1\n\n\n"
        "def mean(numbers: list[float]) -> float:\n"
        '    """Return the mean."""\n'
        "    return sum(numbers) / len(numbers)\n\n\n"
        "def step(weight: float) -> float:\n"
        '    """Return the next weight."""\n'
        "    return weight - RATE * weight\n\n\n"
        "def steps(weight: float, n: int) -> float:\n"
        '    """Return the weight after n steps."""\n'
        "    for _ in range(n):\n"
        "        weight = step(weight)\n"
        "    return weight\n"
    ),
    f"{_S}/plots.py": (
        '"""Draw."""\n\n\n'
        "def draw(number: float) -> str:\n"
        '    """Return a bar."""\n'
        '    return "#" * int(number * 10)\n'
    ),
    f"{_P}/tests/test_engine.py": (
        "from {{ cookiecutter.package }}.engine import mean\n\n\n"
        "def test_a_mean_lies_between():\n    assert mean([0.0, 1.0]) == 0.5\n"
    ),
    f"dp/{_S}/privacy.py": '"""Noise, and what it costs."""\n',
    f"dp/{_P}/docs/privacy.md": "# Privacy\n\nHow much noise.\n",
    f"skew/{_S}/skew.py": '"""Skew."""\n',
    f"fairness/{_S}/fairness.py": '"""Fairness."""\n',
    f"study/{_S}/study.py": '"""The study."""\n',
}


def _numbered(version: str) -> str:
    return SECOND["cookiecutter.json"].replace('"version": "2"', f'"version": "{version}"')


_TABLE = (
    SECOND[f"{_S}/rows.py"]
    .replace("Rows of a table, made up", "A table of rows, made up")
    .replace("i / n", "i / (n - 1)")
)

#: Version 3 has one of each: a sentence, a line of code, a function, a renamed module with its
#: imports, a newer dependency, a new page, a deleted file, and other words before the first run.
THIRD: Mapping[str, str | None] = {
    "cookiecutter.json": _numbered("3").replace('.package }}"', '.package }} all"'),
    f"{_P}/README.md": _README.replace("a minute", "half a minute"),
    f"{_P}/.github/ISSUE_TEMPLATE/idea.yml": None,
    f"{_P}/docs/limits.md": "# Limits\n\nWhat it does not show.\n",
    f"{_P}/pyproject.toml": SECOND[f"{_P}/pyproject.toml"].replace("pandas>=2.2", "pandas>=2.3"),
    f"{_S}/rows.py": None,
    f"{_S}/table.py": _TABLE,
    f"{_S}/main.py": SECOND[f"{_S}/main.py"].replace(".rows import", ".table import"),
    f"{_S}/engine.py": SECOND[f"{_S}/engine.py"].replace("RATE = 0.1", "RATE = 0.05")
    + '\n\ndef halve(weight: float) -> float:\n    """Return half."""\n    return weight / 2\n',
}

#: Version 4 goes on: another sentence, another line.
FOURTH: Mapping[str, str | None] = {
    "cookiecutter.json": _numbered("4").replace('.package }}"', '.package }} all"'),
    f"{_P}/README.md": _README.replace("a minute", "twenty seconds"),
    f"{_S}/engine.py": str(THIRD[f"{_S}/engine.py"]).replace("RATE = 0.05", "RATE = 0.02"),
    f"{_P}/docs/limits.md": "# Limits\n\nWhat it does not show, and why.\n",
}


def files(version: str) -> dict[str, str]:
    """Return the files of a version of the template."""
    changes = {"2": [], "3": [THIRD], "4": [THIRD, FOURTH]}[version]
    merged: dict[str, str | None] = dict(SECOND)
    for change in changes:
        merged |= change
    return {name: text for name, text in merged.items() if text is not None}


def write(folder: Path, content: Mapping[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        path.chmod(0o755 if name.endswith(".sh") else 0o644)
    return folder


def lab(root: Path, version: str = "2", **changed: str) -> Template:
    """Return a version of the template, written below ``root`` if it is not there.

    ``changed`` are other texts of files of the project, by the file's own name.
    """
    folder = root / f"{version}{abs(hash(tuple(changed.items()))) if changed else ''}" / NAME
    if not folder.is_dir():
        content = files(version)
        for name, text in changed.items():
            (path,) = (one for one in content if Path(one).stem == name and one[:2] == "{{")
            content[path] = text
        write(folder, content)
    return template.load(folder, name=NAME, builtin=True)


def wish(found: Template, **more: Any) -> Wish:
    """Return the wish for an update to a template; ``answers`` are texts."""
    answers = {name: Value(said, "argument") for name, said in more.pop("answers", {}).items()}
    return Wish(lambda _: found, DAY.replace(month=3), answers, **more)


def update(project: Path, found: Template, **more: Any) -> Update:
    """Update a project to a template."""
    return updates.update(project, wish(found, **more))


def baked(found: Template, output: Path, **answers: object) -> Path:
    """Bake a project and return its folder."""
    output.mkdir(parents=True, exist_ok=True)
    said = {"slug": "lab-of-ada", **PERSON, **answers}
    values = {name: Value(value, "argument") for name, value in said.items()}
    wanted = Wanted(found, values, {})
    return bake.bake(take_order(wanted, config.load([]), Terms(output, DAY))).path


def measure(project: Path) -> None:
    """Let a project have run: manifest, results, figures, and README filled from them."""
    for name, content in {**sample_manifest.FILES, "results/run.json": b"{}\n"}.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_bytes(content)
    manifest = json.dumps(sample_manifest.sample(), indent=2)
    (project / "showcase.json").write_text(manifest, encoding="utf-8")
    readme.fill(project, lambda: None)


def measured(found: Template, output: Path, **answers: object) -> Path:
    """Bake a project, let it run, and commit its results."""
    project = baked(found, output, **answers)
    measure(project)
    commit(project, "docs: record the results of the first run")
    return project


def git(project: Path, *words: str, ok: tuple[int, ...] = (0,)) -> str:
    """Return what git says in a project."""
    line = ["git", *words]
    done = subprocess.run(line, cwd=project, check=False, capture_output=True, text=True)
    assert done.returncode in ok, done.stdout + done.stderr
    return done.stdout.strip()


def commit(project: Path, subject: str = "Write my own", *options: str) -> str:
    """Commit everything, and return the id."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", subject, *options)
    return git(project, "rev-parse", "HEAD")


def content(project: Path) -> dict[str, tuple[str, int, bytes]]:
    """Return every file of a work tree, git's own left out."""
    found = trees.tree(project)
    return {
        name: held
        for name, held in found.items()
        if held[0] != "folder" and name.partition("/")[0] != ".git"
    }


@dataclass(frozen=True)
class State:
    """A repository as its owner sees it: where HEAD is, refs, index, files, and git's own notes."""

    head: str
    refs: str
    index: str
    files: Mapping[str, tuple[str, int, bytes]]
    own: tuple[str, ...]


def state(project: Path) -> State:
    """Return what must not change where an update is refused or taken back."""
    kept = Store(project).directory
    return State(
        git(project, "symbolic-ref", "HEAD", ok=(0, 1)) + git(project, "rev-parse", "HEAD"),
        git(project, "for-each-ref"),
        git(project, "ls-files", "--stage"),
        content(project),
        tuple(sorted(p.name for p in kept.iterdir() if "portfolio" in p.name or "MERGE" in p.name)),
    )


def assert_took_back(project: Path, before: State, done: Update) -> None:
    """See that what an update names as the way back leads there, to the last byte."""
    git(project, *done.undo)

    assert state(project) == before
    assert git(project, "status", "--porcelain") == ""


def edited(*edits: tuple[str, str, str]) -> Callable[[Path], None]:
    """Return an edit that replaces texts, each of which must be there once: file, old, new."""

    def edit(project: Path) -> None:
        for name, old, new in edits:
            path = project / name
            text = path.read_bytes().decode()
            assert text.count(old) == 1, (name, old, text.count(old))
            path.write_bytes(text.replace(old, new).encode())

    return edit


def versioned(project: Path) -> str:
    """Return the version of the template that a recipe names."""
    return str(json.loads((project / ".portfolio-kit.json").read_text(encoding="utf-8"))["version"])
