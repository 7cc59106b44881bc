"""A run of the whole project that takes a moment, and what it wrote."""

from pathlib import Path
from typing import TypeVar

from {{ cookiecutter.package }} import config, data
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.parts import PACKAGES, PARTS
from {{ cookiecutter.package }}.showcase import command, settings

PROJECT = Path(__file__).parents[1]
TINY = (PROJECT / "tests" / "tiny.txt").read_text("utf-8").split()
Kind = TypeVar("Kind")


def settings_of(kind: type[Kind], table: str = "config") -> Kind:
    """Return what the project's ``settings.toml`` holds of a part."""
    return settings.read(kind, Path(config.__file__).with_name(settings.NAME), table)


CONFIG = settings_of(Config)


def main(*arguments: str, root: Path) -> int:
    """Run the project in ``root`` as its main command does; return the exit status."""
    return command.main(command.Work(Config, data.load, PARTS, PACKAGES), arguments, root)


def files(root: Path) -> dict[str, bytes]:
    """Return every file outside build/ with its bytes."""
    paths = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: held for name, held in named.items() if not name.startswith("build/")}


def lasting(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return results and figures without times."""
    times = ("results/README.md", "results/timings.json")
    return {
        name: held
        for name, held in found.items()
        if name.startswith(("results/", "figures/")) and name not in times
    }
