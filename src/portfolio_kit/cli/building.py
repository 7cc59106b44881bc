"""Many projects, one after the other, in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from portfolio_kit import interleave
from portfolio_kit.cli import display, documents, running
from portfolio_kit.cli.orders import Terms, Wanted, order
from portfolio_kit.errors import PortfolioKitError

if TYPE_CHECKING:
    from portfolio_kit.bake import Bake, Order
    from portfolio_kit.config import Config, Project
    from portfolio_kit.runner import Run
    from portfolio_kit.template import Template

State = Literal["baked", "planned", "exists", "failed"]

#: What a state looks like: a mark, a style.
_MARKS: dict[State, tuple[str, str]] = {
    "baked": ("✔", "good"),
    "planned": ("·", "key"),
    "exists": ("·", "quiet"),
    "failed": ("✘", "bad"),
}


#: How many bakes are under way at once: while git commits some, the next is rendered.
_SIDE_BY_SIDE = 3


@dataclass(frozen=True)
class Work:
    """What is to be built, and how; ``how`` None bakes without running."""

    config: Config
    terms: Terms
    how: running.How | None
    dry_run: bool
    silent: bool


@dataclass(frozen=True)
class Result:
    """What became of one project."""

    project: Project
    state: State
    path: Path | None = None
    baked: Bake | None = None
    ran: Run | None = None
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What people call it: its folder, else what the config file says."""
        said = self.project.answers.get("slug") or self.project.answers.get("title")
        return self.path.name if self.path else str(said.value if said else self.project.template)

    def lines(self) -> list[str]:
        """Return the problems, each with the place of the project in the config file."""
        return [
            problem
            if problem.startswith((self.project.source.rpartition(":")[0], "  |"))
            else f"{self.project.source}: {problem}"
            for problem in self.problems
        ]

    def document(self) -> documents.Document:
        """Return it as `--json` prints it."""
        return {
            "name": self.name,
            "template": self.project.template,
            "state": self.state,
            "path": str(self.path.absolute()) if self.path else None,
            "commit": self.baked.commit if self.baked else None,
            "run": documents.run(self.ran) if self.ran else None,
            "problems": self.lines(),
        }


def build(work: Work) -> list[Result]:
    """Bake every project that is not there; one that fails does not stop the others."""
    projects, results = work.config.projects, []
    find = _templates(work.config)
    # A run needs every core, and says what it does.
    width = _SIDE_BY_SIDE if work.how is None else 1
    held: set[Path] = set()
    with _counted(len(projects), silent=work.silent or work.how is not None) as tell:
        works = (_one(project, work, find, held) for project in projects)
        baked = interleave.each(works, width)
        with closing(baked):
            for result in baked:
                results.append(result)
                tell(result)
    return results


def _templates(config: Config) -> Callable[[str], Template]:
    """Return what finds a template, each of which has been looked for once.

    All are looked for now: git may ask for a password, which a progress bar would paint over.
    """
    from portfolio_kit import catalog
    from portfolio_kit.cli import surroundings

    fetch = surroundings.fetch(config.templates)
    found: dict[str, Template | PortfolioKitError] = {}
    for reference in {project.template: None for project in config.projects}:
        try:
            found[reference] = catalog.find(reference, cache=surroundings.cache(), fetch=fetch)
        except PortfolioKitError as error:
            found[reference] = error

    def find(reference: str) -> Template:
        known = found[reference]
        if isinstance(known, PortfolioKitError):
            raise known
        return known

    return find


class _Before:
    """Waits for a project before this one; nobody can say when that is done."""

    def poll(self) -> None:
        """Return None: the projects before come first."""


def _one(
    project: Project, work: Work, find: Callable[[str], Template], held: set[Path]
) -> interleave.Work[Result]:
    """Bake one project; ``held`` are the destinations that are being baked just now."""
    from portfolio_kit import bake

    path: Path | None = None
    made: Bake | None = None
    try:
        wanted = _order(project, find(project.template), work.config, work.terms)
        path = bake.destination(wanted)
        while path in held:
            yield _Before()
        if path.exists() or path.is_symlink():
            return Result(project, "exists", path)
        if work.dry_run:
            bake.preview(wanted)
            return Result(project, "planned", path)
        held.add(path)
        try:
            made = yield from bake.baking(wanted)
        finally:
            held.discard(path)
        ran = _run(made, work)
    except PortfolioKitError as error:
        return Result(project, "failed", path, made, problems=error.problems)
    return Result(project, "baked", path, made, ran)


def _order(project: Project, template: Template, config: Config, terms: Terms) -> Order:
    from portfolio_kit import context

    answers = context.gather(template, config, project, {})
    return order(Wanted(template, answers, context.story(config, project)), config, terms)


def _run(made: Bake, work: Work) -> Run | None:
    if work.how is None or made.command is None:
        return None
    if not work.silent:
        display.line()
        display.line(f"  {made.path.name}", style="head")
    return running.run(made.path, work.how, work.config, work.terms.date, silent=work.silent)


@contextmanager
def _counted(total: int, *, silent: bool) -> Iterator[Callable[[Result], None]]:
    """Give a function that hears of each project as it is done."""
    if silent:
        yield lambda _: None
    elif not display.is_interactive():
        yield lambda result: display.line(f"{result.state}: {result.name}")
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("  {task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
        )
        with Progress(
            *columns,
            console=display.console(),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as bar:
            task = bar.add_task("Baking", total=total)
            yield lambda result: bar.update(task, advance=1, description=display.shown(result.name))


def summary(results: Sequence[Result]) -> None:
    """Print one line for each project, then how many there are of each state."""
    display.line()
    names = [display.shown(result.name) for result in results]
    width = max(map(len, names))
    for name, result in zip(names, results, strict=True):
        mark, style = _MARKS[result.state]
        display.pieces(
            (f"  {mark} ", style),
            (name.ljust(width), "head"),
            (f"  {_said(result)}", "quiet"),
        )
    counts = [(state, sum(result.state == state for result in results)) for state in _MARKS]
    display.line()
    display.line("  " + ", ".join(f"{count} {state}" for state, count in counts if count))


def _said(result: Result) -> str:
    if result.ran is not None:
        return running.headline(result.ran.project) or "ran"
    if result.baked is not None and result.baked.commit:
        return f"{result.state}, commit {result.baked.commit[:7]}"
    return result.state
