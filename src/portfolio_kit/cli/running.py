"""Run a project before the eyes of a person, and say what it measured."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit import _showcase
from portfolio_kit.baking import recipe
from portfolio_kit.cli import installers, machine, orders, reporting
from portfolio_kit.cli.terminal import display, progress
from portfolio_kit.errors import PortfolioKitError, TrustError
from portfolio_kit.running import install, runner
from portfolio_kit.running.install import Wish
from portfolio_kit.showcase import manifest
from portfolio_kit.template import catalog

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Order
    from portfolio_kit.cli.installers import Choice, Chosen
    from portfolio_kit.cli.terminal.progress import Hear
    from portfolio_kit.config.config import Config
    from portfolio_kit.git.repository import Identity
    from portfolio_kit.running.runner import Profile, Run
    from portfolio_kit.running.step import Event
    from portfolio_kit.template.template import Template


@dataclass(frozen=True)
class How:
    """How a project is installed and run; ``author`` has just baked it, and records too."""

    profile: Profile = "full"
    record: bool = False
    commit: bool = True
    trust: bool = False
    installer: Choice = "auto"
    constraint: Path | None = None
    find_links: str | None = None
    author: Identity | None = None

    def options(self, chosen: Chosen) -> list[str]:
        """Return the options of ``portfolio-kit run`` that ask for this."""
        profile = [] if self.profile == "full" else ["--profile", self.profile]
        # Who was trusted once need not be again.
        flags = {"--record": self.record, "--no-commit": not self.commit}
        wish = Wish(chosen.installer, (), self.constraint, self.find_links, because=chosen.because)
        return [*profile, *(name for name, given in flags.items() if given), *wish.options]

    @classmethod
    def of(cls, config: Config, installation: Mapping[str, Any], **rest: Any) -> How:  # noqa: ANN401
        """Take what the command line says of the installation, else what ``[run]`` says."""
        said = {key: value.value for key, value in config.run.items()}
        if "constraint" in said:
            said["constraint"] = Path(said["constraint"])
        given = {key: value for key, value in installation.items() if value is not None}
        return cls(**{**said, **given, **rest})


def refuse_untrusted(template: Template, *, trust: bool) -> None:
    """Refuse to run what a foreign template would make, before anything is made.

    Raises:
        TrustError: its code would run, and nobody has said that it may.
    """
    if not (template.builtin or trust):
        raise TrustError(
            f"{template.name} is a foreign template, and --run would run its code "
            f"({template.command})",
            "look at it, then pass --trust, or leave --run out",
        )


def run(  # noqa: PLR0913 - what is run, how, by whom, when, and who hears of it
    project: Path,
    how: How,
    config: Config,
    date: datetime,
    *,
    silent: bool,
    announce: Callable[[], None] = lambda: None,
) -> Run:
    """Run a project, and show its steps unless ``silent``; ``announce`` speaks before the first."""
    sign, chosen = config.git.get("sign"), _installer(project, how)
    try:
        with progress.shown(silent=silent) as hear:
            return runner.run(
                project,
                date=date,
                profile=how.profile,
                record=how.record,
                installer=chosen.installer,
                because=chosen.because,
                constraint=how.constraint,
                find_links=how.find_links,
                commit=how.commit,
                author=how.author or orders.identity({}, config),
                sign=sign.value if sign else None,
                trust=how.trust,
                state=machine.state(),
                progress=_after(announce, hear),
            )
    except KeyboardInterrupt:
        if not silent:
            words = ["portfolio-kit", "run", display.near(project), *how.options(chosen)]
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


def run_new(project: Path, order: Order, how: How, config: Config, *, silent: bool) -> Run:
    """Run a project that was baked just now, and say what it measured unless ``silent``."""

    def say() -> None:
        if not silent:
            announce(order.template, order.answers)

    ran = run(project, how, config, order.date, silent=silent, announce=say)
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
    for template in catalog.builtins():
        if baked.origin is None and template.name == baked.template:
            announce(template, baked.answers)


def _installer(project: Path, how: How) -> Chosen:
    """Return what installs the project: what somebody has chosen, else what fits here."""
    if how.installer != "auto":
        return installers.Chosen(how.installer, "")
    return installers.choose(project, constrained=how.constraint is not None)


def report(ran: Run) -> None:
    """Say what was measured, where it stands and what was committed."""
    sentence = headline(ran.project)
    if sentence:
        display.line()
        display.paragraph(sentence, "  ", "  ", style="head")
    display.line()
    if ran.commit:
        files = "1 file" if len(ran.changed) == 1 else f"{len(ran.changed)} files"
        display.pieces(
            ("  ✔ ", "good"), (f"commit {ran.commit[:7]}", None), (f"  {files}", "quiet")
        )
        reporting.author(ran.author)
    for note in ran.notes:
        display.paragraph(note, "  ", "  ")
    if sentence:
        readme = display.near(ran.project / "README.md")
        display.pieces((f"  {readme}", "key"), (" shows it", "quiet"))


def smoked() -> None:
    """Say that a smoke run went well: what README shows is not what it measured."""
    display.line()
    display.pieces(("  ✔ ", "good"), ("it runs", None), ("  a smoke run records nothing", "quiet"))


def headline(project: Path) -> str | None:
    """Return the sentence with which README begins, as plain text; None before a full run."""
    if not (project / manifest.NAME).exists():
        return None
    body = _showcase.bodies(manifest.read(project))["headline"]
    sentence = next(line for line in body.splitlines() if line.strip()).strip().strip("*")
    return html.unescape(re.sub(r"\\(.)", r"\1", sentence))
