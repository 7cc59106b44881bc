"""Many projects, one after the other, in one process: baked, and run where one asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from portfolio_kit.baking import bake, plans
from portfolio_kit.baking.bake import Bake
from portfolio_kit.baking.order import Order
from portfolio_kit.baking.plans import Plan
from portfolio_kit.errors import PortfolioKitError, Problem
from portfolio_kit.git.repository import Identity
from portfolio_kit.running.runner import Run, refuse_untrusted
from portfolio_kit.showcase import manifest, recipe
from portfolio_kit.system import interleave, redact

#: How many bakes are under way at once: while git commits some, the next is rendered.
_SIDE_BY_SIDE = 3

#: Runs the project in a folder, which was baked just now if there is a bake.
RunOne = Callable[[Path, Bake | None], Run]

State = Literal["baked", "ran", "planned", "exists", "failed"]

#: The note of a project that is there and can be run.
NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Result:
    """What became of one project; ``note`` says more of its state, such as that it is measured."""

    plan: Plan
    state: State
    path: Path | None = None
    baked: Bake | None = None
    ran: Run | None = None
    problems: tuple[Problem, ...] = ()
    note: str = ""
    author: Identity | None = None

    @property
    def name(self) -> str:
        """What people call it: its folder, else what the config file says."""
        project = self.plan.project
        said = project.answers.get("slug") or project.answers.get("title")
        called = str(said.value) if said else redact.address(project.template)
        return self.path.name if self.path else called

    @property
    def waits(self) -> bool:
        """Whether it is there, and has a main command that was never run."""
        if self.state == "baked" and self.baked is not None:
            return self.baked.command is not None
        return self.note == NOT_MEASURED

    def placed(self) -> list[Problem]:
        """Return the problems, each with the place of the project in the config file."""
        return plans.placed(self.plan.project, self.problems)


@dataclass(frozen=True)
class Job:
    """How projects are built; ``run`` None bakes without running.

    ``state`` is the person's state folder, ``trust`` vouches for foreign templates, and
    ``dry_run`` only says what would be done.
    """

    state: Path
    run: RunOne | None = None
    trust: bool = False
    dry_run: bool = False


def build(
    planned: Sequence[Plan], job: Job, tell: Callable[[Result], None] = lambda _: None
) -> list[Result]:
    """Bake every project that is not there; one that fails does not stop the others.

    With ``job.run`` each is run too that was never measured, whenever it was baked. ``tell``
    hears of each as it is done.
    """
    results = []
    width = _SIDE_BY_SIDE if job.run is None else 1  # a run needs every core
    with closing(interleave.each((_one(plan, job) for plan in planned), width)) as done:
        for result in done:
            results.append(result)
            tell(result)
    return results


def _one(plan: Plan, job: Job) -> interleave.Work[Result]:
    """Bake one project, or run one that was never measured."""
    order = plan.order
    if isinstance(order, PortfolioKitError):
        return Result(plan, "failed", problems=order.problems)
    path = made = None
    try:
        path = order.destination
        if path.exists() or path.is_symlink():
            return _there(plan, path, job)
        if job.run is not None and order.template.command is not None:
            refuse_untrusted(order, trust=job.trust)
        if job.dry_run:
            return _planned(plan, order, path, job)
        made = yield from bake.baking(order, state=job.state)
        ran = job.run(path, made) if job.run and made.command is not None else None
    except PortfolioKitError as error:
        return Result(plan, "failed", path, made, problems=error.problems)
    return Result(plan, "ran" if ran else "baked", path, made, ran, author=made.author)


def _planned(plan: Plan, order: Order, path: Path, job: Job) -> Result:
    seen = bake.preview(order)
    runs = job.run is not None and order.template.command is not None
    note = "baked and run" if runs else "baked"
    return Result(plan, "planned", path, note=note, author=seen.author)


def _there(plan: Plan, path: Path, job: Job) -> Result:
    """Say what stands there already, and run it if it is a project that was never measured."""
    if not (path / recipe.NAME).is_file():
        return Result(plan, "exists", path, note="and is no project of ours")
    if (path / manifest.NAME).exists():
        return Result(plan, "exists", path, note="measured")
    if recipe.read(path).command is None:
        return Result(plan, "exists", path)
    if job.run is None:
        return Result(plan, "exists", path, note=NOT_MEASURED)
    if job.dry_run:
        return Result(plan, "planned", path, note="run")
    return Result(plan, "ran", path, ran=job.run(path, None))
