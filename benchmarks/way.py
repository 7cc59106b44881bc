"""Count the rooms that the simplest ``new`` walks through, and how often it comes back to one.

    python benchmarks/way.py [--list] [WORD ...]

The way is that of somebody who reads the code as it runs: each function of ours counts when it is
first called, in that order. A *stay* is a run of such functions in one module, a *return* a stay in
a module that was left before. ``WORD ...`` is the command (``new federated --no-input``); with
``--list`` the stays are printed. PYTHONPATH chooses the tree that is measured.
"""

from __future__ import annotations

import argparse
import inspect
import os
import sys
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType

import portfolio_kit
from portfolio_kit.cli import main as command_line

SOURCE = Path(portfolio_kit.__file__).parent
NOBODY = {
    "GIT_AUTHOR_NAME": "Ada Lovelace",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def walked(words: list[str], folder: Path) -> list[Path]:
    """Return the file of each function of ours, in the order of their first calls."""
    seen: dict[CodeType, Path] = {}
    prefix = str(SOURCE) + os.sep

    def look(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        # Bodies of modules and classes run when they are imported; a comprehension is no function.
        function = code.co_flags & inspect.CO_OPTIMIZED and not code.co_name.startswith("<")
        if event == "call" and function and code.co_filename.startswith(prefix):
            seen.setdefault(code, Path(code.co_filename).relative_to(SOURCE))

    sys.setprofile(look)
    try:
        status = command_line([*words, "--output", str(folder), "--quiet"])
    finally:
        sys.setprofile(None)
    if status:
        raise SystemExit(f"{' '.join(words)} ended with {status}")
    return list(seen.values())


def counted(way: Iterable[str]) -> tuple[int, int, int]:
    """Return how many places, stays and returns a way has."""
    stays = [place for place, _ in groupby(way)]
    return len(set(stays)), len(stays), len(stays) - len(set(stays))


def room(path: Path) -> str:
    """Return the package of a module; a module that lies in none is its own."""
    return path.parts[0].removesuffix(".py")


def main() -> None:
    """Walk once, and print what was counted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="print each stay")
    parser.add_argument("words", nargs="*", default=["new", "federated", "--no-input"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ.update(
            NOBODY, HOME=str(home), XDG_STATE_HOME=str(home), XDG_CACHE_HOME=str(home)
        )
        os.chdir(folder)
        way = walked(options.words, Path(folder) / "out")
    for name, places in (("modules", [f"{path}" for path in way]), ("packages", [*map(room, way)])):
        number, stays, returns = counted(places)
        print(f"{name}: {number} walked through in {stays} stays, {returns} returns")
        if options.list:
            print("  " + " ".join(place.removesuffix(".py") for place, _ in groupby(places)))


if __name__ == "__main__":
    main()
