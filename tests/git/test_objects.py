"""Ids computed here are those that git gives."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_kit.git import objects
from portfolio_kit.git.objects import Entry

#: Names that sort otherwise as files than as folders, and some that are long or strange.
PARTS = st.sampled_from(["a", "a.b", "a-b", "a0", "ab", "A", "é", "z z", "x" * 40, "-", "~", "["])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
MODES = st.sampled_from(["100644", "100755", "120000"])


def git(folder: Path, *words: str, given: str = "") -> str:
    line = ["git", *words]
    done = subprocess.run(
        line, cwd=folder, check=True, capture_output=True, input=given, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    git(folder, "init", "--quiet", f"--object-format={request.param}")
    return folder


@given(files=st.dictionaries(PATHS, MODES, max_size=8))
def test_a_tree_has_the_id_that_git_writes(place: Path, files: dict[str, str]) -> None:
    files = {
        path: mode
        for path, mode in files.items()
        if not any(other.startswith(f"{path}/") for other in files)
    }
    id_ = git(place, "hash-object", "-w", "--stdin", given="words")
    lines = "".join(f"{mode} {id_}\t{path}\0" for path, mode in files.items())
    git(place, "read-tree", "--empty")
    git(place, "update-index", "-z", "--index-info", given=lines)

    computed = objects.tree({path: Entry(mode, id_) for path, mode in files.items()})

    if files:  # git has one id for nothing in each format, of no use to a bake
        assert computed == git(place, "write-tree")


@pytest.mark.parametrize("content", [b"", b"text\n", bytes(range(256))])
def test_a_file_has_the_id_that_git_gives_it(place: Path, content: bytes) -> None:
    line = ["git", "-C", str(place), "hash-object", "--stdin"]
    said = subprocess.run(line, input=content, check=True, capture_output=True).stdout
    known = said.decode().strip()

    assert objects.blob(content, len(known)) == known
