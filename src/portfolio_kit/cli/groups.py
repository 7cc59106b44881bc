"""Help of a command with many options: in groups, by what one wants to change."""

from __future__ import annotations

import click

#: The groups in the order of help, and the options of each.
GROUPS = {
    "What to bake": ("--no-input", "--from", "--base", "--run", "--dry-run"),
    "Where": ("--output", "--nested", "--config"),
    "Git": ("--no-git", "--no-commit", "--set-date"),
    "Running": ("--profile", "--record", "--installer", "--constraint", "--find-links"),
    "Foreign templates": (
        "--checkout",
        "--directory",
        "--to",
        "--template",
        "--trust",
        "--skip-hooks",
    ),
    "Output": ("--json", "--quiet", "--help"),
}


class GroupedCommand(click.Command):
    """Writes its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each group that the command has options of."""
        options = {
            param.opts[-1]: record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option)
            and (record := param.get_help_record(ctx)) is not None
        }
        known = {name for names in GROUPS.values() for name in names}
        groups = {**GROUPS, "Other": tuple(name for name in options if name not in known)}
        width = max(len(written) for written, _ in options.values())
        for title, names in groups.items():
            # Every section has its texts in the same column.
            rows = [(options[n][0].ljust(width), options[n][1]) for n in names if n in options]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
