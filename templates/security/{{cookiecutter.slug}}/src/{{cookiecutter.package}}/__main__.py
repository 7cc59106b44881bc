"""The one entry point: ``python -m {{ cookiecutter.package }}``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args, get_type_hints

from . import publish
from .config import Config, SetupError
from .showcase import ShowcaseError

COMMAND = "python -m {{ cookiecutter.package }}"
PROFILES = {
    "full": "records results (default)",
    "smoke": "tries everything in seconds, in build/smoke/",
    "study": "records the large sizes and the choice of every tuned value too, in minutes",
}


def parser() -> argparse.ArgumentParser:
    """Return the command line; one flag for each field of the configuration."""
    made = argparse.ArgumentParser(prog=COMMAND, description=sys.modules[__package__].__doc__)
    explained = "; ".join(f"{name} {about}" for name, about in PROFILES.items())
    made.add_argument("--profile", choices=PROFILES, default="full", help=explained)
    made.add_argument("--record", action="store_true", help="renew times and provenance too")
    group = made.add_argument_group("values of the run")
    for name, hint in get_type_hints(Config, include_extras=True).items():
        kind, about = get_args(hint)
        default = getattr(Config, name)
        group.add_argument(
            f"--{name.replace('_', '-')}",
            type=kind,
            default=default,
            metavar=about.unit.upper() if about.unit.isalpha() else "NUMBER",
            help=f"{about.meaning} (default {default}; {about.source})".replace("%", "%%"),
        )
    return made


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the project in ``root``, by default the working folder; return the exit status."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(typed)
    folder = Path.cwd() if root is None else root
    try:
        if not (folder / "pyproject.toml").is_file():
            raise SetupError(f"{folder} is not the project's folder; change into it")
        config = Config(**{name: getattr(options, name) for name in get_type_hints(Config)})
        config = config.smoke() if options.profile == "smoke" else config
        kept = [word for word in typed if word != "--record"]
        order = publish.Order(options.profile, " ".join([COMMAND, *kept]), options.record)
        changed = publish.run(folder, config, order)
    except (SetupError, ShowcaseError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.profile == "smoke":
        print("smoke run finished: see build/smoke/")
    else:
        print("results recorded" if changed else "same results as on record: nothing to write")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
