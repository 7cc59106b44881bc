"""You need not read this: it runs the parts of a project and records what they measured.

Every project of portfolio-kit carries the same copy, with the standard library alone. It reads
settings, draws intervals, judges the headline, and fills README and ``showcase.json``.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypedDict, Unpack

from .errors import ShowcaseError

__all__ = ["ShowcaseError", "main"]


class Typed(TypedDict, total=False):
    """What a test gives instead of the command line: its arguments, and the project's folder."""

    arguments: Sequence[str]
    root: Path


def main(
    config: type,
    load: Callable[..., Any],  # Any: data are whatever the parts take
    parts: Sequence[Any],  # Any: of `part.Part`, whose module only a main command needs
    packages: Sequence[str],
    **typed: Unpack[Typed],
) -> int:
    """Run a project: its main command. Return the exit status.

    Args:
        config: the frozen dataclass of the experiment; ``settings.toml`` lies beside its module.
        load: configuration to data, whose ``entry`` or ``entries`` the manifest holds.
        parts: what is measured, in this order.
        packages: whose versions are recorded.
        typed: instead of what was typed, and of the working folder.
    """
    command = import_module(f"{__name__}.command")  # who only fills a README pays for none of it
    work = command.Work(config, load, parts, packages)
    arguments, root = typed.get("arguments", sys.argv[1:]), typed.get("root", Path.cwd())
    status: int = command.main(work, arguments, root)
    return status
