"""The figures of the study: skews, traffic, fine-tuning, and cost."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from . import drawing
from .config import Config
from .data import Floats
from .drawing import Theme

if TYPE_CHECKING:
    from .cost import Point

Table = Mapping[str, Mapping[str, float | None]]


def skews(folder: Path, config: Config, table: Table) -> None:
    """Write the heat map ``skews``: a column for each skew, a row for each strategy."""
    names, columns = list(next(iter(table.values()))), list(table)
    values = np.array([[table[column][name] for column in columns] for name in names], float)

    def draw(theme: Theme) -> Figure:
        plot = drawing.axes(theme, left=0.13, height=3.4)
        shades = LinearSegmentedColormap.from_list("", (theme.page, theme.lines[0]))
        error = -np.log10(100.5 - values)  # strategies differ in small errors
        low, high = error.min(), error.max()
        level = (error - low) / max(high - low, 1e-9)
        plot.pcolormesh(0.1 + 0.7 * level, cmap=shades, vmin=0, vmax=1, ec=theme.page, lw=3)
        for (row, column), value in np.ndenumerate(values):
            top = value == values[:, column].max()
            plot.text(
                column + 0.5,
                row + 0.5,
                f"{value:.1f}",
                ha="center",
                va="center",
                color=theme.text,
                weight="bold" if top else "normal",
            )
        plot.set(xticks=np.arange(len(columns)) + 0.5, yticks=np.arange(len(names)) + 0.5)
        labels = [f"alpha {c}" if c[0].isdigit() else c for c in columns]
        plot.set_xticklabels(labels)
        plot.set_yticklabels(names)
        plot.invert_yaxis()
        subtitle = (
            f"Test accuracy in % after {config.rounds} rounds, mean of {len(config.seeds)} seeds; "
            "bold is the best of a column"
        )
        spread = np.ptp(values, axis=0)  # the first column is the most skewed, "iid" not at all
        matters = spread[0] > spread[columns.index("iid")]
        claim = "The more skewed, the more the strategy matters" if matters else "Skew and strategy"
        drawing.title(plot, theme, claim, subtitle)
        return drawing.page(plot)

    drawing.save(folder, "skews", draw)


def traffic(folder: Path, config: Config, table: Table) -> None:
    """Write ``traffic``: a line for each strategy over the local steps."""
    steps = [int(count) for count in table]

    def draw(theme: Theme) -> Figure:
        plot = drawing.axes(theme)
        for name, color in zip(next(iter(table.values())), theme.lines, strict=True):
            sent = np.array([table[str(count)][name] for count in steps], float)  # None is nan
            plot.plot(steps, sent, "o-", color=color, lw=2, ms=6, label=name)
        plot.set_xscale("log")
        plot.set_yscale("log")
        plot.xaxis.set_major_locator(FixedLocator(steps))
        plot.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:g}"))
        plot.xaxis.set_minor_locator(NullLocator())
        plot.yaxis.set_major_locator(FixedLocator([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]))
        plot.yaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:g}"))
        plot.yaxis.set_minor_locator(NullLocator())
        plot.grid(axis="y", color=theme.faint, lw=0.8)
        plot.set_xlabel("Local steps of a client in a round", color=theme.text, labelpad=6)
        plot.legend(frameon=False, labelcolor=theme.text)
        subtitle = "MB sent up and down until every seed gets there on test data"
        drawing.title(plot, theme, f"Traffic to {config.target:g} % accuracy", subtitle)
        return drawing.page(plot)

    drawing.save(folder, "traffic", draw)


def fine_tuning(folder: Path, config: Config, name: str, before: Floats, after: Floats) -> None:
    """Write ``fine-tuning``: a line from before to after for each client of the first seed."""

    def draw(theme: Theme) -> Figure:
        plot = drawing.axes(theme, left=0.13)
        order = np.argsort(before[0])
        for place, client in enumerate(order):
            ends = (before[0, client], after[0, client])
            color = theme.lines[2 if ends[1] < ends[0] else 0]
            plot.plot(ends, (place, place), "-", color=color, lw=2, alpha=0.6)
            plot.plot(ends[0], place, "o", ms=7, mfc=theme.page, mec=color, mew=1.6)
            plot.plot(ends[1], place, "o", ms=7, color=color)
        plot.set(yticks=[], xlim=(None, 100.5))
        plot.set_ylabel("Clients, worst below", color=theme.text)
        plot.grid(axis="x", color=theme.faint, lw=0.8)
        like = "own test samples" if config.partition == "natural" else "own mix of labels"
        plot.set_xlabel(f"Test accuracy on a client's {like} in %", color=theme.text, labelpad=6)
        subtitle = (
            f"{name}: a ring before, a dot after each client trains on (seed {config.seeds[0]})"
        )
        drawing.title(plot, theme, "What fine-tuning gives single clients", subtitle)
        return drawing.page(plot)

    drawing.save(folder, "fine-tuning", draw)


def cost(folder: Path, points: Sequence["Point"]) -> None:
    """Write ``cost``: time and memory over the number of clients."""

    def draw(theme: Theme) -> Figure:
        page = Figure(figsize=(8.4, 3.6))
        page.subplots_adjust(left=0.08, right=0.97, top=0.78, bottom=0.15, wspace=0.25)
        clients = [point.clients for point in points]
        columns = (
            ("Milliseconds of a round", [point.milliseconds for point in points]),
            ("Peak memory of the process in MB", [point.megabytes or np.nan for point in points]),
        )
        for plot, (subtitle, values) in zip(page.subplots(1, 2), columns, strict=True):
            drawing.bare(plot, theme)
            plot.plot(clients, values, "o-", color=theme.lines[0], lw=2, ms=6)
            plot.set_xscale("log")
            plot.set_yscale("log" if plot is page.axes[0] else "linear")
            plot.set_xlabel("Clients", color=theme.text, labelpad=6)
            plot.grid(axis="y", color=theme.faint, lw=0.8)
            for x, y in zip(clients, values, strict=True):
                plot.annotate(
                    f"{y:,.0f}",
                    (x, y),
                    xytext=(0, 8),
                    textcoords="offset points",
                    ha="center",
                    color=theme.text,
                    size=9,
                )
            plot.xaxis.set_major_locator(FixedLocator(clients))
            plot.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:,.0f}"))
            plot.xaxis.set_minor_locator(NullLocator())
            plot.yaxis.set_major_locator(NullLocator())
            plot.yaxis.set_minor_locator(NullLocator())
            plot.margins(y=0.2)
            claim = "" if plot is not page.axes[0] else "Cost against clients"
            drawing.title(plot, theme, claim, subtitle)
        page.axes[1].set_ylim(0, 1.2 * np.nanmax([*columns[1][1], 1]))
        return page

    drawing.save(folder, "cost", draw)
