"""A key of the config file exists only when a command reads it: each changes what one does."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from commandline import call

from portfolio_kit.config.mistakes import schema
from portfolio_kit.running import runner
from portfolio_kit.running.wish import Wish

Capture = pytest.CaptureFixture[str]

#: Examples of the schema that are what happens anyway; these are not.
OTHER = {
    "author.name": "Grace Hopper",
    "author.email": "grace@example.org",
    "defaults.framework": "numpy",
    "git.branch": "trunk",
}


def leaves(node: Mapping[str, Any], key: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that the schema knows, with an example of its value."""
    node = schema()["$defs"]["story"] if "$ref" in node else node
    node = node.get("items", node) if key == "project" else node
    inner = node.get("properties", {})
    if "patternProperties" in node:  # names that people give
        ((_, below),) = node["patternProperties"].items()
        inner = {"acme": below}
    for name, below in inner.items():
        yield from leaves(below, f"{key}.{name}".removeprefix("."))
    if not inner:
        yield key, OTHER.get(key, node["examples"][-1])


KEYS = dict(leaves(schema()))


def toml(value: object) -> str:
    """A value as TOML writes it; what JSON and TOML do not share is not in any example."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def text(key: str, *, given: bool) -> str:
    """A config file with one project, and with ``key`` when it is to be ``given``."""
    table, _, name = key.partition(".")
    project: dict[str, object] = {"template": "acme:x" if table == "templates" else "federated"}
    said = ""
    if not given:
        key = table = ""
    if table == "project" and "." not in name:
        project[name] = "security" if name == "template" else KEYS[key]
    elif table == "project":
        project[name.partition(".")[0]] = {name.partition(".")[2]: KEYS[key]}
    elif key:
        said = f"[{table}]\n{name} = {toml(KEYS[key])}\n"
    lines = "".join(f"{name} = {toml(value)}\n" for name, value in project.items())
    return f"{said}[[project]]\n{lines}"


def git(project: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", project, *words], capture_output=True, text=True, check=False
    )
    return done.stdout


@pytest.fixture(scope="module")
def plain() -> dict[str, object]:
    """What config files without any key of ours lead to, once it is known."""
    return {}


@pytest.mark.parametrize("key", KEYS)
def test_every_key_changes_what_a_command_does(
    key: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    plain: dict[str, object],
) -> None:
    asked: list[dict[str, object]] = []

    def run(project: Path, wish: Wish, **_: object) -> runner.Run:
        installation = ("installer", "because", "constraint", "find_links")
        asked.append({name: getattr(wish, name) for name in installation})
        return runner.Run(project, None, (), project / "log", 1.0)

    def build(config: str) -> object:
        """Everything that a build says and leaves behind."""
        here = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        here.mkdir()
        (here / "portfolio.toml").write_text(config, encoding="utf-8")
        monkeypatch.chdir(here)
        asked.clear()
        said = call(capsys, "build", "--run", "--quiet", "--set-date", "2026-02-03")
        made = next((path for path in here.iterdir() if path.is_dir()), here)
        words = ("log", "--format=%B%an%ae%D")
        files = {
            str(path.relative_to(here)): path.read_bytes()
            for path in made.rglob("*")
            if path.is_file() and ".git" not in path.parts and path.name != "portfolio.toml"
        }
        return said, git(made, *words), git(made, "remote", "-v"), files, [*asked]

    monkeypatch.setattr(runner, "run", run)

    without = text(key, given=False)
    if without not in plain:
        plain[without] = build(without)

    assert build(text(key, given=True)) != plain[without]


def test_the_walk_finds_the_keys_that_people_know() -> None:
    assert {"author.name", "defaults.license", "git.remote", "run.installer"} <= set(KEYS)
    assert {"story.why", "project.template", "project.answers", "project.story.why"} <= set(KEYS)
