"""Trees, files and commits made in a repository's store, whose work tree stays as it is."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from updating import commit, git, state

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import content
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.repository import Identity
from portfolio_kit.git.store import REPLACED, Signature, Store

ADA = Signature(Identity("Ada Ünal", "ada@example.org"), "2026-02-03T04:05:06+01:00")


def started(folder: Path, *options: str) -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *options)
    (folder / "a.txt").write_text("a\n")
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/b.txt").write_text("b\n")
    (folder / "run").write_text("#!/bin/sh\n")
    (folder / "run").chmod(0o755)
    (folder / "link").symlink_to("a.txt")
    commit(folder)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return started(tmp_path / "project")


def written(folder: Path, store: Store, *always: str) -> str:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return store.write(folder, content.modes(folder, names), always)


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_a_folder_gives_the_tree_that_a_commit_of_it_has(tmp_path: Path, options) -> None:
    project = started(tmp_path / "project", *options)
    before = state(project)
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-a", project, copy], check=True)

    assert written(copy, Store(project)) == git(project, "rev-parse", "HEAD^{tree}")
    assert state(project) == before


def test_a_tree_is_read_and_made_with_other_texts(project: Path) -> None:
    store = Store(project)
    before = state(project)

    held = store.entries("HEAD")
    tree = store.with_texts(held, {"a.txt": "Ä\udce4\r\n", "run": "echo\n"})

    assert {name: entry.mode for name, entry in held.items()} == {
        "a.txt": "100644",
        "deep/er/b.txt": "100644",
        "link": "120000",
        "run": "100755",
    }
    assert store.differing("HEAD", tree) == {"a.txt": "M", "run": "M"}
    assert store.entries(tree)["run"].mode == "100755"
    assert store.text(store.entries(tree)["a.txt"].id) == "Ä\udce4\r\n"
    assert store.with_texts(held, {}) == git(project, "rev-parse", "HEAD^{tree}")
    assert state(project) == before


def test_a_difference_is_added_changed_or_deleted(project: Path) -> None:
    store = Store(project)
    held = store.entries("HEAD")
    other = {**held, "ü n.txt": held["a.txt"], "link": held["a.txt"]}
    del other["run"]

    states = store.differing("HEAD", store.tree(other))

    assert states == {"ü n.txt": "A", "link": "M", "run": "D"}
    assert store.differing("HEAD", "HEAD") == {}


NAMES = st.text("aé .\n\t\"'", min_size=1, max_size=4).filter(
    lambda name: name.strip(".") and name != ".git"
)


@settings(max_examples=15)
@given(st.dictionaries(NAMES, st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_name_and_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]
) -> None:
    store = Store(started(tmp_path_factory.mktemp("any") / "project"))
    some = store.entries("HEAD")["a.txt"]

    tree = store.with_texts(dict.fromkeys(texts, some), texts)

    assert {name: store.text(entry.id) for name, entry in store.entries(tree).items()} == texts


@pytest.mark.parametrize("name", ["plain", "with:colon", 'with "quotes" and \\', "ünïcode :"])
def test_what_is_made_beside_a_project_does_not_come_into_it(tmp_path: Path, name: str) -> None:
    project = started(tmp_path / name)
    beside = tmp_path / "beside"
    beside.mkdir()
    store = Store.beside(project, beside)
    before = sorted((project / ".git").rglob("*"))

    tree = store.with_texts(store.entries("HEAD"), {"a.txt": "new\n"})
    made = store.commit(tree, ("HEAD",), "A commit", ADA)

    assert store.differing("HEAD", made) == {"a.txt": "M"}
    assert sorted((project / ".git").rglob("*")) == before
    assert Store(project).resolve(f"{made}^{{commit}}") is None
    assert any(beside.iterdir())


def test_a_commit_is_by_whom_and_when_it_says(project: Path) -> None:
    store = Store(project)
    git(project, "config", "i18n.commitEncoding", "latin1")

    made = store.commit("HEAD^{tree}", ("HEAD", "HEAD"), "Ä word\n\nMore.\n", ADA)

    raw = subprocess.run(
        ["git", "cat-file", "commit", made], cwd=project, check=True, capture_output=True
    ).stdout.decode()
    assert "author Ada Ünal <ada@example.org> 1770087906 +0100\n" in raw
    assert "committer Ada Ünal <ada@example.org> 1770087906 +0100\n" in raw
    assert raw.endswith("\n\nÄ word\n\nMore.\n")
    assert store.parents(made) == [git(project, "rev-parse", "HEAD")]
    assert store.parents("HEAD") == []
    assert git(project, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


@pytest.mark.parametrize(
    ("setting", "sign", "signs"),
    [("true", None, True), ("true", False, False), ("false", True, True), ("false", None, False)],
)
def test_a_commit_is_signed_as_its_owner_wants(
    project: Path, setting: str, *, sign: bool | None, signs: bool
) -> None:
    git(project, "config", "commit.gpgSign", setting)
    git(project, "config", "gpg.program", "false")
    by = Signature(ADA.author, ADA.stamp, sign)

    if signs:
        with pytest.raises(RepositoryError, match=r"^git commit-tree failed: "):
            Store(project).commit("HEAD^{tree}", (), "A commit", by)
    else:
        assert Store(project).commit("HEAD^{tree}", (), "A commit", by)


def test_a_setting_is_on_or_off_or_not_there(project: Path) -> None:
    store = Store(project)
    git(project, "config", "lab.on", "yes")
    git(project, "config", "lab.off", "0")
    git(project, "config", "lab.odd", "maybe")

    assert [store.setting(f"lab.{name}") for name in ("on", "off", "none")] == [True, False, False]
    with pytest.raises(GitError, match="bad boolean"):
        store.setting("lab.odd")


def test_history_says_who_comes_from_whom(project: Path) -> None:
    store = Store(project)
    first = git(project, "rev-parse", "HEAD")
    (project / "a.txt").write_text("more\n")
    second = commit(project)

    assert store.is_ancestor(first, second)
    assert not store.is_ancestor(second, first)
    with pytest.raises(RepositoryError, match=r"^git merge-base failed: .*"):
        store.is_ancestor("f" * 40, second)


def test_a_name_that_means_nothing_is_none(project: Path) -> None:
    store = Store(project)

    assert store.resolve("HEAD:a.txt") == store.entries("HEAD")["a.txt"].id
    assert [store.resolve(name) for name in ("HEAD:none", "--all", "", "nobody")] == [None] * 4


def test_the_folder_of_a_work_tree_is_its_own_and_the_common_one_is_shared(
    project: Path, tmp_path: Path
) -> None:
    git(project, "worktree", "add", "--quiet", str(tmp_path / "other"), "-b", "other")
    other = Store(tmp_path / "other")

    assert Store(project).directory == Store(project).common == project / ".git"
    assert other.directory == project / ".git/worktrees/other"
    assert other.common == project / ".git"
    assert Store(Path(os.path.relpath(project))).common.resolve() == project / ".git"


def test_what_a_person_has_replaced_is_read_as_it_is(project: Path) -> None:
    store, first = Store(project), git(project, "rev-parse", "HEAD")
    other = store.commit(store.tree({"x": store.entries("HEAD")["a.txt"]}), (), "other", ADA)
    git(project, "replace", first, other)

    assert "a.txt" in store.entries(first)
    assert git(project, "ls-tree", "--name-only", first) == "x"
    git(project, "update-ref", f"{REPLACED}{first}", other)
    assert [*store.entries(first)] == ["x"]


def test_what_git_ignores_stays_out_but_for_what_is_always_there(
    project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "rendered"
    folder.mkdir()
    for name, text in {".gitignore": "*.json\n*.log\n", "a.log": "", "b.json": "", "c": ""}.items():
        (folder / name).write_text(text)
    store = Store(project)

    assert sorted(store.entries(written(folder, store, "b.json"))) == [".gitignore", "b.json", "c"]


def test_a_folder_that_is_gone_is_one_line(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rendered"
    folder.mkdir()

    with pytest.raises(RepositoryError, match=r"^git add failed: "):
        Store(project).write(folder, {"gone": content.FILE})
