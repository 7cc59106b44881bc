"""Hooks: the scripts of a template that Cookiecutter runs before and after it renders."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import Problem, RenderError, TemplateError, TrustError
from portfolio_kit.jinja import engine
from portfolio_kit.system import child, textfile
from portfolio_kit.system.reader import Reader
from portfolio_kit.system.signals import undisturbed

if TYPE_CHECKING:
    from jinja2 import Environment

Context = Mapping[str, Any]  # values of JSON

FOLDER = "hooks"
NAMES = ("pre_prompt", "pre_gen_project", "post_gen_project")

#: How many of its last lines are quoted of a hook that failed.
_QUOTED = 5


def _nobody(_line: str) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class How:
    """Whether hooks run, and who hears each line that they say."""

    skip: bool = False
    hear: Callable[[str], None] = _nobody


def find(template: Path, name: str | None = None) -> list[Path]:
    """Return the scripts in the folder ``hooks``: those of the hook ``name``, or of every hook."""
    folder = template / FOLDER
    if not folder.is_dir():
        return []
    wanted = NAMES if name is None else (name,)
    return sorted(
        script
        for script in folder.iterdir()
        if script.stem in wanted and not script.name.endswith("~")
    )


def run(  # noqa: PLR0913 - each is one thing that a hook sees
    name: str,
    template: Path,
    project: Path,
    env: Environment,
    context: Context,
    *,
    reader: Reader,
    how: How,
) -> None:
    """Render each script of the hook ``name`` and run it in the project's folder.

    Args:
        name: one of ``NAMES``.
        template: the folder that holds ``hooks``.
        project: the working directory of the script.
        env: the Jinja environment.
        context: what the script is rendered with.
        reader: opens the script.
        how: whether it runs, and who hears it.

    Raises:
        RenderError: it cannot be rendered, or ends with another exit status than 0.
    """
    for script in () if how.skip else find(template, name):
        where = f"hooks/{script.name}"
        rendered = engine.render_text(env, _text(script, where, reader), context, where)
        handle, temporary = tempfile.mkstemp(suffix=script.suffix)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(rendered)
            _execute(Path(temporary), script.name, project, how)
        finally:
            Path(temporary).unlink()
        if not project.is_dir():
            raise RenderError(
                f"hook {script.name} has taken the project's folder away",
                "correct the hook, or pass --skip-hooks",
            )


def _text(script: Path, where: str, reader: Reader) -> str:
    """Return what the script says, before it is rendered."""
    data, _ = reader.read(script, where)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RenderError([textfile.undecodable(where, data, error)]) from error


@dataclass(frozen=True)
class BeforeQuestions:
    """Runs the hook ``pre_prompt`` of a template before anything of it is read.

    The hook may change the template: it runs in a copy, which is used instead. ``keep`` enters
    the context of a copy, which is gone when that is left. ``_made`` are the copies so far.
    """

    how: How
    trust: bool
    keep: Callable[[AbstractContextManager[Path]], Path]
    _made: set[Path] = field(default_factory=set)

    def __call__(self, bound: Path, template: Path) -> tuple[Path, Path]:
        """Return what to read instead of a template's bound and its folder.

        Raises:
            TrustError: the template has such a hook and is not trusted.
            TemplateError: the template cannot be copied.
            RenderError: the hook ends with another exit status than 0.
        """
        if self.how.skip or not find(template, "pre_prompt"):
            return bound, template
        if not self.trust:
            raise TrustError(
                Problem(
                    f"hook {script.name} of {template.name} would run code",
                    "read it, then pass --trust or --skip-hooks",
                )
                for script in find(template)
            )
        copy = bound
        if bound not in self._made:  # a list of templates has been copied before one of them
            copy = self.keep(_folder()) / bound.name
            _copy(bound, copy)
            self._made.add(copy)
        inside = copy / template.resolve().relative_to(bound.resolve())
        for script in find(inside, "pre_prompt"):
            _execute(script, script.name, inside, self.how)
        return copy, inside


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder for a copy."""
    folder = tempfile.TemporaryDirectory(prefix="portfolio-kit-", ignore_cleanup_errors=True)
    try:
        yield Path(folder.name).resolve()
    finally:
        with undisturbed():
            folder.cleanup()


def _copy(template: Path, copy: Path) -> None:
    """Copy a template as Cookiecutter does: of a link, what it leads to."""
    try:
        shutil.copytree(template, copy)
    except (OSError, shutil.Error, RecursionError) as error:
        of = error.args[0] if isinstance(error, shutil.Error) else ()
        first = of[0][2] if isinstance(of, list) and of else str(error)
        raise TemplateError(
            f"{template}: its hook pre_prompt runs in a copy, which cannot be made: {first}",
            "correct that, or pass --skip-hooks",
        ) from error


def _execute(script: Path, name: str, folder: Path, how: How) -> None:
    """Run a script as Cookiecutter does: Python's with our Python, the others as programs."""
    script.chmod(script.stat().st_mode | 0o100)
    command = [sys.executable, str(script)] if script.suffix == ".py" else [str(script)]
    if sys.platform == "win32" and script.suffix != ".py":
        command = ["cmd", "/c", *command]  # which knows by the suffix what runs a script
    last: deque[str] = deque(maxlen=_QUOTED)

    def line(text: str) -> None:
        how.hear(text)
        if text.strip():
            last.append(text.rstrip())

    try:
        status = child.follow(command, cwd=folder, env=child.environment(), line=line)
    except OSError as error:
        reason, advice = _reason(error)
        raise RenderError(f"hook {name} cannot be started: {reason}", advice) from error
    if status:
        said = last[-1].strip() if last else "it says nothing"
        details = tuple(f"  | {text}" for text in last if len(last) > 1)
        what = f"hook {name} ended with exit status {status}: {said}"
        advice = "change the answers, or correct the hook"
        raise RenderError([Problem(what, advice, details=details)])


def _reason(error: OSError) -> tuple[str, str]:
    """Return why a program does not start, and what to do."""
    if error.errno == errno.ENOEXEC:
        return "it names no interpreter", "let its first line begin with #!"
    return error.strerror or str(error), "correct its first line"
