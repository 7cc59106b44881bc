"""A tiny project, baked and committed, with stand-ins for Python and uv that need no network.

The stand-in makes a ``.venv`` in a millisecond, notes down each call in ``$CALLS``, fails when
``$FAILS`` stands in its arguments, and runs the project's main command with a real Python.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from repositories import commit_all
from sample_manifest import README

from portfolio_kit.baking import recipe
from portfolio_kit.baking.recipe import Recipe
from portfolio_kit.git import repository
from portfolio_kit.showcase import readme

BAKED = Recipe(
    template="federated",
    version="1",
    kit="0.1.0",
    layers=("_base", "federated"),
    answers={
        "title": "Federated digits",
        "package": "federated_digits",
        "author_name": "Ada",
        "author_email": "ada@example.org",
    },
    story={},
    date="2026-02-03",
    command="python -m federated_digits",
    extras=("jax", "plots"),
    files=f"sha256:{'0' * 64}",
)

PYPROJECT = """\
[project]
name = "federated-digits"
version = "0"

[dependency-groups]
dev = ["pytest"]
"""

PYTHON = """\
#!/bin/sh
if [ -n "$CALLS" ]; then echo "$*" >> "$CALLS"; fi
if [ -n "$FAILS" ]; then case "$*" in *"$FAILS"*) echo "$SAYS"; exit 3;; esac; fi
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo made;;
  "-m pip --version") echo "pip ${PIP_SAYS:-25.1} from here";;
  "-m federated_digits"*) shift 2; exec REAL -I work.py "$@";;
esac
"""

UV = """\
#!/bin/sh
case "$*" in "pip install --help") echo "    --group <GROUP>"; exit;; esac
echo "uv $*" >> "$CALLS"
case "$1" in venv) mkdir -p "$4/bin"; cp "$3" "$4/bin/python";; esac
"""

WORK = """\
import hashlib, json, os, sys
from pathlib import Path

sys.path[:0] = ["TESTS", "SOURCES"]
from sample_manifest import FILES, first_version, metric, sample
from portfolio_kit.carried import files, results
from portfolio_kit.carried.headline import judged

print("epoch 1", file=sys.stderr)
does = os.environ.get("WORK", "")
if does == "fails":
    print("Traceback: it broke")
    sys.exit(1)
if does == "writes in smoke":
    Path("LICENSE").write_text("mine now")
    Path("results").mkdir(exist_ok=True)
    Path("results/run.json").write_text("{}")
if "smoke" in sys.argv or does == "measures nothing":
    sys.exit()
manifest = sample()
manifest["data"][0]["synthetic"] = does == "makes data up"
value = float(os.environ.get("VALUE", "93.61"))
more = {"ci95": [value - 1, value + 1], "baseline": {"label": "local", "value": 71.2}}
manifest["metrics"][0] = metric("test_accuracy", value, "%", **more)
said = {"text": "Together: {test_accuracy}", "metrics": ["test_accuracy"]}
manifest["headline"] = judged(said, manifest["metrics"], manifest["data"])
manifest["figures"][0] |= {"path": "art/accuracy.svg"}
for name, content in FILES.items():
    path = Path(name.replace("figures/accuracy", "art/accuracy"))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if does != "draws something else" else b"else")
Path("results").mkdir(exist_ok=True)
Path("results/run.json").write_text(json.dumps({"accuracy": value}))
Path("scratch.txt").write_text("not recorded")
if does == "is of the first version":
    del manifest["headline"], manifest["skills"]
    manifest |= {"schema_version": 1, "metrics": first_version()["metrics"]}
Path("showcase.json").write_text(json.dumps(manifest))
if does not in ("leaves README", "is of the first version"):
    results.fill(Path("README.md"), manifest)
"""


def executable(path: Path, content: str) -> Path:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.replace("REAL", sys.executable), encoding="utf-8")
    path.chmod(0o755)
    return path


def write(folder: Path, date: datetime, *, baked: Recipe = BAKED, git: bool = True) -> Path:
    """Write the project into ``folder`` and commit it."""
    tests = Path(__file__).resolve().parent
    work = WORK.replace("TESTS", str(tests)).replace("SOURCES", str(tests.parent / "src"))
    files: dict[str, Any] = {
        "README.md": README,
        "LICENSE": "MIT",
        ".gitignore": "build/\n.venv/\n__pycache__/\n",
        "pyproject.toml": PYPROJECT,
        "work.py": work,
        recipe.NAME: recipe.text(baked),
    }
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    readme.prepare(folder, "python -m federated_digits")
    if git:
        ada = repository.Identity("Ada", "ada@example.org")
        commit_all(folder, repository.Commit("feat: Federated digits", ada, date))
    return folder
