"""Run a project before the eyes of a person, and say what it measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.baking import marks
from portfolio_kit.baking.order import author
from portfolio_kit.base import stale
from portfolio_kit.cli import installers, machine, reporting
from portfolio_kit.cli.terminal import display, progress
from portfolio_kit.config.config import over
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.running import install, portfolio, runner
from portfolio_kit.running.wish import Wish
from portfolio_kit.showcase import readme, recipe

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake
    from portfolio_kit.baking.order import Order
    from portfolio_kit.cli.terminal.progress import Hear
    from portfolio_kit.config.config import Config
    from portfolio_kit.running.runner import Run
    from portfolio_kit.running.step import Event
    from portfolio_kit.template.template import Template


def wished(config: Config, installation: Mapping[str, Any], **rest: Any) -> Wish:  # noqa: ANN401 - handed on
    """Take what the command line says of the installation, else what ``[run]`` says."""
    said = {key: value.value for key, value in config.run.items()}
    if "constraint" in said:
        said["constraint"] = Path(said["constraint"])
    if "sign" in config.git:
        said["sign"] = config.git["sign"].value
    given = {key: value for key, value in installation.items() if value is not None}
    return Wish(**{"installer": "auto", **said, **given, **rest})


def run(  # noqa: PLR0913 - what is run, how, by whom, when, and who hears of it
    project: Path,
    wish: Wish,
    config: Config,
    date: datetime,
    *,
    silent: bool,
    announce: Callable[[], None] = lambda: None,
) -> Run:
    """Run a project, and show its steps unless ``silent``; ``announce`` speaks before the first."""
    wish = replace(installers.settled(project, wish), author=wish.author or author({}, config))
    try:
        with progress.shown(silent=silent) as hear:
            return runner.run(
                project,
                wish,
                date=date,
                state=machine.state(),
                progress=_after(announce, hear),
                unchanged=stale.unchanged,
            )
    except KeyboardInterrupt:
        if not silent:
            words = ["portfolio-kit", "run", display.near(project), *wish.options]
            again = runner.goes_on(words)
            display.line(f"What is done stays done; go on with: {again}", stderr=True)
        raise


def _after(announce: Callable[[], None], hear: Hear) -> Hear:
    """Return a hearer that announces something once: a run that is refused has no first event."""
    waiting = [announce]

    def both(event: Event) -> None:
        while waiting:
            waiting.pop()()
        hear(event)

    return both


def run_new(project: Path, order: Order, wish: Wish, config: Config, *, silent: bool) -> Run:
    """Run a project that was baked just now, and say what it measured unless ``silent``."""

    def say() -> None:
        if not silent:
            announce(order.template, order.context)

    ran = run(project, wish, config, order.date, silent=silent, announce=say)
    if not silent:
        report(replace(ran, author=None))  # who baked it, and is named already
    return ran


def announce(template: Template, answers: Mapping[str, Any]) -> None:
    """Say what an installation takes, before it begins."""
    megabytes, note = template.size(answers)
    if megabytes:
        note = f", {note}" if note else ""
        display.line()
        said = f"Installing takes about {display.size(megabytes)} of disk{note}."
        display.paragraph(said, "  ", "  ", style="quiet")


def announce_again(project: Path) -> None:
    """Say the same of a project that has no environment yet and whose template is one of ours."""
    if install.folder(project).exists() or not (project / recipe.NAME).exists():
        return
    try:
        baked = recipe.read(project)
    except PortfolioKitError:  # the run itself says what is wrong
        return
    template = marks.builtin(baked)
    if template is not None:
        announce(template, baked.answers)


def for_build(wish: Wish, config: Config, date: datetime, *, silent: bool) -> portfolio.RunOne:
    """Return what runs one of several projects, under its name unless ``silent``."""

    def run_one(project: Path, made: Bake | None) -> Run:
        if not silent:
            display.line()
            display.line(f"  {project.name}", style="head")
        if made is not None:  # in this very process: nobody needs to vouch for it
            own = replace(wish, trust=True, author=made.author)
            return run(project, own, config, date, silent=silent)
        place = machine.Place(project, is_new=False)
        here = over(machine.git_identity(place, needed=wish.commit), config)
        return run(project, wish, here, date, silent=silent)

    return run_one


def report(ran: Run) -> None:
    """Say what was measured, where it stands and what was committed."""
    if ran.unchanged_since is not None:
        unchanged(ran.unchanged_since)
        return
    sentence = readme.headline(ran.project)
    if sentence:
        display.line()
        display.paragraph(sentence, "  ", "  ", style="head")
    display.line()
    if ran.commit:
        files = display.files(len(ran.changed))
        display.pieces(
            ("  ✔ ", "good"), (f"commit {ran.commit[:7]}", None), (f"  {files}", "quiet")
        )
        reporting.author(ran.author)
    for note in ran.notes:
        display.paragraph(note, "  ", "  ")
    if sentence:
        page = display.near(ran.project / "README.md")
        display.pieces((f"  {page}", "key"), (" shows it", "quiet"))


def unchanged(since: str) -> None:
    """Say why nothing was measured; it is no verdict on what was measured before."""
    said = (
        "nothing that the results depend on has changed since they were measured "
        f"(commit {since[:7]}); --record measures anew"
    )
    display.line()
    display.paragraph(said, "  ", "  ")


def smoked() -> None:
    """Say that a smoke run went well: what README shows is not what it measured."""
    display.line()
    display.pieces(("  ✔ ", "good"), ("it runs", None), ("  a smoke run records nothing", "quiet"))
