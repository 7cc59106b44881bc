"""Tables for a terminal; a pipe gets plain columns instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portfolio_kit.cli.terminal import display

if TYPE_CHECKING:
    from rich.table import Table

    from portfolio_kit.template.template import Template


def _table(*heads: str) -> Table:
    """Return a table without a frame: its columns are seen, its lines are not."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="quiet")
    for head in heads:
        table.add_column(head)
    return table


def _show(table: Table) -> None:
    display.line()
    display.show(table)
    display.line()


def templates(found: Sequence[Template]) -> None:
    """Print what templates there are."""
    if display.console().width < display.NARROW:
        _stacked(found)
        return
    table = _table("Template", "What it demonstrates", "Frameworks", "Runs")
    table.columns[0].no_wrap = True
    table.columns[1].ratio = 1
    table.columns[2].overflow = "fold"
    table.columns[3].no_wrap = True
    table.columns[3].justify = "right"
    for template in found:
        last = template is found[-1]
        about = display.words((template.title, "head")), display.words(template.description)
        table.add_row(
            display.words((template.name, "name")),
            display.stack(*about),
            display.words(", ".join(template.frameworks)),
            display.words(display.minutes(template.minutes)),
            end_section=not last,
        )
        if not last:
            table.add_row()
    _show(table)
    display.pieces(
        ("  portfolio-kit show NAME", "command"),
        (" for its questions and files,", "quiet"),
        (" new NAME", "command"),
        (" to bake one", "quiet"),
    )


def _stacked(found: Sequence[Template]) -> None:
    """Print templates one below the other, where columns would be a few letters wide."""
    for template in found:
        display.line()
        display.line(f"  {template.name}", style="name")
        display.paragraph(template.title, "  ", "  ", style="head")
        display.paragraph(template.description, "  ", "  ")
        facts = (", ".join(template.frameworks), display.minutes(template.minutes))
        display.paragraph(" · ".join(filter(None, facts)), "  ", "  ", style="quiet")
    display.line()
    display.line("  portfolio-kit show NAME", style="command")


def values(rows: Sequence[tuple[str, Any, str]]) -> None:
    """Print the values of a config and where each came from."""
    table = _table("Key", "Value", "From")
    table.columns[0].no_wrap = True
    table.columns[2].overflow = "fold"
    for key, value, source in rows:
        table.add_row(
            display.words((key, "key")),
            display.words(display.value(value)),
            display.words((source, "quiet")),
        )
    _show(table)
