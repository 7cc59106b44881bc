"""What may be named and read."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.errors import BakeError, RenderError
from portfolio_kit.render import confine

NAMES = st.text(
    st.one_of(st.sampled_from("./\\: \t\x00\x1f~CNaux19"), st.characters(codec="utf-8")),
    max_size=12,
)

#: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"
}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is empty"),
        ("/etc/passwd", "is absolute"),
        ("\\\\server\\share", "is absolute"),
        ("aa:b", "holds a colon, after which Windows hides a stream"),
        ("C:\\x", "begins with a drive"),
        ("c:x", "begins with a drive"),
        ("..", "leaves the project"),
        ("../x", "leaves the project"),
        ("a/../../x", "leaves the project"),
        ("a\\..\\x", "leaves the project"),
        (".", "ends in a dot or a space, which Windows drops"),
        ("a/./b", "ends in a dot or a space, which Windows drops"),
        ("a.", "ends in a dot or a space, which Windows drops"),
        ("a /b", "ends in a dot or a space, which Windows drops"),
        ("...", "ends in a dot or a space, which Windows drops"),
        ("a//b", "holds an empty name"),
        ("a/", "holds an empty name"),
        ("a\nb", "holds a control character"),
        ("a\x7f", "holds a control character"),
        ("nul", "is the name of a device on Windows"),
        ("a/NUL.txt", "is the name of a device on Windows"),
        ("aux.tar.gz", "is the name of a device on Windows"),
        ("con .txt", "is the name of a device on Windows"),
        ("lpt¹", "is the name of a device on Windows"),
        ("CONIN$", "is the name of a device on Windows"),
    ],
)
def test_a_name_that_some_system_cannot_make_is_refused(name: str, said: str) -> None:
    assert confine.problem(name) == said


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "a/b.txt",
        ".github",
        "..a",
        "a..b",
        "nullable",
        "com",
        "com10",
        "ä/東 京",
        ".gitignore",
        "a.git",
    ],
)
def test_ordinary_names_pass(name: str) -> None:
    assert confine.problem(name) is None


@given(NAMES)
def test_no_name_that_passes_leaves_a_folder_on_any_system(name: str) -> None:
    if confine.problem(name) is not None:
        return
    root = "/project" if os.sep == "/" else "C:/project"

    inside = os.path.normpath(Path(root) / name)

    assert inside.startswith(os.path.normpath(root) + os.sep)
    assert not PurePosixPath(name).is_absolute()
    windows = PureWindowsPath(name)
    assert not windows.drive
    assert not windows.root
    assert ".." not in windows.parts
    names = {part.partition(".")[0].partition(":")[0].rstrip().upper() for part in windows.parts}
    assert not names & DEVICES


@given(name=NAMES)
def test_every_name_is_written_inside_or_refused(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    into = tmp_path_factory.mktemp("confine")
    root = into / "inner" / "project"
    root.mkdir(parents=True)

    try:
        confine.Tree(root).file(name, b"x", 0o644, "file")
    except RenderError as error:
        said: tuple[str, ...] = error.lines
    else:
        said = ()

    written = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    assert written == ([] if said else [b"x"])
    assert not any("\n" in problem for problem in said)
    assert list(into.iterdir()) == [into / "inner"]
    assert list((into / "inner").iterdir()) == [root]


def test_a_file_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    tree = confine.Tree(tmp_path)
    tree.file("a/b.txt", b"first", 0o755, "one")

    tree.file("a/b.txt", b"second", 0o640, "two")

    assert (tmp_path / "a/b.txt").read_bytes() == b"second"
    assert (tmp_path / "a/b.txt").stat().st_mode & 0o777 == 0o640


def test_a_file_named_as_a_folder_is_left_out(tmp_path: Path) -> None:
    tree = confine.Tree(tmp_path)
    tree.folder("a", "folder")

    tree.file("a", b"x", 0o644, "file")

    assert (tmp_path / "a").is_dir()


def test_a_folder_named_as_a_file_is_refused(tmp_path: Path) -> None:
    tree = confine.Tree(tmp_path)
    tree.file("a", b"x", 0o644, "file")

    with pytest.raises(RenderError) as caught:
        tree.folder("a/b", "layer/a/b")

    assert (
        str(caught.value) == "layer/a/b: 'a' is a folder here and a file there; rename one of them"
    )


@pytest.mark.parametrize("name", ["out/x.txt", "out/deep/x.txt", "out"])
@pytest.mark.parametrize("target", ["outside", "absent"])
def test_nothing_is_written_through_a_link(name: str, target: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "project").mkdir()
    (tmp_path / "project/out").symlink_to(tmp_path / target)
    tree = confine.Tree(tmp_path / "project")

    with pytest.raises(RenderError) as caught:
        tree.file(name, b"x", 0o644, "layer/out")

    assert str(caught.value) == (
        "layer/out: 'out' would be written through a link; remove the link"
    )
    assert not list((tmp_path / "outside").iterdir())
    assert not (tmp_path / "absent").exists()


def test_nothing_is_written_through_a_link_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "project").mkdir()
    (tmp_path / "project/a").symlink_to(tmp_path / "precious")

    with pytest.raises(RenderError, match="'a' would be written through a link"):
        confine.Tree(tmp_path / "project").file("a", b"x", 0o644, "a")

    assert (tmp_path / "precious").read_text() == "mine"


def test_a_folder_that_a_hook_has_made_is_used(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    confine.Tree(tmp_path).file("a/b.txt", b"x", 0o644, "file")

    assert (tmp_path / "a/b.txt").read_bytes() == b"x"


def test_a_disk_that_refuses_is_a_bake_error(tmp_path: Path) -> None:
    name = "x" * 300

    with pytest.raises(BakeError) as a_file:
        confine.Tree(tmp_path).file(name, b"x", 0o644, "a")
    with pytest.raises(BakeError) as a_folder:
        confine.Tree(tmp_path).folder(name, "a")

    expected = (
        f"cannot write {tmp_path / name}: File name too long; "
        "make room there, or choose another folder with --output"
    )
    assert str(a_file.value) == str(a_folder.value) == expected


def test_a_file_that_cannot_be_replaced_is_a_bake_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = confine.Tree(tmp_path)
    tree.file("a", b"x", 0o644, "a")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)

    with pytest.raises(BakeError, match="Permission denied"):
        tree.file("a", b"y", 0o644, "a")
