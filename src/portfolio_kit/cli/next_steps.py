"""What to do next with a project, as commands to copy: its table, its run, its way to GitHub."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.baking import growth, marks
from portfolio_kit.cli import machine
from portfolio_kit.cli.terminal import display
from portfolio_kit.git import remotes
from portfolio_kit.git.remotes import Remotes
from portfolio_kit.showcase import manifest, recipe, story

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake
    from portfolio_kit.baking.order import Order
    from portfolio_kit.config.config import Config
    from portfolio_kit.showcase.recipe import Recipe
    from portfolio_kit.template.template import Template

_CHECK = (
    "The smoke run says what is wrong with your table, and records nothing; without a table the "
    "run measures made-up data, and says so."
)
_LOOK = "--trust runs the project's code: look at it first."
_EMPTY = "Before the push, make an empty repository there: https://github.com/new"


@dataclass(frozen=True)
class Next:
    """What a person does, in that order, and what there is to know about it.

    ``enter`` and ``commands`` are typed as they stand; ``first`` is said in words, of paths as
    they are seen where the person is by then.
    """

    enter: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def document(self) -> list[str]:
        """Return it as `--json` prints it."""
        return [*self.enter, *self.first, *self.commands]


@dataclass(frozen=True)
class Place:
    """A project as one names it here: ``.`` is the working folder."""

    path: str
    slug: str
    owner: str = ""  # of its repository on GitHub
    named: bool = True  # the project's files name the owner, or would not if they could
    trusted: bool = True  # `run` asks nobody to vouch for it
    grows: bool = False  # `update` knows its layout

    def git(self, *words: str) -> str:
        """Return a command of git in the project."""
        return shlex.join(["git", *([] if self.path == "." else ["-C", self.path]), *words])

    def run(self, *words: str) -> str:
        """Return the command that runs the project."""
        where = [] if self.path == "." else [self.path]
        trust = [] if self.trusted else ["--trust"]
        return shlex.join(["portfolio-kit", "run", *where, *words, *trust])

    def notes(self, *, checks: bool) -> tuple[str, ...]:
        """Return what there is to know before a run; ``checks``: a smoke run comes first."""
        return (*((_CHECK,) if checks else ()), *(() if self.trusted else (_LOOK,)))

    def update(self, *words: str) -> str:
        """Return the command that changes what the project was baked of."""
        return shlex.join(["portfolio-kit", "update", self.path, *words])

    def inside(self, said: Iterable[str]) -> tuple[str, ...]:
        """Return what one does, whose paths are those of the project, as one does it here."""
        return tuple(said if self.path == "." else (f"In {self.path}: {words}" for words in said))


def after_bake(made: Bake, order: Order, config: Config, near: str) -> Next:
    """Return what to do with a project that was just baked; ``near`` is its folder from here."""
    place = _place(".", made.path, order.context, config)
    first = order.template.preparations(order.context)
    runs = [place.run()] if made.command else []
    if runs and first:
        runs.insert(0, place.run("--profile", "smoke"))
    remote = "origin" if order.git.remote else None
    pushed = push(Remotes(order.git.branch, remote), place) if made.commit and runs else Next()
    notes = (*(place.notes(checks=bool(first)) if runs else ()), *pushed.notes)
    return Next((shlex.join(["cd", near]),), first, (*runs, *pushed.commands), notes)


def after_run(project: Path, config: Config, *, alone: bool = True) -> Next:
    """Return what to do with a project that has been run; ``alone``, what it could have more of."""
    if not (project / recipe.NAME).is_file():
        return Next()
    baked = recipe.read(project)
    template = marks.builtin(baked)
    place = _place(display.place(project), project, baked.answers, config)
    first = template.preparations(baked.answers) if template else ()
    if first and not _is_made_up(project):
        first = ()
    known = remotes.read(project)
    pushed = push(known, place) if known else Next()
    runs = (place.run("--profile", "smoke"), place.run()) if first else ()
    more = _growth(baked, template, place) if alone and known and not first else Next()
    notes = (*(place.notes(checks=True) if first else ()), *pushed.notes, *more.notes)
    said = place.inside((*first, *_unanswered(project)))
    return Next((), said, (*runs, *pushed.commands, *more.commands), notes)


def after_update(project: Path) -> Next:
    """Return what to do with a project that has been updated: what it measured may be stale."""
    if recipe.read(project).command is None:
        return Next()
    path = display.place(project)
    place = Place(path, project.resolve().name, trusted=_is_trusted(project))
    return Next(commands=(place.run(),), notes=place.notes(checks=False))


def _growth(baked: Recipe, template: Template | None, place: Place) -> Next:
    """Return one thing that can be added to a project: the first that there is, if any."""
    if template is None or growth.obstacle(baked, template):
        return Next()
    step = next(growth.steps(template, baked.answers), None)
    if step is None:
        return Next()
    rest = shlex.join(["portfolio-kit", "show", place.path])
    note = f"{step.word} adds {step.about}; what else can be added: {rest}"
    return Next(commands=(place.update(step.word),), notes=(note,))


def _unanswered(project: Path) -> tuple[str, ...]:
    """Return what the owner of a project does who asked a question and has not answered it."""
    question = story.unanswered(project)
    said = f"Answer your question in {story.NAME}, commit it, and run again: {question}"
    return (said,) if question else ()


def after_build(waiting: Sequence[Path], again: Sequence[str]) -> Next:
    """Return what to do with the projects of a config file that wait for their first run.

    ``again`` are the words of the command that runs them all, where nobody has to vouch for
    one; after a run comes what comes after each.
    """
    if not waiting:
        return Next()
    places = {
        path: Place(display.near(path), path.name, trusted=_is_trusted(path)) for path in waiting
    }
    first = [
        words
        for path, place in places.items()
        for words in place.inside(_preparations(recipe.read(path)))
    ]
    doubted = next((place for place in places.values() if not place.trusted), None)
    place = doubted or places[waiting[0]]
    trust = ["--trust"] if doubted and "--trust" not in again else []
    command = place.run() if len(waiting) == 1 else shlex.join([*again, *trust])
    return Next((), tuple(first), (command,), place.notes(checks=bool(first)))


def push(known: Remotes, place: Place) -> Next:
    """Return how the project gets to GitHub, or wherever its remote is."""
    if known.remote is not None:
        if not known.waiting:
            return Next()
        if known.tracked:
            return Next(commands=(place.git("push"),))
        return Next(
            commands=(place.git("push", "-u", known.remote, known.branch),), notes=(_EMPTY,)
        )
    notes = () if place.named else (_nameless(place),)
    if shutil.which("gh"):
        name = f"{place.owner}/{place.slug}" if place.owner else place.slug
        words = ["gh", "repo", "create", name, "--public", f"--source={place.path}", "--push"]
        return Next(commands=(shlex.join(words),), notes=notes)
    address = f"git@github.com:{place.owner or 'OWNER'}/{place.slug}.git"
    commands = (
        place.git("remote", "add", "origin", address),
        place.git("push", "-u", "origin", known.branch),
    )
    return Next(commands=commands, notes=(_EMPTY, *notes))


def show(steps: Iterable[Next]) -> None:
    """Print what to do next, as commands to copy; nothing when there is nothing."""
    steps = [each for each in steps if each.document()]
    if not steps:
        return
    display.line()
    display.line("  Next", style="head")
    for each in steps:
        for command in each.enter:
            display.line(f"    {command}", style="command")
        for words in each.first:
            display.paragraph(words, "    ", "    ")
        for command in each.commands:
            display.line(f"    {command}", style="command")
    display.line()
    for note in dict.fromkeys(note for each in steps for note in each.notes):
        display.paragraph(note, "  ", "  ", style="quiet")


def _place(path: str, project: Path, answers: Mapping[str, Any], config: Config) -> Place:
    asked = "github" in answers
    owner = answers.get("github") or answers.get("github_username")
    known = owner or getattr(config.author.get("github"), "value", "")
    slug = str(answers.get("slug") or project.resolve().name)
    rest = {"trusted": _is_trusted(project), "grows": _grows(project)}
    return Place(path, slug, str(known), bool(owner) or not asked, **rest)


def _grows(project: Path) -> bool:
    baked = recipe.read(project)
    return baked.origin is None and growth.FLAT not in baked.layers


def _is_trusted(project: Path) -> bool:
    return marks.holds(project, machine.state())


def _nameless(place: Place) -> str:
    """Say that no file of the project holds a GitHub name, and what puts one there."""
    owner = place.owner or "OWNER"
    command = place.update(f"github={owner}")
    if not place.grows:
        file = str(Path(place.path, recipe.NAME))
        words = ["portfolio-kit", "new", "--from", file, f"github={owner}", "--output", "ELSEWHERE"]
        command = shlex.join(words)
    who = "" if place.owner else "OWNER is your name on GitHub. "
    return f"{who}The project's files hold none yet; with one: {command}"


def _preparations(baked: Recipe) -> tuple[str, ...]:
    """Return what the built-in template of a project says that one does before a run."""
    template = marks.builtin(baked)
    return () if template is None else template.preparations(baked.answers)


def _is_made_up(project: Path) -> bool:
    if not (project / manifest.NAME).is_file():
        return False
    return any(entry["synthetic"] for entry in manifest.read(project).get("data", ()))
