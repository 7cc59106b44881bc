"""Markdown as far as regions need it: which lines are seen."""

import io
import re
from collections.abc import Iterator, Sequence

BOM = "\ufeff"
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_COMMENT = re.compile(r" {0,3}<!--(?!.*-->)")
INDENTED = re.compile(r" {4}| {0,3}\t")


def closing(fence: str) -> re.Pattern[str]:
    """Return what ends the code that ``fence`` begins."""
    return re.compile(r" {0,3}" + fence + fence[0] + r"*\s*$")


def lines_of(text: str) -> list[str]:
    """Split at Markdown's line ends only (not at form feeds), and keep them."""
    return list(io.StringIO(text.removeprefix(BOM), newline=""))


def outside_code(line: str) -> str:
    """Return a line without its code spans: from some backticks to the next that are as many."""
    pieces = re.split("(`+)", line)  # every second one is backticks
    last = {piece: place for place, piece in enumerate(pieces)}
    kept, place = [], 0
    while place < len(pieces):
        piece = pieces[place]
        if "`" in piece and place < last[piece]:
            place = pieces.index(piece, place + 1)
        else:
            kept.append(piece)
        place += 1
    return "".join(kept)


def seen(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are neither code nor inside a comment of several lines."""
    end: re.Pattern[str] | None = None
    for number, line in enumerate(lines, start=1):
        if end:
            end = None if end.match(line) else end
        elif fence := FENCE.match(line):
            end = closing(fence[1])
        elif not INDENTED.match(line):
            end = re.compile(r".*-->") if _COMMENT.match(line) else None
            yield number, line
