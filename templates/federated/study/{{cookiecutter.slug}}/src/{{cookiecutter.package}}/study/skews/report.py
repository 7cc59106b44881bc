"""What is said of the skews: a table, and the same as a heat map."""

from pathlib import Path

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ... import drawing
from ...drawing import Words
from ...showcase.part import Column, Entry, Report, Table, Value
from . import Skews


def report(skews: Skews, folder: Path) -> Report:
    """Return the table, and the same as a heat map."""
    names = next(iter(skews.found.values()))
    columns = [Column(skew, _label(skew), "%") for skew in skews.found]
    rows: dict[str, tuple[str, dict[str, Value]]] = {
        name: (name, {skew: of[name] for skew, of in skews.found.items()}) for name in names
    }
    table = Table("skews", "Test accuracy by skew", columns, rows, head="Strategy")
    return Report(tables=[table], figures=[_heat_map(folder, skews)])


def _label(skew: str) -> str:
    return f"alpha {skew}" if skew[0].isdigit() else skew


def _heat_map(folder: Path, skews: Skews) -> Entry:
    table = skews.found
    names, columns = list(next(iter(table.values()))), list(table)
    values = np.array([[table[column][name].value for column in columns] for name in names])
    seeds = table[columns[0]][names[0]].n
    best = values == values.max(axis=0)

    def cells(page: Figure) -> None:
        plot = page.add_subplot()
        shades = LinearSegmentedColormap.from_list("", (plot.get_facecolor(), "C0"))
        error = -np.log10(100.5 - values)  # strategies differ in small errors
        level = (error - error.min()) / max(np.ptp(error), 1e-9)
        edges = plot.get_facecolor()
        plot.pcolormesh(0.1 + 0.45 * level, cmap=shades, vmin=0, vmax=1, edgecolors=edges, lw=3)
        for (row, column), value in np.ndenumerate(values):
            weight = "bold" if best[row, column] else "normal"
            said, at = f"{value:.1f}", (column + 0.5, row + 0.5)
            plot.text(*at, said, ha="center", va="center", weight=weight)
        plot.set_xticks(np.arange(len(columns)) + 0.5, columns)
        plot.set_xlabel("Skew of labels, alpha")
        plot.set_yticks(np.arange(len(names)) + 0.5, names)
        plot.invert_yaxis()

    spread = np.ptp(values, axis=0)  # the first column is the most skewed, "iid" not at all
    matters = spread[0] > spread[columns.index("iid")]
    words = Words(
        "The more skewed, the more the strategy matters" if matters else "Skew and strategy",
        f"Test accuracy in % after {skews.rounds} rounds, mean of {seeds} seeds; "
        "bold is the best of a column",
        "Rates are those tuned for the chosen setting.",
    )
    return drawing.save(folder, "skews", words, cells)
