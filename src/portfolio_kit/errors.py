"""Every error that a user can cause: the class says which kind, its problems what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

#: What helps where nobody is known as the author; git asks two commands for it.
SAY_WHO = (
    "set author.name and author.email in portfolio.toml, or run: "
    "git config --global user.name NAME && git config --global user.email ADDRESS"
)


@dataclass(frozen=True)
class Where:
    """Where something is wrong, as far as it is known: a file, a line in it, a key or question.

    ``named`` says that the words of the problem name the place themselves.
    """

    file: str = ""
    line: int | None = None
    key: str = ""
    named: bool = False

    def __str__(self) -> str:
        """Return the place as compilers write it: ``file:line``."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def document(self) -> dict[str, Any]:
        """Return what is known of it."""
        known = {"file": self.file, "line": self.line, "key": self.key}
        return {name: value for name, value in known.items() if value}


NOWHERE = Where()


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``what`` names it with its value, ``advice`` says what to do.

    As text it is one line, the place first, unless ``what`` names it. ``details`` are
    lines that belong below it: the last words of a command, or commands to type.
    """

    what: str
    advice: str = ""
    where: Where = NOWHERE
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the line that a person reads."""
        said = self.where.named or not self.where.file
        first = self.what if said else f"{self.where}: {self.what}"
        return f"{first}; {self.advice}" if self.advice else first

    @property
    def lines(self) -> tuple[str, ...]:
        """The line that a person reads, and those that belong below it."""
        return str(self), *self.details

    def at(self, where: Where) -> Problem:
        """Return it in a place that whoever found it did not know; a key of its own stays."""
        return replace(self, where=replace(where, key=self.where.key or where.key))

    def document(self) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        said = {"where": self.where.document(), "what": self.what, "advice": self.advice}
        return {**said, "details": list(self.details)} if self.details else said


def similar(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` when a known word is close to ``word``, else nothing."""
    from difflib import get_close_matches

    candidates = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), candidates, n=1)
    return f"did you mean {candidates[close[0]]!r}?" if close else ""


class PortfolioKitError(Exception):
    """Something that the user can put right.

    ``problems`` holds everything that is wrong: a file with five mistakes is one error with five.
    """

    def __init__(
        self, said: str | Iterable[Problem], advice: str = "", *, where: Where = NOWHERE
    ) -> None:
        """Take what is wrong and what to do; or the problems, when several are wrong at once."""
        one = (Problem(said, advice, where),) if isinstance(said, str) else said
        self.problems = tuple(one)
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """What is wrong, as a person reads it."""
        return tuple(line for problem in self.problems for line in problem.lines)


class TemplateError(PortfolioKitError):
    """A template that is not there, or that is not well formed."""


class TrustError(PortfolioKitError):
    """A foreign template wants to run code and has not been trusted."""


class AnswerError(PortfolioKitError):
    """An answer that its question does not allow, or to a question that nobody asked."""


class ConfigError(PortfolioKitError):
    """A config file that cannot be read or does not follow the schema."""


class RenderError(PortfolioKitError):
    """A template file or name that cannot be rendered, or that leaves the project."""


class RepositoryError(PortfolioKitError):
    """Git refused: no identity, no network, a failing hook, a signing key."""


class BakeError(PortfolioKitError):
    """A destination that is taken or cannot be written."""


class ManifestError(PortfolioKitError):
    """A ``showcase.json`` that is missing or does not follow the schema."""


class ShowcaseError(PortfolioKitError):
    """A README whose regions cannot be filled without losing somebody's words."""


class RunError(PortfolioKitError):
    """A project that could not be installed or run."""
