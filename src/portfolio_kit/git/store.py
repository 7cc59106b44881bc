"""A repository's store: trees, files and commits made beside the work tree, which stays as it is.

Every git here reads replaced objects from a place of our own (``REPLACED``): what is replaced
for the time of one merge is replaced for nobody else, and what a person has replaced does not
change what is read.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portfolio_kit.errors import RepositoryError
from portfolio_kit.git import adding, commands, objects
from portfolio_kit.git.commands import GitError
from portfolio_kit.git.objects import Entry
from portfolio_kit.git.repository import Identity

#: Where git looks for the objects that stand for others while we work.
REPLACED = "refs/portfolio-kit/replace/"

#: What we make for ourselves is nothing for a person's hooks, nor is an index of ours for the
#: folder of the repository, where the shared part of a split one would stay.
_QUIET = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.splitIndex=false")


@dataclass(frozen=True)
class Signature:
    """By whom a commit is made, and when (aware); ``sign`` None leaves it to git's own setting."""

    author: Identity
    stamp: str  # as ``datetime.isoformat`` writes it, with a zone
    sign: bool | None = None

    @property
    def variables(self) -> dict[str, str]:
        """Return what git reads in its environment."""
        who = {"NAME": self.author.name, "EMAIL": self.author.email, "DATE": self.stamp}
        return {f"GIT_{role}_{key}": who[key] for role in ("AUTHOR", "COMMITTER") for key in who}


@dataclass(frozen=True)
class Store:
    """The store of the repository around ``project``; ``variables`` are for every git."""

    project: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def beside(cls, project: Path, objects: Path) -> Store:
        """Return a store that reads the project's and writes every object into ``objects``."""
        own = str(cls(project).common / "objects")
        if own.startswith('"') or os.pathsep in own:  # as git reads a list of folders
            own = '"' + own.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return cls(
            project,
            {"GIT_OBJECT_DIRECTORY": str(objects), "GIT_ALTERNATE_OBJECT_DIRECTORIES": own},
        )

    def git(self, *words: str, given: str = "", **variables: str) -> str:
        """Return what a git says in the project, of which the person's hooks hear nothing.

        Raises:
            GitError: it ended with another exit status than 0.
        """
        return self.aloud(*_QUIET, *words, given=given, **variables)

    def aloud(self, *words: str, given: str = "", **variables: str) -> str:
        """Return what a git says that does the person's own work: their hooks hear of it.

        Raises:
            GitError: it ended with another exit status than 0.
        """
        env = {"GIT_REPLACE_REF_BASE": REPLACED, **self.variables, **variables}
        return commands.run(self.project, *words, env=env, given=given)

    @property
    def directory(self) -> Path:
        """Return the folder that git keeps for this work tree; ``.git`` may be a file."""
        return Path(self.git("rev-parse", "--absolute-git-dir").rstrip("\n"))

    @property
    def common(self) -> Path:
        """Return the folder that all work trees of the repository share."""
        said = self.git("rev-parse", "--git-common-dir").rstrip("\n")
        return Path(os.path.join(self.project.absolute(), said))  # noqa: PTH118 - may be absolute

    def resolve(self, name: str) -> str | None:
        """Return the id of the object that ``name`` means; None when there is none."""
        try:
            return self.git("rev-parse", "--verify", "--quiet", "--end-of-options", name).strip()
        except GitError as error:
            if error.status != 1:
                raise
            return None

    def write(self, folder: Path, modes: Mapping[str, str], always: Collection[str] = ()) -> str:
        """Return the tree that holds the files of ``folder`` as a first commit would.

        Args:
            folder: what was rendered; its ``.gitattributes`` and ``.gitignore`` hold, and below
                them the ``.gitattributes`` that is checked out: what a person keeps in another
                form, such as with LFS, a new file of the template has too.
            modes: every file with the mode that git is to store.
            always: those that the ``.gitignore`` does not keep out.

        Raises:
            RepositoryError: git could not do it.
        """
        directory = self.directory
        with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as beside:
            env = {
                **self.variables,
                "GIT_DIR": str(directory),
                "GIT_WORK_TREE": str(folder),
                "GIT_INDEX_FILE": str(Path(beside, "index")),
            }
            with commands.translated("git add failed"):
                left_out = adding.ignored(folder, env) - set(always)
                wanted = "\0".join(sorted(modes.keys() - left_out))
                settings = (*adding.settings(modes), *self._attributes(Path(beside)))
                commands.run(folder, *_QUIET, *settings, *adding.FORCED, env=env, given=wanted)
                return commands.run(folder, *_QUIET, "write-tree", env=env).strip()

    def _attributes(self, beside: Path) -> tuple[str, ...]:
        """Return the setting of git with which the project's attributes hold elsewhere."""
        own = self.resolve("HEAD:.gitattributes")
        if own is None:
            return ()
        usual = (
            "--type=path",
            "--default=~/.config/git/attributes",
            "--get",
            "core.attributesFile",
        )
        known = Path(self.git("config", *usual).rstrip("\n"))
        both = beside / "attributes"
        # What is rendered is UTF-8, as it is in the store, in whichever form a person edits it.
        own_text = re.sub(r"[ \t]working-tree-encoding=\S+", "", self.text(own))
        texts = [known.read_bytes() if known.is_file() else b"", os.fsencode(own_text)]
        both.write_bytes(b"\n".join(texts))
        return ("-c", f"core.attributesFile={both}")

    def entries(self, tree: str) -> dict[str, Entry]:
        """Return what a tree or commit holds, by path."""
        return objects.listed(self.git("ls-tree", "-r", "-z", "--full-tree", tree))

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """Return what files hold, by id; what is no file here, such as a submodule, is left out.

        Bytes that are no UTF-8 are as ``os.fsdecode`` gives them.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        said = os.fsencode(self.git("cat-file", "--batch", given="\n".join(wanted) + "\n"))
        pairs = objects.batched(said)
        return {id_: os.fsdecode(data) for id_, data in pairs if data is not None}

    def text(self, id_: str) -> str:
        """Return what one file holds."""
        return self.texts([id_])[id_]

    def with_texts(self, tree: Mapping[str, Entry], texts: Mapping[str, str]) -> str:
        """Return the tree that is ``tree`` with other ``texts`` in some of its files.

        The other trees of it need not be there yet: they are made too.
        """
        held = dict(tree)
        for path, text in texts.items():
            id_ = self.git("hash-object", "-w", "--stdin", "--no-filters", given=text).strip()
            held[path] = Entry(held[path].mode, id_)
        return self.tree(held)

    def tree(self, held: Mapping[str, Entry]) -> str:
        """Return the tree that holds ``held``, made if need be."""
        id_ = objects.tree(held)
        if self.resolve(f"{id_}^{{tree}}") == id_:
            return id_
        listed = "".join(f"{entry.mode} {entry.id}\t{path}\0" for path, entry in held.items())
        with tempfile.TemporaryDirectory(prefix="portfolio-kit-") as beside:
            index = str(Path(beside, "index"))
            self.git("update-index", "-z", "--index-info", given=listed, GIT_INDEX_FILE=index)
            return self.git("write-tree", GIT_INDEX_FILE=index).strip()

    def commit(self, tree: str, parents: Iterable[str], message: str, by: Signature) -> str:
        """Return a commit that no branch holds.

        Raises:
            RepositoryError: it cannot be signed.
        """
        words = [word for parent in parents for word in ("-p", parent)]
        sign = by.sign if by.sign is not None else self.setting("commit.gpgSign")
        words += ["-S"] if sign else []
        encoding = ("-c", "i18n.commitEncoding=UTF-8")
        with commands.translated("git commit-tree failed"):
            said = self.git(*encoding, "commit-tree", *words, tree, given=message, **by.variables)
        return said.strip()

    def setting(self, key: str) -> bool:
        """Say whether a setting of git is on."""
        try:
            return self.git("config", "--type=bool", "--get", key).strip() == "true"
        except GitError as error:
            if error.status != 1:  # 1: nobody has set it
                raise
            return False

    def parents(self, commit: str) -> list[str]:
        """Return the parents of a commit."""
        return self.git("rev-list", "--parents", "--max-count=1", commit).split()[1:]

    def is_ancestor(self, one: str, other: str) -> bool:
        """Say whether a commit is in the history of another."""
        try:
            self.git("merge-base", "--is-ancestor", one, other)
        except GitError as error:
            if error.status == 1:
                return False
            raise RepositoryError(f"git merge-base failed: {error}") from error
        return True

    def differing(self, one: str, other: str) -> dict[str, str]:
        """Return the paths at which two trees differ: ``A`` added, ``M`` changed, ``D`` deleted."""
        words = ("diff-tree", "-r", "-z", "--no-renames", "--name-status", one, other)
        fields = self.git(*words).split("\0")
        pairs: Sequence[tuple[str, str]] = list(zip(fields[1::2], fields[::2], strict=False))
        return {path: "M" if state == "T" else state for path, state in pairs}
