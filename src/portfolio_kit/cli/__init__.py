"""The command line: parse, call, print, exit.

Nothing else in portfolio-kit prints, asks, or reads the clock, the home, or a variable of the
environment that says something to us. Below, only what a child would find there is read: git's
variables, an installer's, and the environment that a child is given.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from portfolio_kit import __version__
from portfolio_kit.cli.lazy import LazyGroup
from portfolio_kit.cli.terminal import output

NAME = "portfolio-kit"
_COMPLETE = "_PORTFOLIO_KIT_COMPLETE"

#: Every command: where its function is, and the line that says what it does. The line stands
#: here, so that `--help` imports none of them.
COMMANDS = {
    "list": ("commands.list:list_templates", "Show the templates there are."),
    "show": ("commands.show:show", "Show a template, or what can be added to a project."),
    "new": ("commands.new:new", "Bake one project from a template."),
    "build": (
        "commands.build:build",
        "Bake every project of a config file that does not exist yet.",
    ),
    "run": ("commands.run:run", "Run a project and record what it measured."),
    "update": (
        "commands.update:update",
        "Merge a newer template, or what other answers add, into a project.",
    ),
    "showcase": ("commands.showcase:showcase", "Fill a README from what the project measured."),
    "config": ("commands.config:group", "Start, show or describe the config file."),
}


_version = click.version_option(
    __version__, "-V", "--version", prog_name=NAME, message="%(prog)s %(version)s"
)
group = _version(
    LazyGroup(
        name=NAME,
        table=COMMANDS,
        help="Bake showcase repositories whose README carries results that were measured.",
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Begin with: portfolio-kit list",
    )
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status.

    0 done, 1 the person can put it right, 2 misuse of the command line, 128 and the number of
    a signal that ended it. A bug keeps its traceback.
    """
    from portfolio_kit.cli.terminal import signals

    if os.environ.get(_COMPLETE):
        return _complete(os.environ[_COMPLETE])
    with signals.as_exceptions(), output.guarded() as out:
        try:
            status, done = group.call(NAME, sys.argv[1:] if argv is None else argv)
            sys.stdout.flush()
            if out.lost is not None:
                from portfolio_kit.cli import failures

                status = failures.untold(status, out.lost, done=done)
        except (KeyboardInterrupt, EOFError, click.Abort):
            status = signals.INTERRUPTED
        except signals.Terminated as end:
            status = end.status
        except BrokenPipeError:  # `portfolio-kit list | head -1` has got what it wanted
            signals.close_pipes()
            status = signals.PIPE
    return status


def _complete(instruction: str) -> int:
    """Answer a shell that completes a command line."""
    from portfolio_kit.cli import completion

    return completion.answer(group, NAME, _COMPLETE, instruction)
