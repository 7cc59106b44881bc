"""Git: first commits on hostile machines, later commits by path."""

import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from repositories import commit_all

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import repository
from portfolio_kit.git.repository import Commit, CommitRefusedError, Identity
from portfolio_kit.system.interleave import finish

ADA = Identity("Ada Lovelace", "ada@example.org")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / "results").mkdir(parents=True)
    (project / "README.md").write_text("# Project\n", encoding="utf-8")
    (project / "results" / "runs.csv").write_text("a,b\n", encoding="utf-8")
    return project


@pytest.fixture
def first(date: datetime) -> Commit:
    return Commit("feat: start\n\nBody.\n", ADA, date)


def test_the_first_commit_holds_every_file_on_main_with_a_clean_tree(project, first):
    commit = commit_all(project, first)

    assert git(project, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(project, "ls-files").split() == ["README.md", "results/runs.csv"]
    assert repository.changed(project) == []
    assert commit == git(project, "rev-parse", "HEAD")


def test_author_and_committer_are_the_person_on_the_given_day(project, first):
    commit_all(project, first)

    said = git(project, "log", "-1", "--format=%an <%ae> %aI|%cn <%ce> %cI")
    who = "Ada Lovelace <ada@example.org> 2026-02-03T04:05:06"
    assert [part.removesuffix("Z").removesuffix("+00:00") for part in said.split("|")] == [who, who]


def test_the_same_files_and_day_give_the_same_commit(tmp_path, project, first, home):
    once = commit_all(project, first)
    again = tmp_path / "again"
    again.mkdir()
    for name in ("README.md", "results/runs.csv"):
        (again / name).parent.mkdir(exist_ok=True)
        (again / name).write_bytes((project / name).read_bytes())
    (home / ".gitconfig").write_text(
        "[init]\n\tdefaultBranch = trunk\n[user]\n\tname = Other\n[core]\n\tautocrlf = true\n"
        "[i18n]\n\tcommitEncoding = latin-1\n[commit]\n\tcleanup = scissors\n",
        encoding="utf-8",
    )

    assert commit_all(again, first) == once


def test_a_global_ignore_file_drops_no_results(project, first, home):
    (home / "ignore").write_text("*.csv\n", encoding="utf-8")
    (home / ".gitconfig").write_text(f"[core]\n\texcludesFile = {home}/ignore\n", encoding="utf-8")

    commit_all(project, first)

    assert "results/runs.csv" in git(project, "ls-files").split()


def test_the_projects_own_ignore_file_counts(project, first):
    (project / ".gitignore").write_text("*.csv\n", encoding="utf-8")

    commit_all(project, first)

    assert git(project, "ls-files").split() == [".gitignore", "README.md"]


def test_a_failing_hook_of_the_person_refuses_the_commit_and_keeps_the_files(project, first, home):
    hooks = home / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\necho no commits today >&2\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    (home / ".gitconfig").write_text(f"[core]\n\thooksPath = {hooks}\n", encoding="utf-8")

    with pytest.raises(CommitRefusedError, match=r"^git commit failed: no commits today$"):
        commit_all(project, first)

    assert sorted(repository.staged(project)) == ["README.md", "results/runs.csv"]


def test_signing_without_a_key_refuses_unless_signing_is_off(project, first, home, date):
    (home / ".gitconfig").write_text("[commit]\n\tgpgsign = true\n", encoding="utf-8")

    with pytest.raises(CommitRefusedError, match="git commit failed"):
        commit_all(project, first)

    assert commit_all(project, Commit("feat: start", ADA, date, sign=False))


def test_a_repository_that_a_hook_of_the_template_committed_is_left_as_it_is(project, first):
    once = commit_all(project, first)

    assert commit_all(project, first) == once


def test_a_remote_is_added_as_origin(project, first):
    commit_all(project, first, remote="git@example.org:ada/project.git")

    assert git(project, "remote", "get-url", "origin") == "git@example.org:ada/project.git"


def test_a_bad_branch_is_one_line(project, first):
    with pytest.raises(RepositoryError, match=r"^git init failed: invalid initial branch name"):
        commit_all(project, first, branch="a..b")


def test_a_folder_in_a_work_tree_has_an_enclosing_one(tmp_path, project, first):
    commit_all(project, first)

    assert repository.enclosing(project / "results") == project
    assert repository.enclosing(project / "new" / "deeper") == project
    assert repository.enclosing(tmp_path) is None


def test_an_ignored_folder_and_a_stray_git_folder_enclose_nothing(tmp_path, project, first):
    (project / ".gitignore").write_text("/demo/\n", encoding="utf-8")
    commit_all(project, first)
    (tmp_path / "stray" / ".git").mkdir(parents=True)

    assert repository.enclosing(project / "demo") is None
    assert repository.enclosing(tmp_path / "stray") is None


def test_a_later_commit_holds_the_named_paths_and_nothing_else(project, first, date):
    commit_all(project, first)
    (project / "README.md").write_text("# Measured\n", encoding="utf-8")
    (project / "notes.txt").write_text("mine\n", encoding="utf-8")
    record = Commit("docs: record results", ADA, date)

    commit = finish(repository.committing_paths(project, ["README.md", "results"], record))

    assert commit == repository.head(project)
    assert git(project, "show", "--name-only", "--format=").split() == ["README.md"]
    assert repository.changed(project) == ["notes.txt"]
    assert finish(repository.committing_paths(project, ["README.md"], record)) is None


def test_a_path_that_is_not_there_is_one_line(project, first):
    commit_all(project, first)

    with pytest.raises(RepositoryError, match=r"^git add failed: pathspec 'absent' did not match"):
        finish(repository.committing_paths(project, ["absent"], first))


def test_tracks_says_what_the_commit_holds(project, first):
    assert repository.is_repository(project) is False
    commit_all(project, first)
    (project / "new.txt").write_text("x", encoding="utf-8")

    assert repository.is_repository(project)
    assert repository.tracks(project, "results/runs.csv")
    assert not repository.tracks(project, "new.txt")


def test_changed_names_survive_spaces_and_umlauts(project, first):
    commit_all(project, first)
    (project / "größe und mehr.txt").write_text("x", encoding="utf-8")

    assert repository.changed(project) == ["größe und mehr.txt"]


@pytest.mark.parametrize("where", ["loose", "packed"])
def test_the_tree_of_a_commit_is_read_loose_and_packed(project, first, where):
    commit = commit_all(project, first)
    if where == "packed":
        git(project, "gc", "--quiet")

    assert repository._tree(project, commit) == git(project, "rev-parse", "HEAD^{tree}")
