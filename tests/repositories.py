"""A first commit of any folder, for tests that need a repository."""

from pathlib import Path

from portfolio_kit.git import adding, content, repository
from portfolio_kit.system import interleave


def commit_all(
    project: Path,
    commit: repository.Commit,
    *,
    branch: str = "main",
    remote: str | None = None,
) -> str:
    """Make ``project`` a repository whose first commit holds every file; return its id."""
    files = (path.relative_to(project).as_posix() for path in project.rglob("*"))
    wanted = content.modes(project, files)
    added = interleave.finish(adding.adding(project, wanted, branch=branch, remote=remote))
    return interleave.finish(repository.committing(project, commit, added, branch=branch))
