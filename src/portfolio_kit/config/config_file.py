"""One config file as read, and what is wrong in several of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portfolio_kit.config import mistakes
from portfolio_kit.config.mistakes import name, shown
from portfolio_kit.config.toml_lines import locate
from portfolio_kit.errors import ConfigError, Problem, Where
from portfolio_kit.schema import Found, KeyPath
from portfolio_kit.system import names, textfile

FOLDED = ("title", "slug")  # answers that [[project]] gives a key of their own


@dataclass(frozen=True)
class ConfigFile:
    """A config file that is TOML, and where its keys stand; ``home`` is what ``~/`` means in it."""

    path: Path
    document: dict[str, Any]
    lines: dict[KeyPath, int]
    home: Path | None = None

    def at(self, path: KeyPath) -> str:
        """Return where a key stands."""
        return f"{self.path}:{self.lines[path]}"

    def where(self, path: KeyPath) -> Where:
        """Return where a key stands, for programs."""
        return Where(str(self.path), self.lines[path], mistakes.name(path))

    def beside(self, name: str) -> Path:
        """Return the file that ``name`` means in this one, as seen from the working folder."""
        return self.path.parent / names.at_home(name, self.home)


def read(path: Path, home: Path | None = None) -> ConfigFile:
    """Return the file at ``path`` as parsed; ``home`` is what ``~/`` means in it.

    Raises:
        ConfigError: in one line, why it is no TOML.
    """
    import tomllib

    try:
        # utf-8-sig: Notepad begins a file with a mark that TOML knows nothing of
        text = textfile.content(path).decode("utf-8-sig")
        return ConfigFile(path, tomllib.loads(text), locate(text), home)
    except FileNotFoundError as error:
        where = Where(str(path), named=True)
        advice = f"write one with: {_init(path)}"
        raise ConfigError(f"{path} is not there", advice, where=where) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"{path} cannot be read ({reason})", "give a readable file") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: not UTF-8", "save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_malformed(path, str(error), text)]) from error
    except (ValueError, RecursionError) as error:  # a number of 4301 digits, 1000 brackets
        raise ConfigError(f"{path} cannot be read ({error})", "write less of it") from error


def _init(path: Path) -> str:
    """Return the command that writes a first file at ``path``."""
    import shlex

    place = [] if str(path) == "portfolio.toml" else [str(path)]
    return shlex.join(["portfolio-kit", "config", "init", *place])


def _malformed(path: Path, reason: str, text: str) -> Problem:
    """Say tomllib's ``reason`` in the way of all our lines, the place first."""
    import re

    what, _, where = reason.rpartition(" (at ")
    line, column = re.findall(r"\d+", where) or _end(text)
    place = Where(str(path), int(line), named=True)
    said = f"{path}:{line}:{column}: not TOML: {what}"
    return Problem(said, "put it right there or just before", place)


def _end(text: str) -> tuple[int, int]:
    """Return line and column of the end of ``text``, which tomllib calls end of document."""
    *before, last = text.rstrip("\n").split("\n")
    return len(before) + 1, len(last) + 1


def problems(files: Iterable[ConfigFile], *, user: Path | None) -> list[Problem]:
    """Return everything wrong in ``files``, in the order of the files' lines.

    ``user`` is the file that holds for every portfolio, and so may name no projects.
    """
    said: list[Problem] = []
    seen: dict[str, str] = {}
    for file in files:
        found = _found(file, seen, user)
        places = (
            problem.at(Where(str(file.path), file.lines.get(path, 1), mistakes.name(path)))
            for path, problem in found
        )
        said += sorted(places, key=lambda problem: (problem.where.line, problem.what))
    return said


def _found(file: ConfigFile, seen: dict[str, str], user: Path | None) -> list[Found]:
    """Return each wrong key of a file, and why; ``seen`` are the slugs of the files before."""
    found = [*mistakes.problems(file.document), *_twice(file), *_same_slugs(file, seen)]
    if file.path == user and "project" in file.document:
        what = "[[project]] has no place here"
        found.append((("project",), Problem(what, "put it in portfolio.toml")))
    return [*found, *_everywhere(file, user)]


def _everywhere(file: ConfigFile, user: Path | None) -> Iterator[Found]:
    """Find words on one project that would stand in several."""
    count = len(list(tables(file.document.get("project"))))
    several = "every project" if file.path == user else f"{count} projects"
    if file.document.get("story") and (count > 1 or file.path == user):
        advice = 'write the words into the [[project]] that they are of: story = { why = "..." }'
        yield ("story",), Problem(f"[story] would stand in {several}", advice)


def right(file: ConfigFile, *, user: Path | None) -> ConfigFile:
    """Return the file without the keys that are wrong; projects keep their numbers."""
    wrong = {path for path, _ in _found(file, {}, user)}
    document: dict[str, Any] = _without(file.document, wrong, ())
    return replace(file, document=document)


def _without(value: Any, wrong: set[KeyPath], path: KeyPath) -> Any:  # noqa: ANN401 - any TOML
    """Return ``value`` without what stands at ``wrong``; nothing takes a project's place."""
    if isinstance(value, dict):
        return {
            key: _without(inner, wrong, (*path, key))
            for key, inner in value.items()
            if (*path, key) not in wrong and not _holds_wrong(inner, wrong, (*path, key))
        }
    if path == ("project",):
        return [
            None if (*path, number) in wrong else _without(item, wrong, (*path, number))
            for number, item in enumerate(value)
        ]
    return value


def _holds_wrong(value: object, wrong: set[KeyPath], path: KeyPath) -> bool:
    """Say whether a list (but that of the projects) has a wrong item."""
    if path == ("project",) or not isinstance(value, list):
        return False
    return any(place[: len(path)] == path for place in wrong)


def tables(value: object) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return the items of a list that are tables; a file with errors may hold anything."""
    for number, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield number, item


def _given(number: int, project: Mapping[str, Any], key: str) -> dict[KeyPath, Any]:
    """Return the places where a project answers ``key``: its own key, or among its answers."""
    answers = project.get("answers")
    given: dict[KeyPath, Any] = {}
    if key in project:
        given["project", number, key] = project[key]
    if isinstance(answers, dict) and key in answers:
        given["project", number, "answers", key] = answers[key]
    return given


def _twice(file: ConfigFile) -> Iterator[Found]:
    """Find titles and slugs that a project gives twice."""
    for number, project in tables(file.document.get("project")):
        for key in FOLDED:
            given = _given(number, project, key)
            if len(given) == 2:
                first, second = given
                also = f"line {file.lines[first]}"
                what = f"{name(second)} stands on {also} as {key} too"
                yield second, Problem(what, "keep one of them")


def _same_slugs(file: ConfigFile, seen: dict[str, str]) -> Iterator[Found]:
    """Find projects that would be baked into one folder; ``seen`` goes on from file to file."""
    for number, project in tables(file.document.get("project")):
        for path, slug in list(_given(number, project, "slug").items())[:1]:
            same = str(slug).casefold()  # folders differ in more than case on Windows and macOS
            if same in seen:
                what = f"{name(path)} is {shown(slug)}, as on {seen[same]}"
                yield path, Problem(what, "give each project its own")
            seen.setdefault(same, file.at(path))
