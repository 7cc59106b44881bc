"""A template with git submodules: what is not there is said, and no stray ``.git`` is baked."""

import subprocess
from pathlib import Path

import pytest
from commandline import call
from conftest import MakeTemplate

Capture = pytest.CaptureFixture[str]
ROOT = "{{cookiecutter.slug}}"
INNER = f"{ROOT}/vendor/lib"
FILES = {"cookiecutter.json": '{"slug": "demo"}', f"{ROOT}/a.txt": "a\n"}


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)


@pytest.fixture
def repository(tmp_path: Path, make_template: MakeTemplate) -> Path:
    """A template in a repository with two submodules, of which one is no part of the project."""
    folder = make_template(FILES)
    library = tmp_path / "library"
    library.mkdir()
    (library / "lib.txt").write_text("lib\n")
    for place in (library, folder):
        git(place, "init", "--quiet", "--initial-branch=main")
        git(place, "add", "--all")
        git(place, "commit", "--quiet", "--message=one")
    for path in (INNER, "docs/theme"):
        add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
        git(folder, *add, str(library), path)
    git(folder, "commit", "--quiet", "--message=two")
    return folder


def test_a_submodule_of_a_clone_is_said(repository: Path, tmp_path: Path, capsys: Capture) -> None:
    said = call(capsys, "new", repository.as_uri(), "--output", tmp_path / "out")

    assert said.status == 0
    assert (
        f"{INNER} is a git submodule of the template and is not there: its folder is empty\n"
    ) in said.err
    assert "docs/theme is a git submodule of the template" in said.err
    assert list((tmp_path / "out/demo/vendor/lib").iterdir()) == []


def test_a_submodule_beside_a_nested_template_is_not_said(
    repository: Path, tmp_path: Path, capsys: Capture
) -> None:
    (repository / "inner" / ROOT).mkdir(parents=True)
    (repository / "inner/cookiecutter.json").write_text('{"slug": "demo"}')
    (repository / "inner" / ROOT / "b.txt").write_text("b\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=three")

    said = call(
        *(capsys, "new", repository.as_uri(), "--directory", "inner", "--output", tmp_path / "out")
    )

    assert said.status == 0
    assert "submodule" not in said.err


@pytest.mark.parametrize("rendered", [True, False])
def test_a_submodule_of_a_folder_is_refused_by_name(
    repository: Path, tmp_path: Path, capsys: Capture, *, rendered: bool
) -> None:
    if not rendered:
        text = '{"slug": "demo", "_copy_without_render": ["vendor"]}'
        (repository / "cookiecutter.json").write_text(text)

    said = call(capsys, "new", repository, "--output", tmp_path / "out")

    assert said.status == 1
    assert said.err.splitlines()[-1] == (
        f"{INNER}: a git submodule, whose .git would lead git elsewhere; "
        "take that .git out of the template, or bake from the template's git address"
    )
    assert not (tmp_path / "out").exists()


def test_a_submodule_that_is_not_there_in_a_folder_is_said(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    listed = f'[submodule "x"]\n\tpath = {INNER}\n\turl = https://example.org/x.git\n'
    folder = make_template({**FILES, ".gitmodules": listed})
    (folder / INNER).mkdir(parents=True)

    said = call(capsys, "new", folder, "--output", tmp_path / "out")

    assert said.status == 0
    assert f"{INNER} is a git submodule of the template and is not there" in said.err


def test_a_list_of_submodules_outside_of_the_template_is_not_read(
    tmp_path: Path, capsys: Capture, make_template: MakeTemplate
) -> None:
    folder = make_template(FILES)
    (tmp_path / "secret").write_text(f"path = {ROOT}/token-1234\n")
    (folder / ".gitmodules").symlink_to(tmp_path / "secret")

    said = call(capsys, "new", folder, "--output", tmp_path / "out")

    assert (said.status, "token-1234" in said.err) == (0, False)
