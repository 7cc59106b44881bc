"""Hooks: the scripts of a template that Cookiecutter runs before and after it renders."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit import engine, textfile
from portfolio_kit.errors import RenderError

if TYPE_CHECKING:
    from jinja2 import Environment

Context = Mapping[str, Any]  # values of JSON

NAMES = ("pre_prompt", "pre_gen_project", "post_gen_project")


def find(template: Path, name: str | None = None) -> list[Path]:
    """Return the scripts in the folder ``hooks``: those of the hook ``name``, or of every hook."""
    folder = template / "hooks"
    if not folder.is_dir():
        return []
    wanted = NAMES if name is None else (name,)
    return sorted(
        script
        for script in folder.iterdir()
        if script.stem in wanted and not script.name.endswith("~")
    )


def run(name: str, template: Path, project: Path, env: Environment, context: Context) -> None:
    """Render each script of the hook ``name`` and run it in the project's folder.

    Args:
        name: one of ``NAMES``.
        template: the folder that holds ``hooks``.
        project: the working directory of the script.
        env: the Jinja environment.
        context: what the script is rendered with.

    Raises:
        RenderError: it cannot be rendered, or ends with another exit status than 0.
    """
    for script in find(template, name):
        where = f"hooks/{script.name}"
        try:
            text = script.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            said = textfile.undecodable(where, script.read_bytes(), error)
            raise RenderError(said) from error
        rendered = engine.render_text(env, text, context, where)
        handle, temporary = tempfile.mkstemp(suffix=script.suffix)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(rendered)
            _execute(Path(temporary), script.name, project)
        finally:
            Path(temporary).unlink()


def pre_prompt(template: Path, into: Path) -> Path:
    """Run the hook ``pre_prompt``, which may change the template, in a copy of it.

    Args:
        template: the folder that holds ``hooks``.
        into: a folder in which the copy is made; it belongs to the caller, who removes it.

    Returns:
        The copy, to be used instead of ``template``; ``template`` when it has no such hook.

    Raises:
        RenderError: the hook ends with another exit status than 0.
    """
    if not find(template, "pre_prompt"):
        return template
    copy = into / template.resolve().name
    shutil.copytree(template, copy)
    for script in find(copy, "pre_prompt"):
        _execute(script, script.name, copy)
    return copy


def _execute(script: Path, name: str, folder: Path) -> None:
    """Run a script as Cookiecutter does: Python's with our Python, the others as programs."""
    script.chmod(script.stat().st_mode | 0o100)
    command = [sys.executable, str(script)] if script.suffix == ".py" else [str(script)]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # standard output is ours: with --json it is a document
            stderr=subprocess.PIPE,
            shell=sys.platform == "win32",  # which knows by the suffix what runs a script
            check=False,
        )
    except OSError as error:
        raise RenderError(f"hook {name} cannot be started: {_reason(error)}") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it says nothing")
        raise RenderError(
            f"hook {name} ended with exit status {done.returncode}: {last}; "
            "change the answers, or correct the hook"
        )


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOEXEC:
        return "it names no interpreter; let its first line begin with #!"
    return f"{error.strerror or error}; correct its first line"
