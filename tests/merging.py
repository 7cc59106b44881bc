"""Merges of rendered projects, as git makes them, without a working tree."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

PERSON = {
    f"GIT_{role}_{what}": said
    for role in ("AUTHOR", "COMMITTER")
    for what, said in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "2026-02-03 0:0"))
}


class Repository:
    """A repository whose commits are folders of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "--quiet", "--bare", folder], check=True)

    def git(self, *command: str, ok: tuple[int, ...] = (0,), **env: str) -> str:
        """Return what git says; ``ok`` are the exit statuses that may come."""
        done = subprocess.run(
            ["git", f"--git-dir={self.folder}", *command],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **PERSON, **env},
        )
        assert done.returncode in ok, done.stdout + done.stderr
        return done.stdout.strip()

    def tree(self, files: Path) -> str:
        """Return the tree of a folder's files."""
        index = {"GIT_INDEX_FILE": f"{self.folder / 'index'}"}
        self.git("read-tree", "--empty", **index)
        self.git(f"--work-tree={files}", "add", "--all", "--force", "--", f"{files}", **index)
        return self.git("write-tree", **index)

    def commit(self, tree: str, *parents: str) -> str:
        """Return a new commit of ``tree``."""
        named = [word for parent in parents for word in ("-p", parent)]
        return self.git("commit-tree", tree, *named, "-m", "A commit")

    def merged(self, ours: str, theirs: str) -> tuple[str, list[str]]:
        """Return the tree that a merge of two commits gives, and the files that conflict."""
        said = self.git("merge-tree", "--write-tree", "--name-only", ours, theirs, ok=(0, 1))
        tree, *rest = said.split("\n")
        return tree, rest[: rest.index("")] if "" in rest else rest

    def text(self, tree: str, path: str) -> str:
        """Return a file of a tree."""
        return self.git("show", f"{tree}:{path}")


def edited(files: Path, edits: Mapping[str, Mapping[str, str]]) -> None:
    """Replace texts in files; each must be there."""
    for name, changes in edits.items():
        path = files / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
