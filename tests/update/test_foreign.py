"""A project of a foreign template is updated from the history that its bake began."""

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import TEMPLATE, Said, call
from updating import commit, content, git, state, write

Capture = pytest.CaptureFixture[str]
TOP = "{{cookiecutter.slug}}"
NEWER = {f"{TOP}/README.md": "# {{ cookiecutter.title }}\n\nNewer.\n", f"{TOP}/more.txt": "more\n"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository with a template."""
    folder = write(tmp_path / "theirs/thing", TEMPLATE)
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "First")
    return folder


def bake(capsys: Capture, where: object, here: Path) -> Path:
    said = call(capsys, "new", where, "--no-input", "--quiet", "--trust")
    assert said.status == 0, said.err
    project = here / "small-thing"
    (project / "src/mine.txt").write_text("mine\n")
    commit(project)
    return project


def update(capsys: Capture, project: Path, *words: object, at: Path | None = None) -> Said:
    """Update; a repository of this machine is in no recipe, and so is named again."""
    named = ["--template", at.as_uri()] if at else []
    return call(capsys, "update", project, *words, *named, "--trust")


def document(said: Said) -> dict[str, Any]:
    assert said.status in (0, 1), said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


@pytest.mark.slow
def test_another_commit_of_a_repository_is_shown_and_merged(
    source: Path, here: Path, capsys: Capture
) -> None:
    project = bake(capsys, source.as_uri(), here)
    before = state(project)
    assert update(capsys, project, at=source).out.split()[-3:] == ["up", "to", "date"]
    write(source, NEWER)
    newer = commit(source, "Newer")
    assert update(capsys, project, at=source).out.split()[-3:] == ["up", "to", "date"]

    refused = call(capsys, "update", project, "--to", "main", "--template", source.as_uri())
    done = update(capsys, project, "--to", "main", at=source)

    assert (refused.status, "pass --trust" in refused.err) == (1, True)
    assert (done.status, done.err) == (0, f"Template: {source.as_uri()} at commit {newer[:12]}\n")
    assert (project / "more.txt").read_text() == "more\n"
    assert (project / "src/mine.txt").read_text() == "mine\n"
    assert json.loads((project / ".portfolio-kit.json").read_text())["origin"]["commit"] == newer
    git(project, "reset", "--merge", "ORIG_HEAD")
    assert state(project) == before


@pytest.mark.slow
def test_other_answers_are_baked_from_the_very_commit(
    source: Path, here: Path, capsys: Capture
) -> None:
    project = bake(capsys, source.as_uri(), here)
    write(source, NEWER)
    commit(source, "Newer")

    done = document(update(capsys, project, "loud=yes", "--json", at=source))

    assert (done["state"], done["added"]) == ("updated", ["loud.txt"])
    assert not (project / "more.txt").exists()


@pytest.mark.slow
def test_a_folder_is_named_again(source: Path, here: Path, capsys: Capture) -> None:
    project = bake(capsys, source, here)
    write(source, NEWER)

    unknown = update(capsys, project)
    done = document(update(capsys, project, "--template", source, "--json"))

    assert unknown.status == 1
    assert "does not say where template 'thing' is; name its folder" in unknown.err
    assert (done["state"], done["added"]) == ("updated", ["more.txt"])


@pytest.mark.slow
@pytest.mark.parametrize("at", ["the very commit", "a newer one"])
def test_what_a_template_renders_by_chance_is_named(
    source: Path, here: Path, capsys: Capture, at: str
) -> None:
    write(source, {f"{TOP}/token.txt": "{{ random_ascii_string(12) }}\n"})
    commit(source, "Chance")
    project = bake(capsys, source.as_uri(), here)
    if at == "a newer one":
        write(source, NEWER)
        commit(source, "Newer")
    words = ["loud=yes"] if at == "the very commit" else ["--to", "main"]

    done = document(update(capsys, project, *words, "--json", "--quiet", at=source))

    assert done["notes"] == ["thing renders place, clock or chance into: token.txt"]


@pytest.mark.slow
def test_without_its_bake_in_history_it_is_refused(
    source: Path, here: Path, capsys: Capture
) -> None:
    project = bake(capsys, source.as_uri(), here)
    git(project, "update-ref", "HEAD", git(project, "commit-tree", "HEAD^{tree}", "-m", "All"))
    before = content(project)

    said = update(capsys, project, "loud=yes", at=source)

    assert said.status == 1
    assert "is updated from the history that its bake began" in said.err
    assert content(project) == before
