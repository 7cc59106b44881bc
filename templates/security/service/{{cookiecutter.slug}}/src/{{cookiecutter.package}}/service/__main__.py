"""Start the service: ``python -m {{ cookiecutter.package }}.service``."""

import argparse
import os
import sys
from collections.abc import Sequence

from ..config import SetupError
from . import app, logs, settings
from .scoring import State
from .server import Server


def parser() -> argparse.ArgumentParser:
    """Return the command line, which only explains: settings come from the environment."""
    told = [
        f"  {name}\n      {variable.meaning.replace('`', '')}"
        f" ({'required' if variable.default is None else f'default {variable.default}'})"
        for name, variable in settings.VARIABLES.items()
    ]
    return argparse.ArgumentParser(
        description="Score domain names over HTTP.",
        epilog="environment variables:\n" + "\n".join(told),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes; return the exit status."""
    parser().parse_args(arguments)
    try:
        told = settings.read(os.environ)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    logs.adopt()
    log, state = logs.make(sys.stdout), State()
    Server(app.create(told, log, state), told, state, log).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
