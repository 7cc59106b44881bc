"""Which modules of a project import which, as its text says: nothing of it is imported."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from portfolio_kit.base.definitions import PACKAGE

_SOURCE = "src/"

#: What an import may bind of which one cannot see by what name it is used.
_ANY = ("*", PACKAGE)


@dataclass(frozen=True)
class Graph:
    """The modules below ``src`` by their dotted names, and what each file imports, by its path."""

    files: Mapping[str, str]
    imports: Mapping[str, Collection[tuple[str, str]]]

    def reached(
        self, path: str, names: Collection[str] | None = None, *, but: str = ""
    ) -> set[str]:
        """Return every file that ``path`` imports, by way of others too, except ``but``.

        With ``names``, of what ``path`` itself imports only that which it calls so.
        """
        waiting = [*self.targets(path, names)]
        found: set[str] = set()
        while waiting:
            one = waiting.pop()
            if one not in found and one != but:
                found.add(one)
                waiting += self.targets(one)
        return found

    def targets(self, path: str, names: Collection[str] | None = None) -> set[str]:
        """Return the files that a file imports: under any name, or under one of ``names``."""
        found = set()
        for name, target in self.imports.get(path, ()):
            if names is None or name in {*names, *_ANY}:
                found |= self._files(target)
        return found

    def _files(self, target: str) -> set[str]:
        """Return the file of a module, or of the one that holds a name, and of what is above."""
        parts = target.split(".")
        above = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        return {self.files[name] for name in above if name in self.files}


def graph(trees: Mapping[str, ast.Module]) -> Graph:
    """Return the graph of files, which are given by their paths."""
    imports = {path: [*_bindings(made, _package(path))] for path, made in trees.items()}
    return Graph({_dotted(path): path for path in trees}, imports)


def _bindings(made: ast.AST, package: str) -> Iterator[tuple[str, str]]:
    """Yield each name that code binds by an import, and the dotted name of what it means.

    ``package`` is that in which the code lies.
    """
    for node in ast.walk(made):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            origin = [*(above if node.level else ()), *filter(None, [node.module])]
            for alias in node.names:
                yield alias.asname or alias.name, ".".join([*origin, alias.name])


def _dotted(path: str) -> str:
    parts = PurePosixPath(path.removeprefix(_SOURCE)).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _package(path: str) -> str:
    """Return the dotted name of the package in which a file lies."""
    return ".".join(PurePosixPath(path.removeprefix(_SOURCE)).parts[:-1])
