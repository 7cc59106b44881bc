"""``showcase``: fill a README from what the project measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio_kit.base import stale
from portfolio_kit.cli import documents, options
from portfolio_kit.cli.terminal import display
from portfolio_kit.errors import ShowcaseError
from portfolio_kit.showcase import manifest, readme, recipe
from portfolio_kit.system import redact

if TYPE_CHECKING:
    from portfolio_kit.showcase.readme import Outcome


@click.command("showcase")
@options.project
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when README differs.")
@click.option("--force", is_flag=True, help="Replace regions that were edited by hand.")
@options.as_json
@options.quiet
def showcase(*, project: Path, check: bool, force: bool, as_json: bool, quiet: bool) -> bool:
    """Fill the regions of PROJECT's README from its showcase.json.

    Text outside of the regions is never touched.
    """
    if check and force:
        raise click.UsageError("--check writes nothing and --force replaces; give one of them.")

    def command() -> str | None:
        return recipe.read(project).command

    if check:
        _check(project, command, as_json=as_json, quiet=quiet)
        return not as_json
    outcome = readme.fill(project, command, force=force)
    if as_json:
        display.document(
            {
                "readme": str(outcome.readme.absolute()),
                "changed": outcome.changed,
                "difference": outcome.difference,
            }
        )
    elif not quiet:
        _report(outcome, force=force)
    elif force and outcome.changed:  # what somebody wrote never goes unseen
        _show(outcome, stderr=True)
    return not as_json


def _check(project: Path, command: readme.Command, *, as_json: bool, quiet: bool) -> None:
    """Say whether README shows the manifest, and which of it was measured before a change.

    What was measured is true of its commit, so that stale results are no failure.

    Raises:
        ShowcaseError: README does not.
    """
    problems = readme.check(project, command)
    if problems and not as_json:
        raise ShowcaseError(problems)
    if quiet and not as_json:
        return
    fresh = stale.look(project)
    if as_json:
        display.problems(problems)
        said = [problem.document() for problem in problems]
        document = {"agrees": not problems, "problems": said} | documents.freshness(fresh)
        display.document(dict(redact.deep(document)))
        raise click.exceptions.Exit(1 if problems else 0)
    agrees = "README shows what was measured, or says that nothing was yet."
    display.line(readme.note(project) or agrees)
    for one in fresh.stale:
        display.paragraph(f"stale: {one}", "", "  ")
    if fresh.stale:
        display.line("'portfolio-kit run' measures anew.")
    if fresh.not_checked and (project / manifest.NAME).exists():
        display.paragraph(f"not checked whether results are stale: {fresh.not_checked}", "", "  ")


def _report(outcome: Outcome, *, force: bool) -> None:
    if note := readme.note(outcome.readme.parent):
        display.line(note)
        return
    if force:
        _show(outcome)
    measured = (outcome.readme.parent / manifest.NAME).exists()
    shows = "it shows what was measured" if measured else "nothing was measured yet"
    state = "filled" if outcome.changed else f"unchanged: {shows}"
    display.pieces(("✔ ", "good"), (display.near(outcome.readme), "head"), (f"  {state}", "quiet"))


def _show(outcome: Outcome, *, stderr: bool = False) -> None:
    """Show what was replaced, and by what."""
    for line in outcome.difference.split("\n"):
        style = {"+": "good", "-": "bad", "@": "key"}.get(line[:1])
        display.line(line, style=style, stderr=stderr)
