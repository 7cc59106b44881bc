"""The one entry point: ``python -m {{ cookiecutter.package }}``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args, get_type_hints

from . import report, tune
from ._showcase import ShowcaseError
from .config import Config

COMMAND = "python -m {{ cookiecutter.package }}"


def parser() -> argparse.ArgumentParser:
    """Return the command line; one flag for each field of the configuration."""
    made = argparse.ArgumentParser(prog=COMMAND, description=sys.modules[__package__].__doc__)
    made.add_argument(
        "--profile",
        choices=("full", "smoke"),
        default="full",
        help="full records results (default); smoke tries everything in seconds, in build/smoke/",
    )
    made.add_argument("--record", action="store_true", help="renew times and provenance too")
    made.add_argument("--tune", action="store_true", help="only print the grid on validation data")
    group = made.add_argument_group("experiment")
    for name, hint in get_type_hints(Config, include_extras=True).items():
        kind, about = get_args(hint)
        default = getattr(Config, name)
        many = isinstance(default, tuple)
        shown = " ".join(map(str, default)) if many else default
        group.add_argument(
            f"--{name.replace('_', '-')}",
            type=int if many else kind,
            nargs="+" if many else None,
            default=default,
            metavar=about.unit.upper() if about.unit.isalpha() else "NUMBER",
            help=f"{about.meaning} (default {shown}; {about.source})".replace("%", "%%"),
        )
    return made


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the project in ``root``, by default the working folder; return the exit status."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(typed)
    folder = Path.cwd() if root is None else root
    chosen = {name: getattr(options, name) for name in get_type_hints(Config)}
    try:
        config = Config(**{**chosen, "seeds": tuple(chosen["seeds"])})
        if options.tune:
            for line in tune.table(config):
                print(line, flush=True)
            return 0
        if not (folder / "pyproject.toml").is_file():
            raise ShowcaseError(f"{folder} is not the project's folder; change into it")
        config = config.smoke() if options.profile == "smoke" else config
        kept = [word for word in typed if word != "--record"]
        command = " ".join([COMMAND, *kept])
        changed = report.run(folder, config, options.profile, command, record=options.record)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if options.profile == "smoke":
        print("smoke run finished: see build/smoke/")
    else:
        print("results recorded" if changed else "same results as on record: nothing to write")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
