"""A tiny project with two parts, whose main command measures in a moment what its files say."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sample_project
from repositories import commit_all
from sample_manifest import FILES, README, metric, sample

from portfolio_kit.carried import provenance, results
from portfolio_kit.carried.headline import judged
from portfolio_kit.git import repository
from portfolio_kit.showcase import readme, recipe

COMMAND = "python -m study"

BAKED = replace(sample_project.BAKED, command=COMMAND, extras=("plots",), origin={"url": None})

STUDY = {
    "src/study/__init__.py": '"""A study of dice."""\n',
    "src/study/__main__.py": (
        "from .config import ROLLS\nfrom .data import load\nfrom .parts import PARTS\n\n"
        "import sample_study\n\nsample_study.measure(ROLLS)\n"
    ),
    "src/study/config.py": '"""What it depends on."""\n\nROLLS = 93.6\n',
    "src/study/data.py": "def load():\n    return []\n",
    "src/study/experiment.py": (
        "from importlib import import_module\n\n"
        "from .config import ROLLS\n\n\n"
        "def measure(config, data, settings):\n"
        '    """Measure."""\n'
        "    return ROLLS\n"
    ),
    "src/study/report.py": "from . import words\n\n\ndef report(numbers, folder):\n    pass\n",
    "src/study/words.py": "GOOD = 'good'\n",
    "src/study/settings.toml": "[config]\nrolls = 100\n\n[skew]\nalpha = 1.0\n",
    "src/study/analyses/__init__.py": "",
    "src/study/analyses/skew/__init__.py": (
        "from ... import experiment\n\n\ndef measure(config, data, settings):\n    return 1\n"
    ),
    "src/study/analyses/skew/report.py": (
        "from . import measure\n\n\ndef report(numbers, folder):\n    pass\n"
    ),
    "src/study/analyses/skew/table.csv": "a,b\n",
    "src/study/parts.py": (
        '"""The table of contents."""\n\n'
        "from . import experiment, report\n"
        "from .analyses import skew\n"
        "from .analyses.skew import report as skew_report\n"
        "from .showcase.part import Part\n\n"
        "PARTS = [\n"
        '    Part("experiment", experiment.measure, report.report),\n'
        '    Part("skew", skew.measure, skew_report.report),\n'
        "    # your own\n"
        "]\n"
        'PACKAGES = ("numpy",)\n'
    ),
    "src/study/showcase/__init__.py": "",
    "src/study/showcase/part.py": "Part = print\n",
    "src/study/styles/dark.mplstyle": "axes.grid: True\n",
    "data/dice.csv": "1\n2\n",
    "table.toml": 'target = "six"\n',
    "tests/test_study.py": "def test_it():\n    pass\n",
    "README.md": README,
    "story.toml": 'question = ""\n',
    "docs/tour.md": "# Tour\n",
    "pyproject.toml": (
        '[project]\nname = "study"\nversion = "0"\ndependencies = ["numpy>=2", "rich"]\n\n'
        '[project.optional-dependencies]\nplots = ["matplotlib>=3"]\nother = ["torch"]\n\n'
        "[tool.ruff]\nline-length = 100\n"
    ),
    ".gitignore": "build/\n.venv/\n__pycache__/\n/data/own.csv\n",
}

#: Stands in for the base Python and the project's; the latter says which packages it has.
PYTHON = """\
#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo made;;
  "-m pip --version") echo "pip 25.1 from here";;
  "-I -c "*packages_distributions*) exec REAL "$@";;
  "-m study"*) PYTHONPATH="src:TESTS:SOURCES" exec REAL "$@";;
esac
"""


def python(path: Path) -> Path:
    """Write the stand-in; it notes down each call in ``$CALLS``."""
    tests = Path(__file__).resolve().parent
    sources = str(tests.parent / "src")
    text = PYTHON.replace("TESTS", str(tests)).replace("SOURCES", sources)
    return sample_project.executable(path, text)


def write(folder: Path, date: datetime) -> Path:
    """Write the project into ``folder`` and commit it."""
    for name, content in {**STUDY, recipe.NAME: recipe.text(BAKED)}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    readme.prepare(folder, COMMAND)
    ada = repository.Identity("Ada", "ada@example.org")
    commit_all(folder, repository.Commit("feat: Study", ada, date))
    return folder


def measured(folder: Path, date: datetime, **origin: Any) -> Path:
    """Write the project as it is after a run whose results are committed."""
    write(folder, date)
    measure(93.6, folder, **origin)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "docs: record")
    return folder


def git(project: Path, *words: str) -> str:
    """Run git in the project; return what it prints."""
    line = ["git", "-C", str(project), *words]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout.strip()


def measure(value: float, root: Path = Path(), **origin: Any) -> None:
    """Write what a run of the project would record."""
    manifest = sample()
    base = {"label": "local", "value": 71.2}
    ends = [value - 1, value + 1]
    manifest["metrics"][0] = metric("test_accuracy", value, "%", ci95=ends, baseline=base)
    said = {"text": "Together: {test_accuracy}", "metrics": ["test_accuracy"]}
    manifest["headline"] = judged(said, manifest["metrics"], manifest["data"])
    profile = sys.argv[sys.argv.index("--profile") + 1] if "--profile" in sys.argv else "full"
    typed = " ".join([COMMAND, *(word for word in sys.argv[1:] if word.startswith("--flag"))])
    run = {"command": typed, "seconds": 1.0, "device": "cpu", "profile": profile}
    known = {**provenance.record(root, [], [0]), **origin}
    whole = {**manifest, "run": run, "provenance": known}
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    (root / "results").mkdir(exist_ok=True)
    (root / "results/run.json").write_text(json.dumps({"accuracy": value}), encoding="utf-8")
    (root / "showcase.json").write_text(json.dumps(whole), encoding="utf-8")
    results.fill(root / "README.md", whole)
