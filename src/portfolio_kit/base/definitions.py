"""What Python code defines, whatever it looks like: texts that differ in this do other work."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

#: Stands for the name of the project's package, so that one that was renamed is no other code.
PACKAGE = "<package>"

_IMPORTS = "<imports>"


def tree(source: bytes, package: str) -> ast.Module | None:
    """Return the code without what it only looks like; None where it is no Python.

    Gone are comments, formatting, docstrings and the order of imported names; where something is
    imported from ``package``, that is called `PACKAGE`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that the project's own Python says too
            made = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(made):
        _plain(node, re.compile(rf"{re.escape(package)}(?=\.|$)"))
    return made


def _plain(node: ast.AST, package: re.Pattern[str]) -> None:
    """Take from a node what changes nothing."""
    if isinstance(node, ast.Constant):
        node.kind = None
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            setattr(node, name, [one for one in block if not _is_said(one)])
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        node.module = _renamed(node.module, package)
    if isinstance(node, ast.Import):
        for alias in node.names:
            alias.name = _renamed(alias.name, package)
    if isinstance(node, ast.Import | ast.ImportFrom):
        node.names.sort(key=lambda alias: (alias.name, alias.asname or ""))


def _renamed(module: str, package: re.Pattern[str]) -> str:
    found = package.match(module)
    return PACKAGE + module[found.end() :] if found else module


def _is_said(node: object) -> bool:
    """Say whether a statement is only a text, such as a docstring."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def definitions(source: bytes, package: str) -> dict[str, str] | None:
    """Return what a module defines, in its order: each function and class by its name.

    What else it does stands under names that are no identifiers, its imports first. None where
    it cannot be read as Python.
    """
    made = tree(source, package)
    try:
        return None if made is None else _defined(made)
    except RecursionError:
        return None


def same(old: str, new: str, was: str, now: str) -> bool:
    """Say whether two texts are the same but for a package that ``was`` named otherwise than now.

    A whole word that is its name may have been renamed with it, or meant something else.
    """
    if old == new or was == now:
        return old == new
    # Dumped code says `\n` for the end of a line, after which a word begins.
    names = re.compile(rf"(?:\b|(?<=\\[nrt]))({re.escape(was)}|{re.escape(now)})\b")
    one, other = names.split(old), names.split(new)
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a == b or (a, b) == (was, now) for a, b in pairs)


def _defined(made: ast.Module) -> dict[str, str]:
    found = {_IMPORTS: " ".join(sorted({*_imported(made)}))}
    for node in made.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = found.get(node.name, "") + ast.dump(node)
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            found[f"<{len(found)}>"] = ast.dump(node)
    return found


def _imported(made: ast.Module) -> Iterator[str]:
    """Yield what the top of a module imports, a name at a time."""
    for node in made.body:
        if isinstance(node, ast.Import):
            yield from (f"{alias.name}:{alias.asname}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = f"{'.' * node.level}{node.module or ''}"
            yield from (f"{origin}:{alias.name}:{alias.asname}" for alias in node.names)
