"""Where a repository is pushed to, as far as it knows without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portfolio_kit.git import commands, repository
from portfolio_kit.git.commands import GitError


@dataclass(frozen=True)
class Remotes:
    """The branch that is checked out, and where it goes.

    ``remote`` is None where there is none; ``tracked`` says that the branch was pushed there
    before, and ``waiting`` that it holds commits that the remote, when last seen, did not.
    """

    branch: str
    remote: str | None = None
    tracked: bool = False
    waiting: bool = True


def read(project: Path) -> Remotes | None:
    """Return where ``project`` is pushed to; None without a repository, commit or branch."""
    if not repository.is_repository(project) or repository.head(project) is None:
        return None
    try:
        branch = commands.run(project, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
        names = commands.run(project, "remote").split()
        shape = "--format=%(upstream:remotename)%09%(upstream:track)"
        said = commands.run(project, "for-each-ref", shape, f"refs/heads/{branch}")
    except GitError:  # no branch is checked out, or a repository that git cannot read
        return None
    remote, _, track = said.strip("\n").partition("\t")
    if remote:
        return Remotes(branch, remote, tracked=track != "[gone]", waiting=track != "")
    remote = "origin" if "origin" in names else next(iter(names), "")
    return Remotes(branch, remote or None)
