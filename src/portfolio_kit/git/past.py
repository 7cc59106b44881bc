"""A commit of before beside the work tree of now: read, and nothing of the repository is run."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from portfolio_kit.git import commands, objects
from portfolio_kit.git.commands import GitError

#: Objects that are not here stay away: fetching them would run what the repository's own config
#: names. Nothing stands in the place of an object, and no index is written.
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
}


class UnknownError(Exception):
    """What was is not to be known; says why, as the end of a sentence."""


def require(project: Path, commit: str) -> None:
    """See that ``commit`` lies in the history of what is checked out.

    Raises:
        UnknownError: it does not, or there is no repository.
        RepositoryError: there is no git.
    """
    short = commit[:7]
    try:
        commands.run(project, "merge-base", "--is-ancestor", commit, "HEAD", env=_ALONE)
    except GitError as error:
        if error.status == 1:
            raise UnknownError(
                f"commit {short} is not in the history of what is checked out"
            ) from error
        if "not a git repository" in error.said:
            raise UnknownError("this folder lies in no git repository") from error
        if _is_shallow(project):
            raise UnknownError(
                f"commit {short} lies beyond the end of this shallow clone; "
                "'git fetch --unshallow' brings it"
            ) from error
        if "not a valid" in error.said.lower():
            raise UnknownError(f"commit {short} is not in this repository") from error
        raise UnknownError(f"git says: {error}") from error


def _is_shallow(project: Path) -> bool:
    try:
        said = commands.run(project, "rev-parse", "--is-shallow-repository", env=_ALONE)
    except GitError:
        return False
    return said.strip() == "true"


def files(project: Path, commit: str, places: Collection[str]) -> dict[str, str]:
    """Return the id of each file that ``commit`` holds below ``places``, by its path.

    Raises:
        UnknownError: git cannot read it.
    """
    words = ("ls-tree", "-r", "-z", commit, "--", *places)
    return {name: entry.id for name, entry in objects.listed(_said(project, words)).items()}


def present(project: Path, places: Collection[str]) -> list[str]:
    """Return the files below ``places`` that lie here and that git does not ignore.

    Raises:
        UnknownError: git cannot say.
    """
    words = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *places)
    said = _said(project, ("--literal-pathspecs", *words))
    return sorted({name for name in said.split("\0") if name})


def _said(project: Path, words: Collection[str]) -> str:
    try:
        return commands.run(project, *words, env=_ALONE)
    except GitError as error:
        raise UnknownError(f"git says: {error}") from error


def contents(project: Path, ids: Collection[str]) -> dict[str, bytes]:
    """Return what the files with these ids hold, as git stores them: no filter is run.

    Raises:
        UnknownError: one of them is not here.
    """
    if not ids:
        return {}
    try:
        said = commands.read(
            project, "cat-file", "--batch", env=_ALONE, given="".join(f"{one}\n" for one in ids)
        )
    except GitError as error:
        raise UnknownError(f"git says: {error}") from error
    found = {}
    for one, content in objects.batched(said):
        if content is None:
            raise UnknownError(f"object {one[:7]} is not in this repository")
        found[one] = content
    return found
