"""What else runs with this project: the actions of its workflows, and what imports bring in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import {{ cookiecutter.package }}

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SOURCES = sorted(Path({{ cookiecutter.package }}.__file__).parent.rglob("*.py"))
UNPICKLERS = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def steps(workflow: Path, action: str) -> Iterator[str]:
    """Yield the text of each step that uses an action."""
    text = workflow.read_text(encoding="utf-8")
    yield from (step for step in re.split(r"\n {6}- ", text) if f"uses: {action}@" in step)


def imported(source: Path) -> Iterator[str]:
    """Yield the first word of every module that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_by_its_commit(workflow: Path) -> None:
    """A tag can be moved; beside the commit stands which version it is."""
    used = re.findall(r"uses:\s*(.*)", workflow.read_text(encoding="utf-8"))

    assert used
    assert [each for each in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", each)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_may_do_nothing_and_jobs_what_a_comment_explains(workflow: Path) -> None:
    """A job that names none has none; no pull request of a stranger's runs with secrets."""
    text = workflow.read_text(encoding="utf-8")
    granted = re.findall(r"^ {6}[\w-]+: (?:read|write)\b(.*)$", text, re.MULTILINE)

    assert "\npermissions: {}\n" in text
    assert granted
    assert [each for each in granted if not re.fullmatch(r" # \w.+", each)] == []
    assert "contents: write" not in text
    assert "pull_request_target" not in text


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_no_checkout_keeps_its_credentials(workflow: Path) -> None:
    """Later steps could read them from the repository's configuration."""
    checkouts = list(steps(workflow, "actions/checkout"))

    assert checkouts
    assert all("persist-credentials: false" in step for step in checkouts)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_every_job_ends_by_itself_and_a_newer_run_replaces_it(workflow: Path) -> None:
    """Minutes cost money, and what hangs hides what it has not looked at."""
    text = workflow.read_text(encoding="utf-8")

    assert text.count("runs-on:") == text.count("timeout-minutes:") > 0
    assert "cancel-in-progress: true" in text


def test_the_code_is_looked_at_from_several_sides() -> None:
    """Each of them finds what the others do not."""
    assert {"ci", "codeql", "scorecard", "supply-chain"} <= {path.stem for path in WORKFLOWS}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_module_imports_what_can_unpickle(source: Path) -> None:
    """Not within a function either; NumPy is never allowed to."""
    assert not UNPICKLERS & set(imported(source))
    assert not re.search(r"allow_pickle\s*=\s*True", source.read_text(encoding="utf-8"))
