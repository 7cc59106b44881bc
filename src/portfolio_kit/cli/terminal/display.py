"""What goes to the terminal or into a pipe, and how: colours, columns, glyphs, errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from portfolio_kit.cli.terminal.visible import visible
from portfolio_kit.errors import Problem

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

#: What is written where an encoding has no such glyph.
_PLAIN = {
    "✔": "+",
    "✘": "x",
    "»": ">",
    "…": "...",
    "·": "-",
    "—": "-",
    "±": "+/-",
    "├─": "|-",
    "└─": "`-",
    "│": "|",
}

#: The one palette; plain names, so that a terminal's own light or dark colours are used.
STYLES = {
    "name": "bold cyan",
    "key": "cyan",
    "good": "green",
    "bad": "red",
    "quiet": "dim",
    "head": "bold",
    "command": "bold",
}

#: Columns of a terminal below which a table of texts is no table any more.
NARROW = 76

_THOUSAND = 1000  # megabytes, as disks are sold

_WEIGHTS = ("bold", "dim")


def is_terminal(stream: TextIO | None = None) -> bool:
    """Say whether a person looks at ``stream``; FORCE_COLOR says so too, as rich reads it."""
    return bool(os.environ.get("FORCE_COLOR")) or (stream or sys.stdout).isatty()


def is_interactive() -> bool:
    """Say whether questions can be asked: both ends are a terminal that can move its cursor."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def has_colours(stream: TextIO) -> bool:
    """Say whether ``stream`` may be given colours: https://no-color.org and TERM=dumb."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def console(*, stderr: bool = False) -> Console:
    """Return a console for a terminal, with our palette."""
    from rich.console import Console
    from rich.theme import Theme

    class Piped(Console):
        """Ends like our other output where a reader has seen enough; rich would exit with 1."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Piped(
        stderr=stderr,
        theme=Theme(STYLES),
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=False,
    )


def shown(text: str, stream: TextIO | None = None) -> str:
    """Return ``text`` as one line that can be printed: every text of strangers passes here.

    What a terminal would obey or hide is spelled out (see ``visible``), and what the stream's
    encoding cannot write is written plainly.
    """
    text = visible(text)
    encoding = (stream or sys.stdout).encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for glyph, plain in _PLAIN.items():
            text = text.replace(glyph, plain)
        return text.encode(encoding, "replace").decode(encoding)
    return text


def words(*parts: str | tuple[str, str | None]) -> Text:
    """Return pieces of text, each with its own style, as one line for a console of rich."""
    from rich.text import Text

    said = [(part, None) if isinstance(part, str) else part for part in parts]
    return Text.assemble(*((shown(text), style or "") for text, style in said))


def stack(*lines: Text) -> Text:
    """Return lines, one below the other; an empty one is left out."""
    from rich.text import Text

    return Text("\n").join([line for line in lines if line])


def show(drawn: RenderableType) -> None:
    """Draw what rich draws, set in like everything else."""
    from rich.padding import Padding

    console().print(Padding(drawn, (0, 1, 0, 2)))


def line(text: str = "", *, style: str | None = None, stderr: bool = False) -> None:
    """Write one line; ``style`` is a colour that only a terminal is given."""
    stream = sys.stderr if stderr else sys.stdout
    text = shown(text, stream)
    if style and has_colours(stream):
        text = click.style(text, **_click_style(style))
    stream.write(f"{text}\n")
    stream.flush()


def paragraph(
    text: str, first: str, rest: str, *, style: str | None = None, stderr: bool = False
) -> int:
    """Write a text that may be longer than a terminal is wide, and return how many lines it took.

    A pipe gets it as one line.
    """
    import shutil
    import textwrap

    text = visible(text)
    seen = is_terminal(sys.stderr if stderr else sys.stdout)
    width = shutil.get_terminal_size().columns - 1 if seen else len(first) + len(text)
    lines = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
    for part in lines:
        line(part, style=style, stderr=stderr)
    return len(lines)


def erase(lines: int) -> None:
    """Take back the last lines of a terminal that can move its cursor."""
    sys.stdout.write("\x1b[1A\x1b[2K" * lines)
    sys.stdout.flush()


def _click_style(style: str) -> dict[str, Any]:  # what click.style takes
    words = STYLES.get(style, style).split()
    colours = [word for word in words if word not in _WEIGHTS]
    return {"fg": next(iter(colours), None)} | {word: True for word in words if word in _WEIGHTS}


def problems(found: Iterable[Problem]) -> None:
    """Say what is wrong, one line for each thing, and no password that somebody typed."""
    from portfolio_kit.system import redact

    for problem in found:
        for said in problem.lines:
            line(redact.redact(said), style="bad", stderr=True)


def document(value: Sequence[Any] | Mapping[str, Any]) -> None:
    """Print one JSON document."""
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, indent=2, ensure_ascii=not utf8, default=str)
    # JSON leaves C1, bidi and half characters as they are; its line ends are ours.
    safe = (_in_json(part) for part in text.split("\n"))
    sys.stdout.write("\n".join(safe) + "\n")


def _in_json(line: str) -> str:
    """Return a line of a document with everything unseen in JSON's own spelling."""
    if visible(line) == line:
        return line
    import json

    return "".join(
        letter if visible(letter) == letter else json.dumps(letter)[1:-1].replace("\x7f", "\\u007f")
        for letter in line
    )


def columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows as columns that `awk` and people can read: two blanks apart, no colours."""
    table = [[shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def minutes(value: float | None) -> str:
    """Return how long a run takes, as people say it."""
    if value is None:
        return ""
    return f"{round(value, 1):g} min" if value >= 1 else f"{value * 60:.0f} s"


def files(count: int) -> str:
    """Return how many files there are, as people say it."""
    return "1 file" if count == 1 else f"{count} files"


def size(megabytes: float) -> str:
    """Return what something takes on disk, as people say it; nothing when it is not known."""
    if megabytes >= _THOUSAND:
        return f"{megabytes / _THOUSAND:.1f} GB"
    return f"{megabytes:.0f} MB" if megabytes else ""


def pieces(*parts: tuple[str, str | None]) -> None:
    """Write one line of pieces, each with its own style."""
    colours = has_colours(sys.stdout)
    written = [
        click.style(shown(text), **_click_style(style)) if colours and style else shown(text)
        for text, style in parts
    ]
    sys.stdout.write("".join(written) + "\n")


def value(found: object) -> str:
    """Return a value of a config file on one line."""
    import json

    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, default=str)


def place(project: Path) -> str:
    """Return a project as a command line names it: ``.`` is the working folder."""
    return "." if project.resolve() == Path.cwd().resolve() else near(project)


def near(path: Path) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    full = path.absolute()
    return str(full.relative_to(here)) if full.is_relative_to(here) and full != here else str(full)
