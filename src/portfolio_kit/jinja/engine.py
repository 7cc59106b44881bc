"""Cookiecutter's rules: its Jinja environment, and how it renders a text.

Importing cookiecutter costs more than baking a small project: ``helpers`` stand in for its own,
and it is imported for foreign extensions alone, which may look at any of its environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import helpers, messages
from portfolio_kit.system.reader import OutsideError, Reader

if TYPE_CHECKING:
    from jinja2 import BaseLoader, BytecodeCache, Environment, Template

    Source = tuple[str, str, Callable[[], bool]]

#: Extensions that are no foreign code: they come with Jinja and Cookiecutter.
_KNOWN_EXTENSIONS = frozenset(
    (
        *("jinja2.ext.do", "jinja2.ext.loopcontrols"),
        *(
            f"cookiecutter.extensions.{name}Extension"
            for name in ("Jsonify", "RandomString", "Slugify", "Time", "UUID")
        ),
    )
)

#: What JSON can set of a Jinja environment (`_jinja2_env_vars`); the rest would be code.
_TEXTS = frozenset(
    (
        *("block_start_string", "block_end_string", "variable_start_string"),
        *("variable_end_string", "comment_start_string", "comment_end_string"),
        *("line_statement_prefix", "line_comment_prefix", "newline_sequence"),
    )
)

#: Of these Jinja asks no more than whether they are true.
_FLAGS = frozenset(("trim_blocks", "lstrip_blocks", "optimized", "autoescape"))

#: These change no byte of what is rendered.
_IDLE = frozenset(
    ("cache_size", "auto_reload", "enable_async", "loader", "finalize", "bytecode_cache")
)

_NONE: Mapping[str, Any] = {}  # JSON


def foreign_extensions(private: Mapping[str, Any]) -> list[str]:
    """Return the ``_extensions`` that would run code which neither Jinja nor Cookiecutter has."""
    return [name for name in _extensions(private) if name not in _KNOWN_EXTENSIONS]


def _extensions(private: Mapping[str, Any]) -> list[str]:
    return [str(name) for name in private.get("_extensions") or ()]


def environment(  # noqa: PLR0913 - each is a setting that Cookiecutter has, or our safety
    context: Mapping[str, Any],
    search: Sequence[Path],
    *,
    extensions: Sequence[str] = (),
    variables: Mapping[str, Any] = _NONE,
    trusted: bool,
    bound: Path | None = None,
    ours: Path | None = None,
) -> Environment:
    """Return the Jinja environment in which Cookiecutter would render.

    Args:
        context: its ``cookiecutter`` entry may name ``_extensions`` and ``_jinja2_env_vars``.
        search: folders in which ``{% include %}`` and ``{% extends %}`` look.
        extensions: import paths; those of the context when none are given.
        variables: options of the environment; those of the context when none are given.
        trusted: without it Jinja is sandboxed, and foreign extensions are not loaded.
        bound: the folder beyond which no file is included; not asked when ``trusted``.
        ours: the folder of the built-in templates, when it is one of them that is rendered.

    Raises:
        RenderError: an extension that cannot be imported, an option that Jinja does not have.
    """
    private = context.get("cookiecutter", _NONE)
    named = list(extensions) or _extensions(private)
    chosen = options({"_jinja2_env_vars": variables} if variables else private)
    inside = None if trusted else bound
    if trusted and any(name not in _KNOWN_EXTENSIONS for name in named):
        env = _cookiecutter_environment(named, chosen)
        env.loader = _loader(tuple(search), inside)
        return env
    known = tuple(name for name in named if name in _KNOWN_EXTENSIONS)
    try:
        env = _our_environment(known, tuple(sorted(chosen.items())), sandboxed=not trusted)
    except (AssertionError, TypeError, ValueError) as error:
        raise RenderError(
            f"_jinja2_env_vars: {messages.one_line(error)}", "correct the value"
        ) from error
    return _looking_in(env, tuple(search), inside, ours)


def options(private: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of Jinja that ``_jinja2_env_vars`` sets.

    Raises:
        RenderError: one that Jinja does not have, or whose value it does not take.
    """
    chosen = private.get("_jinja2_env_vars") or {}
    if not isinstance(chosen, dict):
        raise RenderError(
            "_jinja2_env_vars: not a JSON object", "write the options between { and }"
        )
    for name, value in chosen.items():
        if name not in _TEXTS | _FLAGS | _IDLE:
            raise RenderError(
                f"_jinja2_env_vars: {name!r} cannot be set",
                f"choose from: {', '.join(sorted(_TEXTS | _FLAGS | _IDLE))}",
            )
        # Jinja would look for an empty delimiter for ever.
        empty = value == "" and name in _TEXTS
        if empty or (name.endswith("_string") and not isinstance(value, str)):
            raise RenderError(f"_jinja2_env_vars: {name} is {value!r}", "give a text such as '<<'")
    flags = {name: bool(value) for name, value in chosen.items() if name in _FLAGS}
    return {name: value for name, value in chosen.items() if name in _TEXTS} | flags


@lru_cache(maxsize=8)
def _our_environment(
    extensions: tuple[str, ...], variables: tuple[tuple[str, Any], ...], *, sandboxed: bool
) -> Environment:
    """Return an environment that equals Cookiecutter's, its helpers imported when called."""
    from jinja2 import Environment, StrictUndefined

    kind: type[Environment] = Environment
    if sandboxed:
        from portfolio_kit.jinja import limits

        kind = limits.Sandbox
    env = kind(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        extensions=extensions,
        **dict(variables),
    )
    helpers.add(env)
    if sandboxed:
        env.guard()  # type: ignore[attr-defined] # of our sandbox
    return env


def _cookiecutter_environment(extensions: list[str], variables: dict[str, Any]) -> Environment:
    """Return Cookiecutter's own environment, for extensions that may look at any of it."""
    from cookiecutter.environment import (  # type: ignore[import-untyped] # has no types
        StrictEnvironment,
    )

    context = {"cookiecutter": {"_extensions": extensions}}
    try:
        env: Environment = StrictEnvironment(
            context=context, keep_trailing_newline=True, **variables
        )
    except Exception as error:
        raise RenderError(
            f"_extensions: {messages.one_line(error)}", "install the extension or correct its name"
        ) from error
    return env


@lru_cache(maxsize=64)
def _looking_in(
    env: Environment, search: tuple[Path, ...], bound: Path | None, ours: Path | None
) -> Environment:
    """Return a twin of ``env`` with its own cache of included files, the same for each bake."""
    kept = _kept(ours) if ours else None
    return env.overlay(loader=_loader(search, bound), bytecode_cache=kept)


@lru_cache(maxsize=1)
def _kept(templates: Path) -> BytecodeCache:
    """Return the byte code of the folder ``templates``, kept between runs as Python keeps its own.

    It lies in ``__pycache__`` beside the templates: no folder of the user's is touched, and
    ``PYTHONDONTWRITEBYTECODE`` and ``PYTHONPYCACHEPREFIX`` mean what they mean for modules. Where
    it cannot be written, nothing is kept.
    """
    import pickle

    from jinja2.bccache import Bucket, FileSystemBytecodeCache

    folder = Path(cache_from_source(str(templates / "jinja.py"))).with_name("jinja")

    class Kept(FileSystemBytecodeCache):
        """Takes a disk that is full or read-only for an empty cache."""

        def load_bytecode(self, bucket: Bucket) -> None:
            """Read what was kept; a file that something has cut short holds nothing."""
            with suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
                super().load_bytecode(bucket)

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Keep a template that was compiled."""
            if not sys.dont_write_bytecode:
                with suppress(OSError):
                    folder.mkdir(parents=True, exist_ok=True)
                    super().dump_bytecode(bucket)

    return Kept(str(folder), "%s.cache")


def _loader(search: tuple[Path, ...], bound: Path | None) -> BaseLoader:
    from jinja2 import FileSystemLoader
    from jinja2.exceptions import SecurityError
    from jinja2.loaders import split_template_path

    reader = Reader(bound)

    class Confined(FileSystemLoader):
        """Looks in ``search``, and opens nothing beyond ``bound``."""

        def get_source(self, environment: Environment, template: str) -> Source:
            parts = split_template_path(template)
            paths = (folder.joinpath(*parts) for folder in search)
            found = next((path for path in paths if path.is_file()), None)
            try:
                if found is not None:
                    reader.refuse(found, template)
            except OutsideError as error:
                raise SecurityError(f"{template} leaves the template through a link") from error
            return super().get_source(environment, template)

    return Confined(search)


def has_tags(env: Environment, text: str) -> bool:
    """Say whether Jinja would find anything to do in ``text``."""
    return (
        env.variable_start_string in text
        or env.block_start_string in text
        or env.comment_start_string in text
        or env.line_statement_prefix is not None
        or env.line_comment_prefix is not None
        # A foreign extension may read the source before Jinja does.
        or type(env).__module__.startswith("cookiecutter")
    )


def render_text(env: Environment, text: str, context: Mapping[str, Any], where: str) -> str:
    """Return ``text`` rendered; ``where`` names it in an error.

    Raises:
        RenderError: one line with the file and the line at which rendering stopped.
    """
    if "\r" not in text and not has_tags(env, text) and env.newline_sequence == "\n":
        return text
    try:
        return _compiled(env, text, where).render(context)
    except Exception as error:
        raise RenderError([messages.of(error, where)]) from error


@lru_cache(maxsize=4096)
def _compiled(env: Environment, text: str, where: str) -> Template:
    """Compile ``text``: in a process that bakes ten projects, once."""
    kept = env.bytecode_cache
    bucket = kept.get_bucket(env, where, None, text) if kept else None
    code = bucket.code if bucket else None
    if code is None:
        code = env.compile(text, where, where)
        if kept and bucket:
            bucket.code = code
            kept.set_bucket(bucket)
    return env.template_class.from_code(env, code, env.make_globals(None), None)


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Let a template's local extensions be imported, and forget them: the next has its own."""
    path, modules = list(sys.path), set(sys.modules)
    sys.path.append(str(folder))
    try:
        yield
    finally:
        sys.path[:] = path
        inside = str(folder) + os.sep
        for name in set(sys.modules) - modules:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(inside):
                del sys.modules[name]
