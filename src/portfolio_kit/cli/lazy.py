"""A group of commands that imports a command when it is called, and not before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

Table = Mapping[str, tuple[str, str]]

_AS_JSON = "--json"  # looked for in words, for those that cannot be read want it too


class LazyGroup(click.Group):
    """Knows its commands by name and one line of help; ``table`` is ``name: (place, help)``.

    A place is ``module:function`` within this package.
    """

    def __init__(self, *, table: Table, **settings: Any) -> None:  # noqa: ANN401 - click's own
        """Take the table, and whatever ``click.Group`` takes."""
        super().__init__(**settings)
        self.table = table

    def call(self, name: str, words: Sequence[str]) -> tuple[int, bool]:
        """Run one command line; what a person did wrong is said on standard error.

        Returns:
            Its status, and whether it has done something of which its output only tells.
        """
        try:
            with self.make_context(name, list(words)) as context:
                return 0, bool(self.invoke(context))
        except click.exceptions.Exit as end:
            return end.exit_code, False
        except Exception as error:
            from portfolio_kit.cli import failures

            status = failures.told(error, as_json=_AS_JSON in words)
            if status is None:  # the end of a reader or of a person's patience, or a bug of ours
                raise
            return status, False

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table: the order of work."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command, the first time that somebody wants it."""
        if cmd_name not in self.table:
            return None
        if cmd_name not in self.commands:
            module, _, function = self.table[cmd_name][0].partition(":")
            command = getattr(import_module(f"{__package__}.{module}"), function)
            self.add_command(command, cmd_name)
        return self.commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; click suggests the names that it has imported, we every name."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=list(self.table), ctx=ctx
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table's lines; click would import every command for its own."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])
