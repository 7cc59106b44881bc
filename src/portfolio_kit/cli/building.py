"""Many projects, one after the other, in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio_kit.baking import bake, recipe
from portfolio_kit.cli import machine, running
from portfolio_kit.cli.orders import Terms
from portfolio_kit.cli.results import NOT_MEASURED, Result
from portfolio_kit.cli.terminal import display
from portfolio_kit.config.config import over
from portfolio_kit.errors import PortfolioKitError
from portfolio_kit.showcase import manifest
from portfolio_kit.system import interleave

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake, Order
    from portfolio_kit.cli.planning import Plan
    from portfolio_kit.config.config import Config, Project
    from portfolio_kit.running.runner import Run

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


def build(plans: Sequence[Plan], work: Work) -> list[Result]:
    """Bake every project that is not there; one that fails does not stop the others.

    With ``work.how`` each is run too that was never measured, whenever it was baked.
    """
    results = []
    # A run needs every core, and says what it does.
    width = _SIDE_BY_SIDE if work.how is None else 1
    quiet = work.silent or work.how is not None or work.dry_run
    with _counted(len(plans), silent=quiet) as tell:
        works = (_one(plan, work) for plan in plans)
        baked = interleave.each(works, width)
        with closing(baked):
            for result in baked:
                results.append(result)
                tell(result)
    return results


def _one(plan: Plan, work: Work) -> interleave.Work[Result]:
    """Bake one project, or run one that was never measured."""
    project, order = plan.project, plan.order
    if isinstance(order, PortfolioKitError):
        return Result(project, "failed", problems=order.problems)
    path = made = None
    try:
        path = bake.destination(order)
        if path.exists() or path.is_symlink():
            return _there(project, path, work)
        if work.how is not None and order.template.command is not None:
            running.refuse_untrusted(order.template, trust=work.terms.trust)
        if work.dry_run:
            return _planned(project, order, path, work)
        made = yield from bake.baking(order, state=machine.state())
        ran = _run(path, work, made) if made.command is not None else None
    except PortfolioKitError as error:
        return Result(project, "failed", path, made, problems=error.problems)
    return Result(project, "ran" if ran else "baked", path, made, ran, author=made.author)


def _planned(project: Project, order: Order, path: Path, work: Work) -> Result:
    seen = bake.preview(order)
    runs = work.how is not None and order.template.command is not None
    note = "baked and run" if runs else "baked"
    return Result(project, "planned", path, note=note, author=seen.author)


def _there(project: Project, path: Path, work: Work) -> Result:
    """Say what stands there already, and run it if it is a project that was never measured."""
    if not (path / recipe.NAME).is_file():
        return Result(project, "exists", path, note="and is no project of ours")
    if (path / manifest.NAME).exists():
        return Result(project, "exists", path, note="measured")
    if recipe.read(path).command is None:
        return Result(project, "exists", path)
    if work.how is None:
        return Result(project, "exists", path, note=NOT_MEASURED)
    if work.dry_run:
        return Result(project, "planned", path, note="run")
    return Result(project, "ran", path, ran=_run(path, work))


def _run(path: Path, work: Work, made: Bake | None = None) -> Run | None:
    """Run a project; for what was ``made`` in this very process nobody needs to vouch."""
    if work.how is None:
        return None
    if not work.silent:
        display.line()
        display.line(f"  {path.name}", style="head")
    how, config = work.how, work.config
    if made is not None:
        how = replace(how, trust=True, author=made.author)
    else:
        place = machine.Place(path, is_new=False)
        config = over(machine.git_identity(place, needed=how.commit), config)
    return running.run(path, how, config, work.terms.date, silent=work.silent)


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
