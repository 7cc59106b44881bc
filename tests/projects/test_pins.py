"""Workflows and hooks run what templates/pins.toml pins, and nothing else."""

import re
import tomllib
from pathlib import Path

import pytest

from portfolio_kit.template import catalog

ROOT = Path(__file__).parents[2]
TEMPLATES = catalog.builtin_root()
PINS = tomllib.loads((TEMPLATES / "pins.toml").read_text(encoding="utf-8"))
BASE = TEMPLATES / "_base" / "{{cookiecutter.slug}}"

USES = re.compile(r"\buses:\s*(\S+?)(?:\s+#\s*(\S+))?\s*$", re.MULTILINE)
HOOK = re.compile(r"repo:\s*https://github\.com/(\S+)\s+rev:\s*(\S+)")
ANY_REPO = re.compile(r"\brepo:\s*(\S+)")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


WORKFLOWS = [
    path for folder in (ROOT / ".github", TEMPLATES) for path in sorted(folder.rglob("workflows/*"))
]
CONFIGS = [ROOT / ".pre-commit-config.yaml", *sorted(TEMPLATES.rglob(".pre-commit-config.yaml"))]


def test_the_base_has_a_workflow_and_hooks_to_hold():
    assert BASE / ".github" / "workflows" / "ci.yml" in WORKFLOWS
    assert BASE / ".pre-commit-config.yaml" in CONFIGS


@pytest.mark.parametrize("path", WORKFLOWS, ids=relative)
def test_a_workflow_uses_actions_at_their_pinned_commit_with_the_version_beside_it(path):
    used = USES.findall(path.read_text(encoding="utf-8"))

    pinned = {(f"{name}@{pin['commit']}", pin["version"]) for name, pin in PINS["actions"].items()}
    whole = {(re.sub(r"^([^/@]+/[^/@]+)/[^@]+", r"\1", action), said) for action, said in used}
    assert whole
    assert whole <= pinned


@pytest.mark.parametrize("path", CONFIGS, ids=relative)
def test_hooks_come_from_the_pinned_revisions(path):
    text = path.read_text(encoding="utf-8")

    used = HOOK.findall(text)

    assert used
    assert set(used) <= set(PINS["hooks"].items())
    foreign = [repo for repo in ANY_REPO.findall(text) if repo != "local"]
    assert len(foreign) == len(used), "a repo without a rev beside it"


def test_a_project_has_every_pinned_hook():
    used = HOOK.findall((BASE / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert sorted(used) == sorted(PINS["hooks"].items())


def test_a_commit_is_forty_hex_digits_and_a_version_is_whole():
    for pin in PINS["actions"].values():
        assert re.fullmatch(r"[0-9a-f]{40}", pin["commit"])
        assert re.fullmatch(r"v\d+\.\d+\.\d+", pin["version"])
