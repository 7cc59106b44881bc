"""The command line: parse, call, print, exit.

Nothing else in portfolio-kit prints, asks, or reads the clock, the environment or the home.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from portfolio_kit import __version__
from portfolio_kit.cli.lazy import LazyGroup
from portfolio_kit.errors import PortfolioKitError

NAME = "portfolio-kit"
_COMPLETE = "_PORTFOLIO_KIT_COMPLETE"

#: Every command: where its function is, and the line that says what it does. The line stands
#: here, so that `--help` imports none of them.
COMMANDS = {
    "list": ("listing:list_templates", "Show the templates there are."),
    "show": ("showing:show", "Show what a template asks, makes and demonstrates."),
    "new": ("new:new", "Bake one project from a template."),
    "build": ("build:build", "Bake every project of a config file that does not exist yet."),
    "run": ("run:run", "Run a project and record what it measured."),
    "showcase": ("showcase:showcase", "Fill a README from what the project measured."),
    "config": ("config:config", "Start, show or describe the config file."),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: portfolio-kit list",
)
@click.version_option(
    __version__, "-V", "--version", prog_name=NAME, message="%(prog)s %(version)s"
)
def group() -> None:
    """Bake showcase repositories whose README carries results that were measured."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status.

    0 done, 1 the person can put it right, 2 misuse of the command line, 128 and the number of
    a signal that ended it. A bug keeps its traceback.
    """
    from portfolio_kit.cli import signals

    if _COMPLETE in os.environ:
        return _complete(os.environ[_COMPLETE])
    with signals.as_exceptions():
        try:
            status = _call(sys.argv[1:] if argv is None else argv)
            sys.stdout.flush()
        except (KeyboardInterrupt, EOFError, click.Abort):
            status = signals.INTERRUPTED
        except signals.Terminated as end:
            status = end.status
        except BrokenPipeError:  # `portfolio-kit list | head -1` has got what it wanted
            signals.close_pipes()
            status = signals.PIPE
    return status


def _call(argv: Sequence[str]) -> int:
    """Run one command line; what a person did wrong is said on standard error."""
    try:
        with group.make_context(NAME, list(argv)) as context:
            group.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except PortfolioKitError as error:
        from portfolio_kit.cli import display

        display.problems(error.problems)
        return 1
    return 0


def _complete(instruction: str) -> int:
    """Answer a shell that completes a command line."""
    from portfolio_kit.cli import completion

    return completion.answer(group, NAME, _COMPLETE, instruction)
