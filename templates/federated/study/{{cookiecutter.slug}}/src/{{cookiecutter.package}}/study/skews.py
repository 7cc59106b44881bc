"""How much the choice of a strategy matters, by how skewed the clients are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from .. import drawing, experiment
from ..config import Config
from ..data import Dataset
from ..drawing import Words
from ..section import Metric, Section

ALPHAS = (0.05, 0.1, 0.5, 1.0)

Table = dict[str, dict[str, float]]  # skew to strategy to accuracy in percent


def measure(config: Config, dataset: Dataset, folder: Path) -> Section:
    """Return each strategy's final test accuracy at each skew, the mean over the seeds."""
    fits = len(dataset.train) // config.min_samples
    few = replace(config, partition="dirichlet", clients=min(config.clients, fits))
    settings = {f"{alpha:g}": replace(few, alpha=alpha) for alpha in ALPHAS}
    settings["iid"] = replace(few, partition="iid")
    if config.partition in ("natural", "shards"):
        settings[config.partition] = config
    table = {column: _final(setting, dataset) for column, setting in settings.items()}
    return Section(figures=[_heat_map(folder, config, table)], results={"skews": table})


def _final(config: Config, dataset: Dataset) -> dict[str, float]:
    seeds = [experiment.federated(experiment.draw(config, dataset, seed)) for seed in config.seeds]
    return {name: round(float(np.mean([s[name].test[-1] for s in seeds])), 3) for name in seeds[0]}


def _heat_map(folder: Path, config: Config, table: Table) -> Metric:
    names, columns = list(next(iter(table.values()))), list(table)
    values = np.array([[table[column][name] for column in columns] for name in names])

    best = values == values.max(axis=0)

    def cells(page: Figure) -> None:
        page.subplots_adjust(left=0.13)
        plot = page.add_subplot()
        shades = LinearSegmentedColormap.from_list("", (plot.get_facecolor(), "C0"))
        error = -np.log10(100.5 - values)  # strategies differ in small errors
        level = (error - error.min()) / max(np.ptp(error), 1e-9)
        edges = plot.get_facecolor()
        plot.pcolormesh(0.1 + 0.7 * level, cmap=shades, vmin=0, vmax=1, edgecolors=edges, lw=3)
        for (row, column), value in np.ndenumerate(values):
            how = {"ha": "center", "va": "center", "weight": "bold" if best[row, column] else 400}
            drawing.note(plot, f"{value:.1f}", (column + 0.5, row + 0.5), (0, 0), how)
        labels = [f"alpha {c}" if c[0].isdigit() else c for c in columns]
        plot.set_xticks(np.arange(len(columns)) + 0.5, labels)
        plot.set_yticks(np.arange(len(names)) + 0.5, names)
        plot.invert_yaxis()

    spread = np.ptp(values, axis=0)  # the first column is the most skewed, "iid" not at all
    matters = spread[0] > spread[columns.index("iid")]
    words = Words(
        "The more skewed, the more the strategy matters" if matters else "Skew and strategy",
        f"Test accuracy in % after {config.rounds} rounds, mean of {len(config.seeds)} seeds; "
        "bold is the best of a column",
        "Rates are those tuned for the chosen setting.",
    )
    return drawing.save(folder, "skews", words, cells)
