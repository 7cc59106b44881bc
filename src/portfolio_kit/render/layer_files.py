"""Cookiecutter's file walk: the names and files of one layer, rendered in its order."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import engine
from portfolio_kit.render import confine
from portfolio_kit.system import textfile
from portfolio_kit.system.reader import Reader
from portfolio_kit.template import submodules

if TYPE_CHECKING:
    from jinja2 import Environment


#: Folders in folders; the longest path of most systems ends there, and Python's own recursion.
_DEEPEST = 100


@dataclass(frozen=True)
class Source:
    """A layer's project folder, and how it is rendered.

    ``where`` begins the name of its files in errors; ``reader`` opens them; ``first`` says that
    no layer lies below; ``names`` are parts of paths by template. ``ours`` says that it is a
    built-in template: pip compiles its Python where it is installed.
    """

    folder: Path
    where: str
    env: Environment
    context: Mapping[str, Any]
    reader: Reader
    first: bool
    ours: bool = False
    names: dict[str, str] = field(default_factory=dict)

    @property
    def private(self) -> Mapping[str, Any]:
        """The ``cookiecutter`` dictionary, in which the private settings are too."""
        values: Mapping[str, Any] = self.context["cookiecutter"]
        return values

    def place(self, relative: str) -> str:
        """Name a file or folder of the layer in an error."""
        return f"{self.where}/{relative}".replace(os.sep, "/")


def folder(source: Source, tree: confine.Tree, relative: str = "") -> None:
    """Render a folder of the layer, the whole by default, in Cookiecutter's order.

    Raises:
        RenderError: a file or a name that cannot be rendered, or that leaves the project.
        BakeError: the disk refuses.
    """
    folders, files = _entries(source, relative)
    below = []
    for name in folders:
        path = os.path.join(relative, name)  # noqa: PTH118 - a string: patterns look at it
        if _is_copied(source, path):
            target = _path(source, path)
            _clear(source, tree, target)
            _copy(source, tree, path, target)
        else:
            below.append((path, _path(source, path)))
    for path, target in below:
        tree.folder(target, source.place(path))
    for file in files:
        _file(source, tree, os.path.join(relative, file))  # noqa: PTH118 - see above
    for path, _ in below:
        folder(source, tree, path)


def _entries(source: Source, relative: str) -> tuple[list[str], list[str]]:
    """Return the names of the folders and of the other things in a folder of the layer.

    Raises:
        RenderError: a link to a folder: Cookiecutter would make an empty folder of it.
    """
    if relative.count(os.sep) >= _DEEPEST:
        raise RenderError(
            f"{source.place(relative)[:80]}…: lies more than {_DEEPEST} folders deep", "flatten it"
        )
    folders, files = [], []
    try:
        with os.scandir(source.folder / relative) as entries:
            for entry in entries:
                if entry.name == ".git":
                    where = source.place(os.path.join(relative, entry.name))  # noqa: PTH118 - see above
                    submodules.refuse(Path(entry.path), where)
                    confine.refuse(entry.name, where)  # the reader does not open it
                if not entry.is_dir():
                    files.append(entry.name)
                    continue
                if source.ours and entry.name == "__pycache__":
                    continue
                if entry.is_symlink():
                    path = os.path.join(relative, entry.name)  # noqa: PTH118 - see above
                    raise RenderError(
                        f"{source.place(path)}: a link to a folder", "put the folder in its place"
                    )
                folders.append(entry.name)
    except OSError as error:
        raise RenderError(
            f"{source.place(relative)}: cannot be read: {error.strerror}", "correct its permissions"
        ) from error
    return sorted(folders), sorted(files)


def _is_copied(source: Source, path: str) -> bool:
    return any(
        fnmatch(path, pattern) for pattern in source.private.get("_copy_without_render") or ()
    )


def _path(source: Source, path: str) -> str:
    """Return the rendered path; each part is rendered once.

    A block may begin in a folder's name and be used in a file's, so that a path with one is
    rendered as the whole that it is to Cookiecutter.
    """
    env = source.env
    if env.block_start_string in path or env.line_statement_prefix is not None:
        return engine.render_text(
            env, path.replace(os.sep, "/"), source.context, source.place(path)
        )
    parts = Path(path).parts
    for part in parts:
        if part not in source.names:
            where = source.place(path)
            source.names[part] = engine.render_text(env, part, source.context, where)
    return "/".join(source.names[part] for part in parts)


def _clear(source: Source, tree: confine.Tree, target: str) -> None:
    """Remove what a hook put where a copied folder goes, as Cookiecutter does."""
    confine.refuse(target, "_copy_without_render")
    folder = tree.root / target
    if source.first and folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


def _copy(source: Source, tree: confine.Tree, path: str, target: str) -> None:
    """Copy a folder of ``_copy_without_render`` as it is, names, permissions and all."""
    made = tree.folder(target, source.place(path))
    folders, files = _entries(source, path)
    for name in files:
        inner = os.path.join(path, name)  # noqa: PTH118 - a string, as in folder
        where = source.place(inner)
        data, mode = source.reader.read(source.folder / inner, where)
        tree.file(f"{target}/{name}", data, mode, where)
    for name in folders:
        _copy(source, tree, os.path.join(path, name), f"{target}/{name}")  # noqa: PTH118
    shutil.copymode(source.folder / path, made)


def _file(source: Source, tree: confine.Tree, path: str) -> None:
    """Render one file: its name and, unless it is copied, what it holds."""
    where = source.place(path)
    target = _path(source, path)
    if target.endswith("/") or not target:
        return  # the name is a condition that does not hold
    data, mode = source.reader.read(source.folder / path, where)
    if not _is_copied(source, path):
        data = _content(source, source.folder / path, data, where)
    tree.file(target, data, mode, where)


def _content(source: Source, path: Path, data: bytes, where: str) -> bytes:
    """Return the bytes of the rendered file."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if textfile.is_binary(path, data, None):
            return data
        wrong = textfile.undecodable(where, data, error)
        advice = f"{wrong.advice}, or name it in _copy_without_render"
        raise RenderError([replace(wrong, advice=advice)]) from error
    env, wanted = source.env, source.private.get("_new_lines")
    plain = "\r" not in text and not wanted and env.newline_sequence == "\n"
    if (plain and not engine.has_tags(env, text)) or textfile.is_binary(path, data, text):
        return data
    newline = wanted or textfile.newline(data, text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return textfile.encoded(engine.render_text(env, lines, source.context, where), newline, where)
