"""The one entry point: ``python -m {{ cookiecutter.package }}``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from . import report{% if cookiecutter.dataset == "csv" %}, source{% endif %}
from .config import About, Config, SetupError
from .showcase import ShowcaseError

COMMAND = "python -m {{ cookiecutter.package }}"
{% if cookiecutter.study -%}
HELP = (
    "full records results (default); study tunes and sweeps too, for minutes; "
    "smoke tries everything in seconds, in build/smoke/"
)
{%- else -%}
HELP = "full records results (default); smoke tries everything in seconds, in build/smoke/"
{%- endif %}


def parser() -> argparse.ArgumentParser:
    """Return the command line; one flag for each field of the configuration."""
    made = argparse.ArgumentParser(prog=COMMAND, description=sys.modules[__package__].__doc__)
    profiles = ("full", "smoke"{% if cookiecutter.study %}, "study"{% endif %})
    made.add_argument("--profile", choices=profiles, default="full", help=HELP)
    made.add_argument("--record", action="store_true", help="renew times and provenance too")
{%- if cookiecutter.dataset == "csv" %}
    made.add_argument("--example-csv", action="store_true", help=f"only write {source.SHOWN}")
{%- endif %}
    group = made.add_argument_group("experiment")
    for name, hint in get_type_hints(Config, include_extras=True).items():
        kind, about = get_args(hint)
        flag = f"--{name.replace('_', '-')}"
        group.add_argument(flag, **_flag(kind, about, getattr(Config, name)))
    return made


def _flag(kind: type, about: About, default: object) -> dict[str, Any]:  # Any: argparse's options
    """Return how argparse reads one field."""
    source = f"default {default}; {about.source}"
    options: dict[str, Any] = {"default": default, "type": kind}
    if get_origin(kind) is Literal:
        options |= {"choices": get_args(kind), "type": str}
    elif isinstance(default, tuple):
        options |= {"nargs": "+", "type": get_args(kind)[0]}
        source = f"default {' '.join(map(str, default))}; {about.source}"
    if "choices" not in options:
        options["metavar"] = about.unit.upper() if about.unit.isalpha() else "NUMBER"
    return {**options, "help": f"{about.meaning} ({source})".replace("%", "%%")}


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the project in ``root``, by default the working folder; return the exit status."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(typed)
    folder = Path.cwd() if root is None else root
    given = {name: getattr(options, name) for name in get_type_hints(Config)}
    chosen: dict[str, Any] = {  # Any: the fields have several types
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    try:
{%- if cookiecutter.dataset == "csv" %}
        if options.example_csv:
            source.write_example()
            return 0
{%- endif %}
        config = Config(**chosen)
        if not (folder / "pyproject.toml").is_file():
            raise ShowcaseError(f"{folder} is not the project's folder; change into it")
        config = config.smoke() if options.profile == "smoke" else config
        kept = [word for word in typed if word != "--record"]
        command = " ".join([COMMAND, *kept])
        changed = report.run(folder, config, options.profile, command, record=options.record)
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
