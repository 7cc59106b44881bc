"""What git stores: its ids, computed without starting git, and what it says of its objects."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias


class Entry(NamedTuple):
    """What git stores at a path: six digits of a mode, and the object's id in hex."""

    mode: str
    id: str


def listed(said: str) -> dict[str, Entry]:
    """Return what a tree holds, by path, of what ``git ls-tree -r -z`` says."""
    held = {}
    for line in filter(None, said.split("\0")):
        about, _, name = line.partition("\t")
        mode, _, id_ = about.split(" ")
        held[name] = Entry(mode, id_)
    return held


def batched(said: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Yield each object of what ``git cat-file --batch`` says: its id, and what it holds.

    None where the repository has no object of that id.
    """
    while said:
        head, _, rest = said.partition(b"\n")
        id_, *about = head.decode().split(" ")
        size = None if about == ["missing"] else int(about[-1])
        yield id_, None if size is None else rest[:size]
        said = rest if size is None else rest[size + 1 :]


_LONG = 64  # digits of an id in a repository made with --object-format=sha256

Folder: TypeAlias = "dict[str, Folder | Entry]"


def tree(entries: Mapping[str, Entry]) -> str:
    """Return the id of the tree that holds ``entries`` (paths with slashes), as git computes it.

    Asking git would be one more process for each bake.
    """
    root: Folder = {}
    for path, entry in entries.items():
        *above, name = path.split("/")
        folder = root
        for part in above:
            below = folder.setdefault(part, {})
            assert isinstance(below, dict)  # noqa: S101 - git holds no file and folder of one name
            folder = below
        folder[name] = entry
    lengths = {len(entry.id) for entry in entries.values()}
    return _tree(root, "sha256" if _LONG in lengths else "sha1")


def blob(content: bytes, digits: int = 40) -> str:
    """Return the id of a file that holds ``content``, as git computes it; ids have ``digits``."""
    algorithm = "sha256" if digits == _LONG else "sha1"
    whole = hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return whole.hexdigest()


def _tree(folder: Folder, algorithm: str) -> str:
    """Return the id of one folder; git sorts folders as if their names ended in a slash."""
    lines = []
    for name, entry in folder.items():
        raw = os.fsencode(name)
        if isinstance(entry, dict):
            lines.append((raw + b"/", b"40000 " + raw, _tree(entry, algorithm)))
        else:
            lines.append((raw, f"{entry.mode} ".encode() + raw, entry.id))
    body = b"".join(line + b"\0" + bytes.fromhex(id_) for _, line, id_ in sorted(lines))
    whole = hashlib.new(algorithm, b"tree %d\0" % len(body) + body, usedforsecurity=False)
    return whole.hexdigest()
