"""The parts of a project, and which of its files each one is measured with."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from portfolio_kit.base.definitions import PACKAGE
from portfolio_kit.base.graph import Graph, graph

#: The table of contents of a project, and what measures its parts.
FILE = f"src/{PACKAGE}/parts.py"
_MAIN = f"src/{PACKAGE}/__main__.py"


@dataclass(frozen=True)
class Part:
    """A part as its project's table of contents has it.

    Attributes:
        said: its entry there, comparable.
        files: those that it imports, by way of others too.
    """

    said: str
    files: frozenset[str]


@dataclass(frozen=True)
class Contents:
    """What a project measures.

    Attributes:
        parts: by their names, in their order.
        common: files with which every part is measured.
        rest: what else its table of contents does, comparable.
    """

    parts: Mapping[str, Part]
    common: frozenset[str]
    rest: str

    def owners(self, path: str) -> set[str] | None:
        """Return the parts that are measured with a file; None: all of them, as far as one sees.

        A file that nobody imports by name may be imported or opened by who imports its package.
        """
        if path not in self.common:
            for one in (path, *_above(path)):
                if one in self.common:
                    break
                if found := {name for name, part in self.parts.items() if one in part.files}:
                    return found
        return None


def _above(path: str) -> Iterator[str]:
    """Yield the packages in which a file lies, the nearest one first."""
    return (f"{folder}/__init__.py" for folder in PurePosixPath(path).parents)


def read(trees: Mapping[str, ast.Module], *, study: bool) -> Contents | None:
    """Return what a project measures; None where its table of contents does not say so plainly.

    Args:
        trees: the code of its modules by their paths.
        study: also the parts that only a study measures.
    """
    made, seen = trees.get(FILE), graph(trees)
    if made is None:
        return None
    calls, rest = [], []
    for node in made.body:
        names = {ast.unparse(one) for one in _assigned(node)}
        if names == {"PARTS"}:
            calls += [_named(one) for one in _listed(node)]
        elif names != {"PACKAGES"} and not isinstance(node, ast.Import | ast.ImportFrom):
            rest.append(ast.dump(node))
    if not calls or None in calls:
        return None
    known = dict(call for call in calls if call is not None)
    kept = {name: call for name, call in known.items() if study or not _is_study(call)}
    return Contents(
        {name: _part(call, seen) for name, call in kept.items()},
        frozenset({_MAIN, *seen.reached(_MAIN, but=FILE)}),
        " ".join(rest),
    )


def _assigned(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) else []


def _listed(node: ast.stmt) -> list[ast.expr | None]:
    """Return the entries of a list or tuple that is written out; one None of anything else."""
    value = getattr(node, "value", None)
    return [*value.elts] if isinstance(value, ast.List | ast.Tuple) else [None]


def _named(entry: ast.expr | None) -> tuple[str, ast.Call] | None:
    """Return a part's name and its entry; None: it is not written as one."""
    if not (isinstance(entry, ast.Call) and ast.unparse(entry.func).endswith("Part")):
        return None
    words = {word.arg: word.value for word in entry.keywords}
    name = entry.args[0] if entry.args else words.get("name")
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value, entry
    return None


def _is_study(entry: ast.Call) -> bool:
    words = {word.arg: ast.unparse(word.value) for word in entry.keywords}
    return words.get("study", "False") != "False" or len(entry.args) > 4


def _part(entry: ast.Call, seen: Graph) -> Part:
    names = {node.id for node in ast.walk(entry) if isinstance(node, ast.Name)} - {"Part"}
    files = seen.reached(FILE, names, but=FILE)
    return Part(f"{ast.dump(entry)} {sorted(seen.targets(FILE, names))}", frozenset(files))
