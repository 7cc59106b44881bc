"""What a config file orders: every project's template and answers, judged before any is baked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio_kit.answers import context
from portfolio_kit.baking.order import Order, Terms, Wanted, take_order
from portfolio_kit.config.config import Config, Project
from portfolio_kit.errors import (
    AnswerError,
    ConfigError,
    PortfolioKitError,
    Problem,
    TemplateError,
)
from portfolio_kit.template import catalog
from portfolio_kit.template.catalog import Fetch
from portfolio_kit.template.template import Template

#: What a person mends in the config file; anything else can fail on one day and not on another.
_MISTAKES = (AnswerError, ConfigError, TemplateError)


#: How many of the projects are named that one line of a file fails.
_NAMED = 3

#: Finds the template that a reference means.
Find = Callable[[str], Template]


@dataclass(frozen=True)
class Plan:
    """The order of a project, or why there is none today."""

    project: Project
    order: Order | PortfolioKitError


def make(config: Config, terms: Terms, find: Find) -> list[Plan]:
    """Return the order of every project, whose templates ``find`` finds.

    Raises:
        ConfigError: everything that is wrong with what the file says of any project.
    """
    made: list[Plan] = []
    problems: list[Problem] = []
    for project in config.projects:
        try:
            template = find(project.template)
            made.append(
                Plan(project, take_order(_wanted(project, template, config), config, terms))
            )
        except PortfolioKitError as error:
            made.append(Plan(project, error))
            problems += _placed(project, error.problems) if isinstance(error, _MISTAKES) else ()
    if problems := _told([*problems, *_twice(made)]):
        raise ConfigError(problems)
    return made


def _twice(plans: Sequence[Plan]) -> Iterator[Problem]:
    """Yield a problem for each project that would be made where one before it is."""
    seen: dict[str, Project] = {}
    for plan in plans:
        if isinstance(plan.order, PortfolioKitError):
            continue
        place = plan.order.destination
        first = seen.setdefault(str(place).casefold(), plan.project)
        if first is not plan.project:
            what = f"makes {place.name}, as {first.source} does"
            advice = "give each project a title or a slug of its own"
            yield Problem(what, advice, plan.project.where)


@dataclass(frozen=True)
class _Shared(Problem):
    """A problem of a line that was said for several projects, and the project that it fails."""

    project: str = ""


def placed(project: Project, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems, each with the project that it concerns, by its place in the config file."""
    return _told(_placed(project, problems))


def _placed(project: Project, problems: Iterable[Problem]) -> Iterator[Problem]:
    values = [*project.answers.values(), *project.story.values()]
    own = {str(project.where), *(str(value.where) for value in values)}
    for problem in problems:
        where = problem.where
        if str(where) in own:
            yield problem
        elif where.file == project.where.file:  # said for several, such as in [defaults]
            said = (problem.what, problem.advice, where, problem.details)
            yield _Shared(*said, project=str(project.where))
        elif where.file:
            what = f"{project.where}: {replace(problem, advice='')}"
            yield replace(problem, what=what, where=replace(where, named=True))
        else:
            yield replace(problem, where=replace(project.where, key=where.key))


def _told(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems in their order, one that several projects share once."""
    found: dict[Problem, list[str]] = {}
    for problem in problems:
        if isinstance(problem, _Shared):
            said = (problem.what, problem.advice, problem.where, problem.details)
            found.setdefault(Problem(*said), []).append(problem.project)
        else:
            found.setdefault(problem, [])
    return [_for(problem, projects) for problem, projects in found.items()]


def _for(problem: Problem, projects: list[str]) -> Problem:
    """Return a problem with the projects that it fails, each by its place; of many the first."""
    if not projects:
        return problem
    more = f" and {len(projects) - _NAMED} more" if len(projects) > _NAMED else ""
    said = f"(for {', '.join(projects[:_NAMED])}{more})"
    return replace(problem, advice=f"{problem.advice} {said}".lstrip())


def mistakes(config: Config, terms: Terms, find: Find) -> list[Problem]:
    """Return what is wrong with the answers in a file of which other parts are wrong already.

    What is missing may be missing because its key was wrong, which is said.
    """
    problems: list[Problem] = []
    for project in config.projects:
        try:
            wanted = _wanted(project, find(project.template), config)
            private = context.private(wanted.template, terms.date, wanted.story)
            context.resolve(wanted.template, wanted.answers, private=private, trust=terms.trust)
        except _MISTAKES as error:
            said = (one for one in error.problems if context.is_said(one, wanted.answers))
            problems += _placed(project, said if isinstance(error, AnswerError) else error.problems)
        except PortfolioKitError:  # no mistake of the file: said when the rest is right
            continue
    return _told(problems)


def _wanted(project: Project, template: Template, config: Config) -> Wanted:
    answers = context.gather(template, config, project, {})
    return Wanted(template, answers, context.story(config, project))


def finder(config: Config, cache: Path, fetch: Fetch) -> Find:
    """Return what finds a template, each of which has been looked for once.

    All are looked for now: git may ask for a password, which a progress bar would paint over.
    """
    found: dict[str, Template | PortfolioKitError] = {}
    for reference in {project.template: None for project in config.projects}:
        try:
            found[reference] = catalog.find(reference, cache=cache, fetch=fetch)
        except PortfolioKitError as error:
            found[reference] = error

    def find(reference: str) -> Template:
        known = found[reference]
        if isinstance(known, PortfolioKitError):
            raise known
        return known

    return find
