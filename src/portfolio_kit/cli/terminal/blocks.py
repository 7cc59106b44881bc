"""Names, and what is said of each: beside it, or below it where a terminal is narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portfolio_kit.cli.terminal import display, wrapping

#: A text, its style, and how much its second line is further in than its first.
Said = tuple[str, str | None, int]

#: Columns below which names stand above what is said of them; the widest column of names.
NARROW, _WIDEST = 60, 24


def heading(name: str, remark: str = "") -> None:
    """Print what follows, and a remark on it."""
    first, *rest = _lines(remark, 4 + len(name), 4 + len(name)) or [""]
    display.pieces((f"  {name}", "head"), (f"  {first}".rstrip(), "quiet"))
    for line in rest:
        display.pieces((f"  {line.lstrip()}", "quiet"))


def show(style: str, blocks: Mapping[str, Sequence[Said]]) -> None:
    """Print each name in its style with what is said of it, and an empty line after all."""
    column = max(map(len, blocks), default=0) + 2
    beside = wrapping.width() >= NARROW and column <= _WIDEST
    indent = 2 + column if beside else 4
    for name, said in blocks.items():
        lines = [
            (line, look)
            for text, look, hang in said
            for line in _lines(text, indent, indent + hang)
        ]
        if beside and lines:
            (first, look), *lines = lines
            display.pieces((f"  {name.ljust(column)}", style), (first, look))
        else:
            display.paragraph(name, "  ", "    ", style=style)
        for line, look in lines:
            display.pieces((" " * indent + line, look))
    if blocks:
        display.line()


def _lines(text: str, before: int, indent: int) -> list[str]:
    """Wrap a text after ``before`` columns; the lines come without those."""
    lines = wrapping.wrapped(display.shown(text), before, indent).splitlines()
    return [line[before:] if number else line for number, line in enumerate(lines)]
