"""Bare copies of repositories that are somewhere else."""

import subprocess
from pathlib import Path

import pytest

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import mirror
from portfolio_kit.git.mirror import DamagedError


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture(params=["sha1", "sha256"])
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    project = tmp_path / "project"
    (project / "results").mkdir(parents=True)
    (project / "README.md").write_text("# Project\n", encoding="utf-8")
    (project / "results" / "runs.csv").write_text("a,b\n", encoding="utf-8")
    git(project, "init", "-q", "-b", "main", f"--object-format={request.param}")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")
    git(project, "tag", "v1")
    return project


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    mirror.clone(str(project), tmp_path / "copy")
    return tmp_path / "copy"


def test_a_mirror_gives_any_commit_by_branch_tag_or_id(
    project: Path, copy: Path, tmp_path: Path
) -> None:
    commit = git(project, "rev-parse", "HEAD")

    for ref in (None, "main", "v1", commit, commit[:10]):
        assert mirror.resolve(copy, ref) == commit
    mirror.export(copy, commit, tmp_path / "out")
    assert (tmp_path / "out" / "results" / "runs.csv").read_text(encoding="utf-8") == "a,b\n"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        *(".git", "README.md", "results")
    ]
    assert mirror.refs(copy) == ["main", "v1"]


def test_a_fetch_brings_new_commits_and_leaves_no_trace_of_the_address(
    project: Path, copy: Path
) -> None:
    (project / "README.md").write_text("# New\n", encoding="utf-8")
    git(project, "commit", "-qam", "two")
    git(project, "tag", "v2")

    mirror.fetch(str(project), copy)

    assert (
        mirror.resolve(copy, None) == mirror.resolve(copy, "v2") == git(project, "rev-parse", "@")
    )
    kept = [path.read_bytes() for path in copy.rglob("*") if path.is_file()]
    assert not [content for content in kept if str(project).encode() in content]


def test_a_branch_that_is_deleted_there_is_gone_here(project: Path, copy: Path) -> None:
    git(project, "branch", "old")
    mirror.fetch(str(project), copy)
    assert mirror.resolve(copy, "old")
    git(project, "branch", "-D", "old")

    mirror.fetch(str(project), copy)

    assert mirror.resolve(copy, "old") is None


def test_a_repository_without_a_commit_can_be_fetched(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "empty")
    mirror.clone(str(tmp_path / "empty"), tmp_path / "copy")

    mirror.fetch(str(tmp_path / "empty"), tmp_path / "copy")

    assert mirror.resolve(tmp_path / "copy", None) is None
    assert mirror.refs(tmp_path / "copy") == []


def test_a_commit_without_files_is_an_empty_folder(project: Path, tmp_path: Path) -> None:
    git(project, "rm", "-qr", ".")
    git(project, "commit", "-qm", "nothing left")
    mirror.clone(str(project), tmp_path / "bare")
    commit = mirror.resolve(tmp_path / "bare", None)
    assert commit

    mirror.export(tmp_path / "bare", commit, tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == [".git"]


def test_a_tag_of_a_file_is_no_commit(project: Path, copy: Path) -> None:
    git(project, "tag", "file", git(project, "hash-object", "README.md"))
    mirror.fetch(str(project), copy)

    assert mirror.resolve(copy, "file") is None


def test_hooks_of_the_person_do_not_run_in_a_mirror(
    project: Path, tmp_path: Path, home: Path
) -> None:
    hooks = home / "hooks"
    hooks.mkdir()
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (hooks / "post-checkout").chmod(0o755)
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {hooks}\n", encoding="utf-8")
    mirror.clone(str(project), tmp_path / "copy")
    commit = mirror.resolve(tmp_path / "copy", None)
    assert commit

    mirror.export(tmp_path / "copy", commit, tmp_path / "out")

    assert not (tmp_path / "ran").exists()


def test_a_broken_mirror_is_not_taken_for_the_repository_around_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "copy").mkdir()

    for call in (
        lambda: mirror.resolve(tmp_path / "copy", "main"),
        lambda: mirror.refs(tmp_path / "copy"),
        lambda: mirror.verify(tmp_path / "copy"),
        lambda: mirror.fetch("/not/there", tmp_path / "copy"),
    ):
        with pytest.raises(DamagedError, match="not a git repository"):
            call()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("--upload-pack=touch x", "is an option, not an address"),
        ("ext::sh -c touch% x", "cannot clone ext::sh"),
        (
            "/not/there",
            "cannot clone /not/there: repository '/not/there' does not exist; check the address",
        ),
    ],
)
def test_what_cannot_be_cloned_is_one_line(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(RepositoryError, match=says) as caught:
        mirror.clone(url, tmp_path / "clone")

    assert len(caught.value.lines) == 1
    assert not (tmp_path / "x").exists()
