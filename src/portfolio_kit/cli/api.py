"""What the commands do, for a program or a notebook: nothing is printed, nothing is asked.

No config file is read. What is wrong is a ``PortfolioKitError``, whose ``problems`` say it line
by line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from portfolio_kit.answers import context
from portfolio_kit.baking import bake as baking
from portfolio_kit.baking.order import Terms, Wanted, take_order
from portfolio_kit.base import stale
from portfolio_kit.cli import failures, installers, machine
from portfolio_kit.config import mistakes
from portfolio_kit.config.config import Value, load, over
from portfolio_kit.errors import AnswerError, PortfolioKitError, Problem, RunError, Where
from portfolio_kit.render import hooks
from portfolio_kit.running import runner
from portfolio_kit.running.wish import Choice, Profile, Wish
from portfolio_kit.showcase import manifest
from portfolio_kit.template import catalog

if TYPE_CHECKING:
    from portfolio_kit.baking.bake import Bake
    from portfolio_kit.running.runner import Run
    from portfolio_kit.running.step import Event
    from portfolio_kit.template.template import Template


def templates() -> list[Template]:
    """Return the built-in templates, with their questions and what they demonstrate."""
    return catalog.builtins()


def bake(  # noqa: PLR0913 - each is one thing that a person may say
    template: str | os.PathLike[str],
    output: str | os.PathLike[str] = ".",
    *,
    answers: Mapping[str, Any] | None = None,  # JSON
    author: tuple[str, str] | None = None,
    story: Mapping[str, Any] | None = None,  # texts and lists of texts
    date: datetime | None = None,
    git: bool = True,
    trust: bool = False,
) -> Bake:
    """Bake one project, and return where it is, its files and its commit.

    Args:
        template: a built-in name, a folder, or a git address with an optional ``@ref``.
        output: the folder in which the project's folder is made; ``~`` is the home.
        answers: to the template's questions; defaults answer the rest.
        author: name and address of who commits; by default whom git would name in that place.
        story: the person's own words: ``question``, ``expectation``, ``answer``, ``why``,
            ``decisions``, ``limitations``.
        date: of the commit, with a time zone; by default now. With the same date, answers, author
            and story a bake gives the same commit anywhere.
        git: make a repository and a commit.
        trust: let a foreign template run its hooks and extensions.

    Raises:
        PortfolioKitError: what is wrong; nothing was made.
    """
    _refuse_wrong(answers, author, story, date)
    with _said():
        terms = Terms(Path(output).expanduser(), date or machine.date(None), git=git, trust=trust)
        given = {name: Value(answer, context.ARGUMENT) for name, answer in (answers or {}).items()}
        words = [f"slug={given['slug'].value}"] if "slug" in given else []
        known = machine.git_identity(machine.Place.of(terms.output, words), needed=git)
        if author is not None:
            pairs = zip(("name", "email"), author, strict=True)
            known = {key: Value(said, context.ARGUMENT) for key, said in pairs}
        config = over(known, load([]))
        with ExitStack() as copies:
            prepare = hooks.BeforeQuestions(terms.hooks, trust, copies.enter_context)
            fetch = replace(catalog.Fetch(), prepare=prepare)
            found = catalog.find(os.fspath(template), cache=machine.cache(), fetch=fetch)
            wanted = Wanted(found, context.gather(found, config, None, given), dict(story or {}))
            return baking.bake(take_order(wanted, config, terms), state=machine.state())


def _refuse_wrong(
    answers: object = None, author: object = None, story: object = None, date: object = None
) -> None:
    """Refuse arguments that no command line and no config file could hold.

    Raises:
        AnswerError: everything that is wrong with them.
    """
    wrong = []
    for name, value in answers.items() if isinstance(answers, Mapping) else ():
        if not isinstance(name, str) or not _is_json(value):
            what = f"answers[{name!r}] is {value!r}"
            wrong.append(
                Problem(
                    what,
                    "give a text, a number, True, False or a list of texts",
                    Where(key=str(name)),
                )
            )
    if not (answers is None or isinstance(answers, Mapping)):
        wrong.append(Problem(f"answers is {answers!r}", "give a dictionary"))
    pair = isinstance(author, tuple) and len(author) == 2 and all(map(_is_text, author))
    if not (author is None or pair):
        wrong.append(Problem(f"author is {author!r}", 'give two texts: ("NAME", "ADDRESS")'))
    if story is not None:
        words = dict(story) if isinstance(story, Mapping) else story
        wrong += [problem for _, problem in mistakes.problems({"story": words})]
    if not (date is None or _is_date(date)):
        advice = "give a datetime with a time zone, from 1970 to 2099"
        wrong.append(Problem(f"date is {date!r}", advice))
    if wrong:
        raise AnswerError(wrong)


@contextmanager
def _said() -> Iterator[None]:
    """Say what the system refuses as what a person can put right."""
    try:
        yield
    except (OSError, MemoryError, ValueError) as error:
        if problems := failures.of_system(error):
            raise PortfolioKitError(problems) from error
        raise


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and bool(value.strip())


def _is_date(value: object) -> bool:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return False
    return 1970 <= value.year <= 2099  # git counts from 1970, and refuses years of five digits


def _is_json(value: object) -> bool:
    """Say whether a value is one that JSON has, and UTF-8 too."""
    try:
        return value is not None and bool(json.dumps(value, ensure_ascii=False).encode())
    except (TypeError, ValueError, RecursionError):
        return False


def run(  # noqa: PLR0913 - the options of the command
    project: str | os.PathLike[str],
    *,
    profile: Profile = "full",
    record: bool = False,
    commit: bool = True,
    installer: Choice = "auto",
    trust: bool = False,
    date: datetime | None = None,
    progress: Callable[[Event], None] = lambda _: None,
) -> Run:
    """Install and run a project, and commit the results that its main command wrote.

    Where nothing has changed on which they depend, nothing is run: ``unchanged_since`` of what
    comes back is then the commit at which they were measured.

    Args:
        project: its folder.
        profile: how much of it: ``smoke`` records nothing, ``study`` is larger than ``full``.
        record: measure anew in any case, and renew the recorded times too.
        commit: commit what was measured.
        installer: what fills its ``.venv``; ``auto`` is uv where that installs the same as pip.
        trust: run a project that was not baked here.
        date: of the commit, with a time zone; by default now.
        progress: hears each step, and each line that it prints.

    Raises:
        PortfolioKitError: what is wrong. What is done stays done: the next run goes on.
    """
    _refuse_wrong(date=date)
    known = {"profile": (profile, Profile), "installer": (installer, Choice)}
    if wrong := [
        Problem(f"{name} is {said!r}", f"choose one of: {', '.join(get_args(kind))}")
        for name, (said, kind) in known.items()
        if said not in get_args(kind)
    ]:
        raise RunError(wrong)
    folder = Path(project).expanduser()
    wish = Wish(installer, profile=profile, record=record, commit=commit, trust=trust)
    with _said():
        return runner.run(
            folder,
            installers.settled(folder, wish),
            date=date or machine.date(None),
            state=machine.state(),
            progress=progress,
            unchanged=stale.unchanged,
        )


def read_manifest(project: str | os.PathLike[str]) -> dict[str, Any]:  # JSON
    """Return what a project's last run measured: its ``showcase.json``.

    Raises:
        ManifestError: it was never run, or the file does not follow its schema.
    """
    return manifest.read(Path(project))
