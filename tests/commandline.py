"""Helpers of the tests of the command line: call it here, as a process, or in a terminal."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pexpect  # type: ignore[import-untyped] # has no types
import pytest

from portfolio_kit import cli

Terminal: TypeAlias = Any  # pexpect's spawn, which has no types
Env = Mapping[str, str]

SCRIPT = str(Path(sys.executable).with_name("portfolio-kit"))

#: A small template that knows us: a name, a choice, a number, a yes or no.
TEMPLATE = {
    "cookiecutter.json": """{
  "title": "Small thing",
  "slug": "{{ cookiecutter.title|slugify }}",
  "colour": ["red", "green"],
  "size": 3,
  "loud": false,
  "__prompts__": {"colour": {"__prompt__": "Colour", "red": "red: like a rose"}},
  "_portfolio_kit": {
    "version": "1", "title": "A small template", "description": "Shows nothing, quickly",
    "skills": [{"id": "brevity", "name": "brevity", "evidence": [{"file": "README.md"}]}],
    "frameworks": ["none"], "minutes": 0.5, "command": "python -m it",
    "layers": [{"path": "."}, {"path": "extra", "when": {"loud": "yes"}}],
    "help": {"size": "How large it is."},
    "answers": {"properties": {"size": {"type": "integer", "minimum": 1, "maximum": 9}}}
  }
}""",
    "{{cookiecutter.slug}}/README.md": "# {{ cookiecutter.title }}\n",
    "{{cookiecutter.slug}}/src/colour.txt": "{{ cookiecutter.colour }} {{ cookiecutter.size }}\n",
    "extra/{{cookiecutter.slug}}/loud.txt": "LOUD\n",
}

#: A plain Cookiecutter template that has never heard of us.
PLAIN = {
    "cookiecutter.json": '{"name": "thing"}',
    "{{cookiecutter.name}}/a.txt": "{{ cookiecutter.name }}\n",
}


@dataclass(frozen=True)
class Said:
    """What one call did."""

    status: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *argv: object) -> Said:
    """Call the command line in this process."""
    capsys.readouterr()
    status = cli.main([str(word) for word in argv])
    return Said(status, *capsys.readouterr())


def process(*argv: object, cwd: Path, **env: str) -> Said:
    """Call the command line as a process of its own, its output in pipes."""
    ended = subprocess.run(
        [SCRIPT, *map(str, argv)],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Said(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def terminal(*argv: object, cwd: Path, columns: int = 100, env: Env | None = None) -> Terminal:
    """Start the command line in a terminal of its own."""
    return start(SCRIPT, *argv, cwd=cwd, columns=columns, env=env)


def start(
    program: str, *argv: object, cwd: Path, columns: int = 100, env: Env | None = None
) -> Terminal:
    """Start any program in a terminal of its own."""
    # Nobody is there to answer where the cursor is.
    ours = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    return pexpect.spawn(
        program,
        [str(word) for word in argv],
        cwd=str(cwd),
        env={**os.environ, **ours, **(env or {})},
        dimensions=(40, columns),
        timeout=120,  # for a machine that has others to serve
        encoding="utf-8",
    )


def end(child: Terminal) -> int:
    """Wait for a terminal's program to end, and return its exit status."""
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus) if child.exitstatus is not None else -int(child.signalstatus)


def screen(child: Terminal) -> str:
    """Return what the program had written when it ended, without its escape sequences."""
    import re

    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", str(child.before))


def lines(text: str) -> Sequence[str]:
    """Return the lines of a text that say something."""
    return [line for line in text.splitlines() if line.strip()]
