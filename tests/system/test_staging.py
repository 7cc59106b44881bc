"""The staging folder: the destination is absent or complete, and nothing else stays."""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio_kit.errors import BakeError
from portfolio_kit.system import staging as module
from portfolio_kit.system.staging import place, staging, sweep


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_placed_project_is_all_that_stays(tmp_path):
    with staging(tmp_path / "one") as folder:
        (folder / "one").mkdir()
        (folder / "one" / "a.txt").write_text("a", encoding="utf-8")
        place(folder / "one", tmp_path / "one")

    assert left(tmp_path) == ["one"]
    assert (tmp_path / "one" / "a.txt").read_text(encoding="utf-8") == "a"


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_nothing_not_even_the_parents(tmp_path, failure):
    def fail() -> None:
        with staging(tmp_path / "new" / "deep" / "one") as folder:
            (folder / "half").mkdir()
            raise failure

    with pytest.raises(failure):
        fail()

    assert left(tmp_path) == []


def test_parents_that_were_there_stay(tmp_path):
    (tmp_path / "output").mkdir()

    with pytest.raises(RuntimeError), staging(tmp_path / "output" / "one"):
        raise RuntimeError

    assert left(tmp_path) == ["output"]


def test_a_name_is_held_by_one_bake_only(tmp_path):
    with (
        staging(tmp_path / "one") as folder,
        pytest.raises(BakeError, match="one is being baked by another process; wait for it"),
        staging(tmp_path / "one"),
    ):
        pass  # pragma: no cover

    assert not folder.exists()


def test_two_names_do_not_disturb_each_other(tmp_path):
    with staging(tmp_path / "one") as one, staging(tmp_path / "two") as two:
        assert one.is_dir()
        assert two.is_dir()

    assert left(tmp_path) == []


def test_an_empty_folder_in_the_way_is_not_replaced(tmp_path):
    with staging(tmp_path / "one") as folder:
        (folder / "one").mkdir()
        (tmp_path / "one").mkdir()
        with pytest.raises(BakeError, match="one already exists; remove it, or choose another"):
            place(folder / "one", tmp_path / "one")

    assert left(tmp_path / "one") == []


def test_a_c_library_without_renameat2_still_replaces_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(module.ctypes, "CDLL", lambda *_a, **_k: object())
    (tmp_path / "new").mkdir()
    place(tmp_path / "new", tmp_path / "one")
    (tmp_path / "new").mkdir()

    with pytest.raises(BakeError, match="one already exists"):
        place(tmp_path / "new", tmp_path / "one")


def test_all_is_on_the_disk_before_the_name_appears(tmp_path, monkeypatch):
    """Without ``syncfs`` every file and folder is flushed by itself; a disk that fails is said."""
    flushed = []
    monkeypatch.setattr(module.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(module.os, "fsync", lambda fd: flushed.append(os.fstat(fd).st_ino))
    target = tmp_path / "demo"
    with staging(target) as folder:
        project = folder / "demo"
        (project / "src").mkdir(parents=True)
        (project / "src" / "file").write_text("x")
        (project / "link").symlink_to("src/file")
        inodes = {
            path.stat().st_ino for path in (project, project / "src", project / "src" / "file")
        }

        place(project, target)

    assert inodes | {tmp_path.stat().st_ino} == set(flushed)


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs is Linux's")
def test_a_disk_that_loses_what_it_took_ends_the_bake(tmp_path, monkeypatch):
    class Library:
        def syncfs(self, _descriptor):
            ctypes.set_errno(errno.EIO)
            return -1

    monkeypatch.setattr(module.ctypes, "CDLL", lambda *_, **__: Library())
    target = tmp_path / "demo"

    with pytest.raises(BakeError, match="Input/output error"), staging(target) as folder:
        place(folder, target)

    assert not target.exists()


def test_a_killed_bake_is_swept_by_the_next_one(tmp_path):
    code = (
        "import os, pathlib, sys; from portfolio_kit.system.staging import staging\n"
        "with staging(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').mkdir(); (folder / 'half').chmod(0o500); os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "one")], check=False)
    assert left(tmp_path) == [".one.portfolio-kit-lock", ".one.portfolio-kit-staging"]

    with staging(tmp_path / "two"):
        assert left(tmp_path) == [".two.portfolio-kit-lock", ".two.portfolio-kit-staging"]

    assert left(tmp_path) == []


def test_sweeping_touches_nothing_of_others(tmp_path):
    (tmp_path / ".mine.portfolio-kit-staging").mkdir()
    (tmp_path / ".other").mkdir()

    sweep(tmp_path)

    assert left(tmp_path) == [".mine.portfolio-kit-staging", ".other"]


def test_a_link_with_the_name_of_a_staging_folder_is_not_followed(tmp_path):
    (tmp_path / "precious").mkdir()
    (tmp_path / ".one.portfolio-kit-lock").touch()
    (tmp_path / ".one.portfolio-kit-staging").symlink_to(tmp_path / "precious")

    sweep(tmp_path)

    assert (tmp_path / "precious").is_dir()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with (
        pytest.raises(BakeError, match=r"file cannot be written \(.*\); choose another with --ou"),
        staging(tmp_path / "file" / "one"),
    ):
        pass  # pragma: no cover

    assert left(tmp_path) == ["file"]


def test_a_full_disk_is_one_line_and_a_bug_keeps_its_own_error(tmp_path):
    with pytest.raises(BakeError, match="No space left on device"), staging(tmp_path / "one"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(FileNotFoundError), staging(tmp_path / "one"):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    assert left(tmp_path) == []


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="there is no folder that holds no other"
)
def test_a_place_in_which_no_folder_can_be_made_is_said() -> None:
    with (
        pytest.raises(BakeError, match=r"^/proc/no/such cannot be made .*--output$"),
        staging(Path("/proc/no/such/project")),
    ):
        pass
