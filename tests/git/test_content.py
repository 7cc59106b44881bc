"""One sum of a project's files: it changes with any of them, and with nothing else."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portfolio_kit.errors import BakeError
from portfolio_kit.git import content

NAMES = st.text("ab/.é1 ", min_size=1, max_size=6).filter(
    lambda name: all(part.strip(". ") for part in name.split("/"))
)
TREES = st.dictionaries(NAMES, st.tuples(st.booleans(), st.binary(max_size=6)), max_size=5).filter(
    lambda files: not any(a != b and b.startswith(f"{a}/") for a in files for b in files)
)


def written(folder: Path, files: dict[str, tuple[bool, bytes]]) -> Path:
    for name, (program, data) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if program else 0o600)
    return folder


def total(folder: Path) -> str:
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return content.total(folder, content.modes(folder, names))


def test_the_sum_is_what_its_description_says(tmp_path: Path) -> None:
    written(tmp_path, {"é.txt": (False, b"words\n"), "b/run": (True, b""), "b.c": (False, b"x")})
    (tmp_path / "link").symlink_to("b/run")

    whole = (
        b"100644 3 1\nb.cx"
        b"100755 5 0\nb/run"
        b"120000 4 5\nlinkb/run" + f"100644 {len('é.txt'.encode())} 6\né.txtwords\n".encode()
    )
    assert total(tmp_path) == f"sha256:{hashlib.sha256(whole).hexdigest()}"


@given(one=TREES, two=TREES)
def test_two_projects_have_one_sum_only_when_every_file_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, one: object, two: object
) -> None:
    assume(one != two)
    folders = [written(tmp_path_factory.mktemp("tree"), files) for files in (one, two, one)]

    sums = [total(folder) for folder in folders]

    assert sums[0] == sums[2] != sums[1]


def test_what_lies_in_a_git_folder_is_no_content(tmp_path: Path) -> None:
    written(tmp_path, {"a": (False, b"a"), ".git/config": (False, b"x"), "b/.git": (False, b"y")})

    assert content.modes(tmp_path, ["a", ".git/config", "b/.git"]) == {"a": "100644"}


def test_a_file_that_is_gone_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BakeError, match=r"^a\.txt cannot be read \(No such file or directory\)"):
        content.total(tmp_path, {"a.txt": "100644"})
