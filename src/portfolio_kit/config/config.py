"""Config files: whose project it is, the answers for every project, which projects to bake."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portfolio_kit.config import config_file, mistakes
from portfolio_kit.config.config_file import ConfigFile
from portfolio_kit.config.mistakes import schema
from portfolio_kit.errors import NOWHERE, ConfigError, Problem, Where
from portfolio_kit.schema import KeyPath
from portfolio_kit.system import toml_text

__all__ = ["Config", "Project", "Value", "load", "problem", "schema", "show", "starter"]

#: The tables of a config file, beside its projects.
TABLES = ("author", "defaults", "git", "run", "story", "templates")

BESIDE = {("run", "constraint"), ("run", "find_links")}  # names of files


@dataclass(frozen=True)
class Value:
    """A value and where it came from, so that a wrong one can be found.

    ``source`` reads as "argument", "portfolio.toml:12", "git config ~/.gitconfig" or "default".
    ``where`` is the place in a file that it names, if it does.
    ``general`` says that it was said for many projects: one in which it does not matter ignores it.
    """

    value: Any  # what TOML, the command line or a template can say
    source: str
    general: bool = False
    where: Where = NOWHERE

    def wrong(self, key: str, what: str, advice: str) -> Problem:
        """Return what is wrong with the value, which ``key`` is given."""
        return self.placed(Problem(f"{key} {self.value!r} {what}", advice, Where(key=key)))

    def placed(self, problem: Problem) -> Problem:
        """Return a problem of the value with the place from which it came."""
        if self.where.file:
            return problem.at(self.where)
        return replace(problem, what=f"{self.source}: {problem.what}")


@dataclass(frozen=True)
class Project:
    """One ``[[project]]``; its title and slug stand among the answers.

    ``source`` and ``where`` are those of the ``[[project]]`` header.
    """

    template: str
    answers: Mapping[str, Value]
    story: Mapping[str, Value]
    source: str
    where: Where


@dataclass(frozen=True)
class Config:
    """What all config files say together; the stronger file wins for each key.

    ``from_git`` are the keys of ``author`` that no file says, but git.
    """

    author: Mapping[str, Value]
    defaults: Mapping[str, Value]
    git: Mapping[str, Value]
    run: Mapping[str, Value]
    story: Mapping[str, Value]
    templates: Mapping[str, Value]
    projects: tuple[Project, ...]
    files: tuple[Path, ...]
    from_git: frozenset[str] = frozenset()


def load(files: Sequence[Path], *, user: Path | None = None, home: Path | None = None) -> Config:
    """Return what ``files`` say together, the weakest first.

    ``user`` is the one of ``files`` that holds for every portfolio: it may name no projects.
    ``home`` is what ``~/`` means at the beginning of a path.

    Raises:
        ConfigError: a file that cannot be read, and everything wrong in all that can.
    """
    read: list[ConfigFile] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(files):
        try:
            read.append(config_file.read(path, home))
        except ConfigError as error:
            problems += error.problems
    problems += config_file.problems(read, user=user)
    if problems:
        raise ConfigError(problems)
    return _merge(read)


def over(known: Mapping[str, Value], config: Config) -> Config:
    """Return ``config`` over the ``name`` and ``email`` that git knows: any file wins.

    What git said of another place before is forgotten.
    """
    own = {key: value for key, value in config.author.items() if key not in config.from_git}
    from_git = frozenset(known.keys() - own.keys())
    return replace(config, author={**known, **own}, from_git=from_git)


def salvage(files: Sequence[Path], *, user: Path | None = None, home: Path | None = None) -> Config:
    """Return what is right in ``files`` that ``load`` refuses, so that it can be judged too."""
    read: list[ConfigFile] = []
    for path in dict.fromkeys(files):
        with suppress(ConfigError):
            read.append(config_file.right(config_file.read(path, home), user=user))
    return _merge(read)


def problem(key: str, value: object) -> str | None:
    """Return what is wrong with ``value`` for a key such as "author.email", None if nothing."""
    table, _, last = key.partition(".")
    try:
        found = mistakes.problems({table: {last: value}})
    except UnicodeEncodeError:  # a terminal can hand over bytes that are no text
        return f"{key} is {value!r}, which is not Unicode; type it again"
    return str(found[0][1]) if found else None


def show(config: Config) -> list[tuple[str, Any, str]]:
    """Return every key, its value and where that came from, in the schema's order."""
    rows: list[tuple[str, Any, str]] = []
    for table in schema()["properties"]:
        if table == "project":
            for number, project in enumerate(config.projects, start=1):
                rows += _show_project(f"project.{number}", project)
        else:
            rows += _rows(table, _ordered(getattr(config, table), mistakes.keys(table)))
    return rows


def starter(author: Mapping[str, str], *, projects: bool = True) -> str:
    """Return the text of a commented ``portfolio.toml`` for ``author``.

    Without ``projects`` it is the file that holds for every portfolio, which names none.
    What the schema would refuse (git knows people as ``ada@localhost``) stays an example
    that is switched off, so that the file is always a valid one.
    """
    import re

    text = Path(__file__).parents[1].joinpath("schemas", "starter.toml").read_text(encoding="utf-8")
    if not projects:
        text = re.sub(r"(?ms)^# One for each project\..*", "", text).rstrip("\n") + "\n"
    for key in mistakes.keys("author"):
        value = author.get(key, "")
        if problem(f"author.{key}", value) is None:
            line = f"{key} = {toml_text.quoted(value)}"
            text = re.sub(rf"^#{key} = .*$", lambda _: line, text, count=1, flags=re.MULTILINE)  # noqa: B023 - used at once
    return text


def _values(file: ConfigFile, path: KeyPath, table: Mapping[str, Any]) -> dict[str, Value]:
    """Return the keys of the table at ``path`` as values."""
    return {key: _value(file, (*path, key), value) for key, value in table.items()}


def _value(file: ConfigFile, path: KeyPath, value: object) -> Value:
    return Value(_beside(file, path, value), file.at(path), where=file.where(path))


def _beside(file: ConfigFile, path: KeyPath, value: object) -> object:
    """Return the name of a file as seen from the working folder, anything else as it is."""
    if path not in BESIDE or "://" in str(value):
        return value
    return str(file.beside(str(value)))


def _merge(files: Sequence[ConfigFile]) -> Config:
    tables: dict[str, dict[str, Value]] = {table: {} for table in TABLES}
    for file in files:
        for table, values in tables.items():
            values.update(_values(file, (table,), file.document.get(table, {})))
    projects = tuple(
        _project(f, n, p)
        for f in files
        for n, p in config_file.tables(f.document.get("project"))
        if "template" in p  # a file of which only some is right may have lost it
    )
    paths = tuple(file.path for file in files)
    return Config(**tables, projects=projects, files=paths, from_git=frozenset())


def _project(file: ConfigFile, number: int, table: Mapping[str, Any]) -> Project:
    path = ("project", number)
    answers = _values(file, path, {key: table[key] for key in config_file.FOLDED if key in table})
    answers |= _values(file, (*path, "answers"), table.get("answers", {}))
    return Project(
        template=_template(file, table["template"]),
        answers=answers,
        story=_values(file, (*path, "story"), table.get("story", {})),
        source=file.at(path),
        where=file.where(path),
    )


def _template(file: ConfigFile, reference: str) -> str:
    """Return a template's name or URL as it is, a folder as seen from the working folder."""
    if not reference.startswith(("./", "../", ".\\", "..\\", "~/", "~\\")):
        return reference
    folder = file.beside(reference).as_posix()
    return folder if "/" in folder else f"./{folder}"  # "federated" would be a built-in name


def _show_project(name: str, project: Project) -> list[tuple[str, Any, str]]:
    rows = [(f"{name}.template", project.template, project.source)]
    rows += _rows(f"{name}.answers", project.answers)
    return rows + _rows(f"{name}.story", project.story)


def _rows(table: str, values: Mapping[str, Value]) -> list[tuple[str, Any, str]]:
    return [(f"{table}.{key}", value.value, value.source) for key, value in values.items()]


def _ordered(values: Mapping[str, Value], known: Mapping[str, Any]) -> dict[str, Value]:
    """Return the keys of the schema in its order, then the others in the file's."""
    return {key: values[key] for key in [*known, *values] if key in values}
