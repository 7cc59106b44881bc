"""Names that are safe everywhere: folders and Python packages."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from portfolio_kit.errors import Problem

#: Longest folder name: room for the ``.<name>.portfolio-kit-staging`` in which a bake is made, and
#: for what lies in that under the 260 characters that Windows allows a path.
LONGEST = 60

_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789"),
    )
)

#: Windows reads the superscript digits of Latin-1 as digits, in device names too.
_DIGITS = str.maketrans("¹²³", "123")

#: Folders beside the package from which Python may import.
BESIDE = frozenset(("build", "docs", "src", "test", "tests"))


def slug(title: str) -> str:
    """Return the folder name that a title stands for; empty when it holds no letter or digit.

    Other alphabets are spelled in Latin letters: ``Größe`` gives ``grosse``, and a slug that
    would be too long ends with a whole word.
    """
    from slugify import slugify

    return str(slugify(title, max_length=LONGEST, word_boundary=True)).strip("-")


def at_home(path: str, home: Path | None) -> str:
    """Return a path that begins with ``~/`` as one in ``home``, any other as it is."""
    inside = home is not None and path.startswith(("~/", "~\\"))
    return str(home) + path[1:] if inside else path


def package(folder: str) -> str:
    """Return the Python package that a folder name stands for."""
    name = re.sub(r"[^a-z0-9_]+", "_", folder.lower()).strip("_")
    return f"p{name}"[:LONGEST] if name[:1].isdigit() else name


def is_device(name: str) -> bool:
    """Say whether Windows would open a device by this name, whatever stands after a dot."""
    return name.partition(".")[0].rstrip().lower().translate(_DIGITS) in _DEVICES


def slug_problem(name: str) -> Problem | None:
    """Say why ``name`` cannot be a folder on Linux, macOS and Windows alike, and what can."""
    if not name:
        return Problem("is empty", "give a folder name such as my-project")
    if len(name) > LONGEST:
        return Problem(f"is {len(name)} characters long", f"give at most {LONGEST}")
    reason = _slug_reason(name)
    if reason is None:
        return None
    proposed = slug(name) or "my-project"
    if _slug_reason(proposed):
        proposed = f"{proposed[:40].strip('-')}-project"
    return Problem(reason, f"give one such as {proposed}")


def _slug_reason(name: str) -> str | None:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", name):
        return "is no safe folder name (a-z, 0-9, '-', '_', '.'; a letter or digit at both ends)"
    if is_device(name):
        return "is the name of a device on Windows"
    if name.endswith((".git", ".lock")):
        return "ends as git's own files do"
    return None


def package_problem(name: str) -> Problem | None:
    """Say why ``name`` cannot be a Python package, and what can."""
    if not name:
        return Problem("is empty", "give a Python package such as my_project")
    if len(name) > LONGEST:
        return Problem(f"is {len(name)} characters long", f"give at most {LONGEST}")
    reason = _package_reason(name)
    if reason is None:
        return None
    proposed = package(slug(name)) or "my_project"
    if _package_reason(proposed):
        proposed = f"{proposed[:40].strip('_')}_project"
    return Problem(reason, f"give one such as {proposed}")


def _package_reason(name: str) -> str | None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return "is no package name (a-z, 0-9 and '_', a letter first)"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "is a keyword of Python"
    if name in sys.stdlib_module_names:
        return "is a module of Python's standard library, which it would hide"
    if name in BESIDE:
        return "is a folder that the project itself uses"
    if is_device(name):
        return "is the name of a device on Windows"
    return None
