"""A project's README and its manifest: fill the regions, compare them, prepare them at a bake."""

import difflib
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from portfolio_kit import carried
from portfolio_kit.carried import files, regions
from portfolio_kit.carried import readme as shown
from portfolio_kit.errors import ConfigError, ManifestError, Problem, ShowcaseError, Where
from portfolio_kit.showcase import hidden, manifest, recipe, unmeasured

README = "README.md"

_OLD = (
    f"{manifest.NAME} is of an older version: only the project's own run fills {README}, and its "
    "text was not judged; for what this version shows, bake anew beside it with 'portfolio-kit new'"
)

#: Gives the main command that the recipe names; asked only where there is no manifest.
Command: TypeAlias = Callable[[], str | None]


@dataclass(frozen=True)
class Outcome:
    """What filling a README did; ``difference`` is a unified diff, empty when nothing changed."""

    readme: Path
    changed: bool
    difference: str


def fill(project: Path, command: Command, *, force: bool = False) -> Outcome:
    """Fill the regions of the project's README from its manifest.

    Before the first run there is none: ``force`` then brings back what a bake wrote into them.

    Raises:
        ManifestError: the manifest or a figure is missing or wrong.
        ShowcaseError: README cannot be filled without losing somebody's words; it is untouched.
    """
    _refuse_stranger(project)
    readme = project / README
    if not (project / manifest.NAME).exists():
        made_by = _made_by(project, command)  # without which nothing makes it
        if force:
            return _filled(readme, unmeasured.bodies(made_by), force=True)
    measured = manifest.read(project)
    if problems := manifest.verify_figures(project, measured):
        raise ManifestError(problems)
    if manifest.is_old(measured):
        return Outcome(readme, changed=False, difference="")
    with _translated(readme):
        bodies = shown.bodies(measured)
    return _filled(readme, bodies, force=force)


def _filled(readme: Path, bodies: Mapping[str, str], *, force: bool) -> Outcome:
    """Write ``bodies`` into the regions of ``readme``."""
    with _translated(readme):
        old, new = files.rewrite(readme, lambda text: shown.refresh(text, bodies, force=force))
    return Outcome(readme, old != new, _difference(old, new))


def headline(project: Path) -> str | None:
    """Return the sentence with which README begins, as plain text; None before a full run."""
    if not (project / manifest.NAME).exists():
        return None
    return manifest.headline(manifest.read(project))


def note(project: Path) -> str:
    """Say why nothing of README is written or judged; nothing where it is."""
    path = project / manifest.NAME
    return _OLD if path.exists() and manifest.is_old(manifest.read(project)) else ""


def _refuse_stranger(project: Path) -> None:
    """Refuse a folder that is no project: nothing would ever make its manifest.

    Raises:
        ShowcaseError: it has neither a manifest nor a recipe.
    """
    theirs = (manifest.NAME, recipe.NAME)
    if not any((project / name).exists() for name in theirs):
        raise ShowcaseError(
            f"{project.absolute()} is no project (it has neither {' nor '.join(theirs)})",
            "give the folder of one",
        )


def check(project: Path, command: Command) -> list[Problem]:
    """Return what keeps README from showing the manifest; before the first run, the not-run text.

    An empty list means that README says what was measured, and nothing else.
    """
    readme = project / README
    try:
        _refuse_stranger(project)
        if (project / manifest.NAME).exists():
            measured = manifest.read(project)
            problems = manifest.verify_figures(project, measured)
            if manifest.is_old(measured):
                return [*problems, *_hidden(readme), *_edited(project)]
            with _translated(readme):
                bodies, filler = shown.bodies(measured), "portfolio-kit showcase"
        else:
            problems = []
            bodies = unmeasured.bodies(_made_by(project, command))
            filler = "portfolio-kit run"
        with _translated(readme):
            old = files.read(readme)
            new = shown.refresh(old, bodies)
    except (ManifestError, ShowcaseError) as error:
        return [*_hidden(readme), *error.problems]
    problems += _hidden(readme)
    pairs = zip(regions.find(old), regions.find(new), strict=True)
    return problems + [
        Problem(
            f"{readme}: {before.place} does not show what was measured",
            f"'{filler}' fills it",
            Where(str(readme), before.start_line, before.name, named=True),
        )
        for before, after in pairs
        if before.name in bodies and before.body.strip() != after.body.strip()
    ]


def _hidden(readme: Path) -> list[Problem]:
    """Say what hides the lower part of a README from those who read it."""
    try:
        said = hidden.unclosed(files.read(readme))
    except (carried.ShowcaseError, OSError):  # said already
        return []
    return [Problem(said, where=Where(str(readme)))] if said else []


def is_edited(project: Path, last: str | None) -> bool:
    """Say whether README differs from what it was ``last`` in more than what its regions show.

    The main command fills regions, also when somebody runs it by hand.
    """
    try:
        here = _words(files.read(project / README))
    except (carried.ShowcaseError, OSError):
        return True
    try:
        return last is None or here != _words(last)
    except carried.ShowcaseError:
        return True


def _words(text: str) -> list[str]:
    """Return the lines that belong to people; of each region only its name stays.

    Lines as regions count them: ``splitlines`` would end one at a form feed too.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    for region in reversed(regions.find(text)):
        lines[region.start_line - 1 : region.end_line] = [f"region {region.name}"]
    return lines


def _edited(project: Path) -> list[Problem]:
    """Return a problem for each region that somebody wrote into."""
    try:
        refuse_edited(project)
    except ShowcaseError as error:
        return [*error.problems]
    return []


def refuse_edited(project: Path) -> None:
    """Refuse a README into which no run could put what it measures.

    Raises:
        ShowcaseError: one problem for each region that was edited by hand, or a malformed marker.
    """
    readme = project / README
    if readme.is_file():
        with _translated(readme):
            regions.splice(files.read(readme), {})


def prepare(project: Path, command: str) -> None:
    """Put the not-run texts into the README of a new project, if it has regions for them.

    Raises:
        ShowcaseError: some of the required regions are missing, or a marker is malformed.
    """
    readme = project / README
    if not readme.is_file() or b"portfolio-kit:" not in readme.read_bytes():
        return
    with _translated(readme):
        text = files.read(readme)
        if not {region.name for region in regions.find(text)} & set(shown.REQUIRED):
            return
        new = shown.refresh(text, unmeasured.bodies(command))
        if new != text:
            # As it is: the whole project is flushed to the disk before it gets its name.
            mode = readme.stat().st_mode
            readme.chmod(mode | stat.S_IWUSR)
            readme.write_bytes(new.encode())
            readme.chmod(mode)


@contextmanager
def _translated(readme: Path) -> Iterator[None]:
    """Give an error of the regions the name of its file."""
    try:
        yield
    except carried.ShowcaseError as error:
        raise ShowcaseError(
            Problem(line, where=Where(str(readme))) for line in error.args
        ) from error
    except OSError as error:
        raise ShowcaseError(
            f"{readme} cannot be read or written ({error.strerror})", "check its permissions"
        ) from error


def _made_by(project: Path, command: Command) -> str:
    """Return the main command, which makes the manifest.

    Raises:
        ManifestError: the recipe says that there is none, or cannot be read.
    """
    try:
        said = command()
    except ConfigError as error:
        missing = Problem(f"{project / manifest.NAME} is not there", "'portfolio-kit run' makes it")
        raise ManifestError([missing, *error.problems]) from error
    if said is None:
        raise ManifestError(
            f"{project / manifest.NAME} is not there, and the project's template names no main "
            "command that makes it",
            f"if the project can make it, run it as {README} says",
        )
    return " ".join(said.split())


def _difference(old: str, new: str) -> str:
    # Not `splitlines`: a form feed ends no line of a file.
    a, b = (text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for text in (old, new))
    lines = difflib.unified_diff(a, b, f"a/{README}", f"b/{README}", lineterm="")
    return "\n".join(lines)
