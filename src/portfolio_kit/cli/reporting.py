"""What is said after a bake: where it is, what was committed, what to do next."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio_kit.cli import display, trees

if TYPE_CHECKING:
    from portfolio_kit.bake import Bake, Preview
    from portfolio_kit.cli.orders import Terms
    from portfolio_kit.hooks import How
    from portfolio_kit.template import Template


def notes(template: Template) -> None:
    """Say what the person should know of a template before it is used."""
    if template.note:
        display.line(template.note, stderr=True, style="quiet")
    if template.command is None:
        display.line(
            f"{template.name} names no main command: `portfolio-kit run` cannot run its projects",
            stderr=True,
            style="quiet",
        )


def hooks(*, skip: bool, quiet: bool) -> How:
    """Return how hooks run: what they say goes to standard error, for the other is ours."""
    from portfolio_kit.hooks import How

    return How(skip) if quiet else How(skip, lambda text: display.line(text, stderr=True))


def skipped(made: Bake) -> None:
    """Say which hooks were not run."""
    for name in made.skipped:
        display.line(f"hook {name} was skipped", stderr=True, style="quiet")


def baked(made: Bake, terms: Terms) -> None:
    """Say what a bake has made."""
    count = f"{len(made.files) - len(made.left_out)} files"
    if made.commit:
        done = f"{count}, commit {made.commit[:7]}"
    elif terms.nested and terms.git:
        done = f"{count}, not committed: it is part of the repository around it"
    else:
        done = f"{count}, not committed"
    display.line()
    display.pieces(("  ✔ ", "good"), (f"{near(made.path)}", "head"), (f"  {done}", "quiet"))
    if made.left_out:
        from portfolio_kit import adding

        count = f"{len(made.left_out)} files" if len(made.left_out) > 1 else "1 file"
        said = f"its .gitignore leaves out {count}: {adding.some(made.left_out)}"
        display.paragraph(said, "    ", "    ")
    for note in made.notes:
        display.paragraph(note, "    ", "    ")


def next_steps(made: Bake, template: Template) -> None:
    """Print what to do with a new project, as commands to copy."""
    display.line()
    display.line("  Next", style="head")
    display.line(f"    cd {shlex.quote(near(made.path))}", style="command")
    readme = "README.md" in made.files
    if made.command:
        display.line("    portfolio-kit run", style="command")
        time = f" (about {display.minutes(template.minutes)})" if template.minutes else ""
        where = " and fills README.md" if readme else ""
        display.line()
        said = f"It installs the project, runs it{time}{where}."
        display.paragraph(said, "  ", "  ", style="quiet")
    elif readme:
        display.line()
        display.line("  README.md says more.", style="quiet")


def preview(seen: Preview) -> None:
    """Print the files and the commit of a bake that was not made."""
    display.line()
    trees.show(near(seen.path), seen.files)
    display.line()
    if seen.message is None:
        display.line("  No commit would be made.", style="quiet")
        return
    display.line(f"  {len(seen.files)} files in one commit:", style="quiet")
    display.line()
    for text in seen.message.rstrip().split("\n"):
        display.line(f"    {text}".rstrip())
    display.line()
    display.line("  Nothing was written.", style="quiet")


def near(path: Path) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    full = path.absolute()
    return str(full.relative_to(here)) if full.is_relative_to(here) and full != here else str(full)
