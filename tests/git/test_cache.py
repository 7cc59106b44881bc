"""The cache of clones: what is broken is made anew or named, and nobody else reads it."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import served
from commandline import PLAIN, call

Capture = pytest.CaptureFixture[str]
Damage = Callable[[Path], object]


def clone_of(cache: Path) -> Path:
    (found,) = [path for path in (cache / "clones").iterdir() if path.suffix == ".git"]
    return found


def export_of(cache: Path) -> Path:
    (folder,) = (cache / "files").iterdir()
    return next(path for path in folder.iterdir() if path.is_dir())


def objects(clone: Path) -> list[Path]:
    return [path for path in (clone / "objects").rglob("*") if path.is_file()]


def cut(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(bytes(byte ^ 0x55 for byte in path.read_bytes()))


def replaced_by_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("a file")


def replaced_by_a_link(path: Path) -> None:
    shutil.rmtree(path)
    path.symlink_to("/nowhere")


def another_users(path: Path) -> None:
    for each in (path, *path.rglob("*")):
        os.lchown(each, 12345, 12345)


def sha256_instead(clone: Path) -> None:
    """Somebody made the repository anew, with other ids: the mirror is one of the old kind."""
    shutil.rmtree(clone)
    served.git(clone.parent, "init", "-q", "--bare", "--object-format=sha256", str(clone))


#: What can happen to a mirror while nobody looks; all of it heals where the origin is there.
CLONE: dict[str, Damage] = {
    "no objects": lambda clone: shutil.rmtree(clone / "objects"),
    "all objects missing": lambda clone: [path.unlink() for path in objects(clone)],
    "objects cut short": lambda clone: [cut(path) for path in objects(clone)],
    "objects of other bytes": lambda clone: [spoil(path) for path in objects(clone)],
    "objects empty": lambda clone: [
        (path.chmod(0o644), path.write_bytes(b"")) for path in objects(clone)
    ],
    "packed-refs cut short": lambda clone: (clone / "packed-refs").write_text("# pack-refs\n12ab"),
    "packed-refs gone": lambda clone: (clone / "packed-refs").unlink(),
    "packed-refs empty": lambda clone: (clone / "packed-refs").write_bytes(b""),
    "HEAD gone": lambda clone: (clone / "HEAD").unlink(),
    "HEAD empty": lambda clone: (clone / "HEAD").write_bytes(b""),
    "HEAD of zeros": lambda clone: (clone / "HEAD").write_bytes(b"\0" * 41),
    "refs gone": lambda clone: shutil.rmtree(clone / "refs"),
    "config gone": lambda clone: (clone / "config").unlink(),
    "config garbage": lambda clone: (clone / "config").write_text("[core\nx"),
    "config of tomorrow": lambda clone: (clone / "config").write_text(
        "[core]\n\trepositoryformatversion = 99\n\tbare = true\n"
    ),
    "a loose ref of garbage": lambda clone: (
        (clone / "refs" / "heads").mkdir(parents=True, exist_ok=True),
        (clone / "refs" / "heads" / "main").write_text("garbage\n"),
    ),
    "a loose ref of nothing": lambda clone: (
        (clone / "refs" / "heads").mkdir(parents=True, exist_ok=True),
        (clone / "refs" / "heads" / "main").write_text("0123456789" * 4 + "\n"),
    ),
    "a lock that nobody holds": lambda clone: (clone / "packed-refs.lock").touch(),
    "a ref's lock that nobody holds": lambda clone: (
        (clone / "refs" / "portfolio-kit").mkdir(parents=True, exist_ok=True),
        (clone / "refs" / "portfolio-kit" / "head.lock").touch(),
    ),
    "an empty folder": lambda clone: (shutil.rmtree(clone), clone.mkdir()),
    "a file": replaced_by_a_file,
    "a link that leads nowhere": replaced_by_a_link,
    "another kind of ids": sha256_instead,
    "gone": shutil.rmtree,
}

#: What can happen to exported files; they are there again without the origin, too.
EXPORT: dict[str, Damage] = {
    "a file gone": lambda tree: (tree / "{{cookiecutter.name}}" / "a.txt").unlink(),
    "a folder gone": lambda tree: shutil.rmtree(tree / "{{cookiecutter.name}}"),
    "a file altered": lambda tree: (tree / "{{cookiecutter.name}}" / "a.txt").write_text("evil\n"),
    "a file empty": lambda tree: (tree / "{{cookiecutter.name}}" / "a.txt").write_text(""),
    "a mode altered": lambda tree: (tree / "{{cookiecutter.name}}" / "a.txt").chmod(0o755),
    "a file more": lambda tree: (tree / "{{cookiecutter.name}}" / "b.txt").write_text("more\n"),
    "everything gone": lambda tree: [shutil.rmtree(tree), tree.mkdir()],
    "a file in its place": replaced_by_a_file,
    "a link in its place": replaced_by_a_link,
    "no list of what it held": lambda tree: tree.with_name(f"{tree.name}.json").unlink(),
    "a list cut short": lambda tree: cut(tree.with_name(f"{tree.name}.json")),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return served.template(tmp_path / "x", PLAIN)


@pytest.fixture
def cache(home: Path, here: Path, repository: Path, capsys: Capture) -> Path:
    """The cache after a first use, which packed what a fetch would leave loose."""
    said = call(capsys, "new", f"file://{repository}", "name=first", "--no-input", "--quiet")
    assert (said.status, said.err) == (0, "")
    return home / ".cache" / "portfolio-kit"


def bakes(capsys: Capture, address: str, here: Path) -> None:
    said = call(capsys, "new", address, "--no-input")

    assert said.status == 0, said.err
    assert "last time" not in said.err
    assert sorted(path.name for path in (here / "thing").iterdir() if path.name != ".git") == [
        ".portfolio-kit.json",
        "a.txt",
    ]
    assert (here / "thing" / "a.txt").read_text() == "thing\n"
    assert stat.S_IMODE((here / "thing" / "a.txt").stat().st_mode) == 0o644


@pytest.mark.parametrize("files", ["with its files", "without its files"])
@pytest.mark.parametrize("kind", CLONE)
def test_a_broken_mirror_is_made_anew(
    capsys: Capture, repository: Path, cache: Path, kind: str, files: str
) -> None:
    CLONE[kind](clone_of(cache))
    if files == "without its files":
        shutil.rmtree(cache / "files")

    bakes(capsys, f"file://{repository}", Path.cwd())

    assert served.git(clone_of(cache), "archive", "--format=tar", "main", "-o", os.devnull) == ""
    assert not list(cache.rglob(".partial-*"))


@pytest.mark.parametrize("kind", ["all objects missing", "objects cut short", "HEAD gone"])
def test_a_broken_mirror_of_a_pinned_commit_is_made_anew(
    capsys: Capture, here: Path, repository: Path, cache: Path, kind: str
) -> None:
    commit = served.git(repository, "rev-parse", "HEAD")
    CLONE[kind](clone_of(cache))
    shutil.rmtree(cache / "files")

    bakes(capsys, f"file://{repository}@{commit}", here)


@pytest.mark.parametrize(
    "kind", ["all objects missing", "objects cut short", "HEAD gone", "a file"]
)
def test_a_broken_mirror_without_its_origin_is_named_with_what_removes_it(
    capsys: Capture, here: Path, repository: Path, cache: Path, kind: str
) -> None:
    clone = clone_of(cache)
    CLONE[kind](clone)
    shutil.rmtree(cache / "files")
    repository.rename(repository.with_name("away"))

    said = call(capsys, "new", f"file://{repository}", "--no-input")

    assert said.status == 1
    assert len(said.err.splitlines()) == 1
    if kind == "a file":  # then there is no copy
        assert "does not appear to be a git repository; check the address" in said.err
    else:
        assert f"the copy of file://{repository} is broken" in said.err
        assert "cannot be made anew" in said.err
        assert said.err.rstrip().endswith(f"remove the copy with: rm -r {clone}")


@pytest.mark.parametrize("kind", EXPORT)
def test_exported_files_that_are_not_whole_are_written_anew_without_the_origin(
    capsys: Capture, here: Path, repository: Path, cache: Path, kind: str
) -> None:
    EXPORT[kind](export_of(cache))
    commit = served.git(repository, "rev-parse", "HEAD")
    repository.rename(repository.with_name("away"))

    bakes(capsys, f"file://{repository}@{commit}", here)


def test_what_python_leaves_in_exported_files_is_no_damage(
    capsys: Capture, here: Path, repository: Path, cache: Path
) -> None:
    tree = export_of(cache)
    (tree / "__pycache__").mkdir()
    (tree / "__pycache__" / "x.pyc").touch()

    bakes(capsys, f"file://{repository}", here)

    assert (tree / "__pycache__" / "x.pyc").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("what", ["clones/CLONE", "clones/CLONE/objects", "files/TREE"])
def test_a_copy_of_another_user_is_made_anew(
    capsys: Capture, here: Path, repository: Path, cache: Path, what: str
) -> None:
    clone, tree = clone_of(cache), export_of(cache)
    path = what.replace("CLONE", clone.name).replace("TREE", f"{tree.parent.name}/{tree.name}")
    another_users(cache / path)

    bakes(capsys, f"file://{repository}", here)

    assert clone_of(cache).stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_cache_of_another_user_is_named(
    capsys: Capture, here: Path, repository: Path, cache: Path
) -> None:
    os.chown(cache, 12345, 12345)

    said = call(capsys, "new", f"file://{repository}", "--no-input")

    assert said.status == 1
    assert said.err == (
        f"the cache {cache} belongs to another user; set XDG_CACHE_HOME to a folder of yours, or "
        f"remove it with: rm -r {cache}\n"
    )


def test_who_calls_sudo_keeps_the_cache(
    capsys: Capture,
    here: Path,
    repository: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if os.geteuid() == 0:
        another_users(cache)
        monkeypatch.setenv("SUDO_UID", "12345")

    bakes(capsys, f"file://{repository}", here)


@pytest.mark.parametrize("place", ["", "clones", "files"])
def test_a_file_where_the_cache_should_be_is_named(
    capsys: Capture, here: Path, repository: Path, cache: Path, place: str
) -> None:
    replaced_by_a_file(cache / place)

    said = call(capsys, "new", f"file://{repository}", "--no-input")

    assert said.status == 1
    assert said.err.startswith(f"cannot write the cache {cache}: ")
    assert said.err.rstrip().endswith(f"rm -r {cache}")
    assert len(said.err.splitlines()) == 1


def test_a_cache_that_cannot_be_written_gives_what_it_holds(
    capsys: Capture, here: Path, repository: Path, cache: Path
) -> None:
    clone = clone_of(cache)
    clone.with_name(f".partial-{clone.name}.lock").mkdir()  # as a disk that is read-only does

    said = call(capsys, "new", f"file://{repository}", "--no-input")

    assert said.status == 0
    assert f"the cache {cache} cannot be written (Is a directory); using the clone" in said.err


def test_nobody_else_may_look_into_the_cache(
    capsys: Capture, here: Path, repository: Path, cache: Path
) -> None:
    before = os.umask(0o022)
    try:
        call(capsys, "new", f"file://{repository}", "--no-input", "--quiet")
    finally:
        os.umask(before)

    for folder in (cache, cache / "clones", cache / "files"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in (clone_of(cache), *clone_of(cache).rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_cache_that_others_could_read_is_closed(
    capsys: Capture, here: Path, repository: Path, cache: Path
) -> None:
    for folder in (cache, cache / "clones", cache / "files"):
        folder.chmod(0o755)

    call(capsys, "new", f"file://{repository}", "--no-input", "--quiet")

    assert {stat.S_IMODE(p.stat().st_mode) for p in (cache, cache / "clones", cache / "files")} == {
        0o700
    }


def test_a_broken_mirror_in_a_home_under_git_leaves_that_alone(
    capsys: Capture, here: Path, repository: Path, cache: Path, home: Path
) -> None:
    served.git(home, "init", "-q", "-b", "dotfiles")
    served.git(home, "commit", "-q", "--allow-empty", "-m", "mine")
    before = served.git(home, "for-each-ref")
    (clone_of(cache) / "HEAD").unlink()

    bakes(capsys, f"file://{repository}", here)

    assert served.git(home, "for-each-ref") == before


def test_a_clone_that_is_killed_leaves_a_cache_that_works(
    capsys: Capture, here: Path, repository: Path, cache: Path, tmp_path: Path
) -> None:
    shutil.rmtree(clone_of(cache))
    slow = served.ssh(tmp_path, f"sleep 30; exec git-upload-pack {repository}")
    env = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    code = "import sys; from portfolio_kit.cli import main; sys.exit(main(sys.argv[1:]))"
    child = subprocess.Popen(
        [sys.executable, "-c", code, "new", f"git@host:{repository}", "--no-input"],
        env={**env, "GIT_SSH_COMMAND": slow},
        stderr=subprocess.DEVNULL,
    )
    while not list((cache / "clones").glob(".partial-*.git/*")):
        assert child.poll() is None
    child.send_signal(signal.SIGTERM)
    child.wait()

    bakes(capsys, f"file://{repository}", here)
    assert not list((cache / "clones").glob(".partial-*"))
