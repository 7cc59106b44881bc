"""The files of a project: what git is to store of each, and one sum of them all."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from portfolio_kit.errors import BakeError

FILE, PROGRAM, LINK = "100644", "100755", "120000"


def modes(project: Path, files: Iterable[str]) -> dict[str, str]:
    """Return the mode that git stores for each of ``files`` (relative, with slashes).

    What lies in a ``.git`` is git's own, and what is neither file nor link git does not store.
    """
    found = {}
    for name in files:
        if ".git" not in name.split("/"):
            mode = (project / name).lstat().st_mode
            if stat.S_ISLNK(mode):
                found[name] = LINK
            elif stat.S_ISREG(mode):
                found[name] = PROGRAM if mode & stat.S_IXUSR else FILE
    return found


def total(project: Path, wanted: Mapping[str, str]) -> str:
    """Return ``sha256:<hex>`` over mode, path and bytes of every file in ``wanted``.

    Hashed is, for each file in the order of its path's bytes: one line of ASCII that holds
    its mode, the number of bytes of its path and the number of bytes of its content, with a
    blank between them and a line feed after them; then its path; then its content. The mode is
    git's: 100644, 100755, or 120000 for a link, whose content is the path that it holds. Paths
    are relative, with slashes, in UTF-8. The lengths make it unambiguous: no two sets of files
    give the same bytes.

    Raises:
        BakeError: a file cannot be read.
    """
    files = []
    for name, mode in wanted.items():
        path = project / name
        try:
            data = os.fsencode(path.readlink()) if mode == LINK else path.read_bytes()
        except OSError as error:
            raise BakeError(
                f"{name} cannot be read ({error.strerror})",
                "correct its permissions in the template",
            ) from error
        files.append((os.fsencode(name), mode, data))
    return summed(files)


def summed(files: Iterable[tuple[bytes, str, bytes]]) -> str:
    """Return the sum over path, mode and content of files, as ``total`` describes it."""
    whole = hashlib.sha256()
    for name, mode, data in sorted(files):
        whole.update(f"{mode} {len(name)} {len(data)}\n".encode("ascii"))
        whole.update(name)
        whole.update(data)
    return f"sha256:{whole.hexdigest()}"
