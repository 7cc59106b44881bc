"""Texts on a terminal that is narrow: wrapped between words, or cut with a sign that they are."""

from __future__ import annotations

import shutil
import textwrap

#: Columns of a pipe, and the fewest for which anything is laid out.
_PIPE, _LEAST = 80, 20


def width() -> int:
    """Return the columns that may be written: the last one stays free, for the cursor."""
    return max(shutil.get_terminal_size((_PIPE, 24)).columns, _LEAST) - 1


def wrapped(text: str, before: int, indent: int, columns: int | None = None) -> str:
    """Wrap a text whose first line has ``before`` columns taken already, the others ``indent``.

    Words are broken only where they are longer than a line; blanks between them are kept.
    """
    columns = width() if columns is None else columns
    # A word stands for what is there: textwrap would break the first word of the text for it.
    taken = "x" * max(before - 1, 0)
    lines = textwrap.wrap(
        f"{taken} {text}" if before else text,
        max(columns, before, indent + 1),
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
    return "\n".join([lines[0][before:], *lines[1:]]).rstrip() if lines else ""


def cut(text: str, room: int) -> str:
    """Cut a text that would not end on its line."""
    return text if len(text) <= room else f"{text[: max(room - 1, 1)]}…"
