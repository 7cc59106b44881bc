"""What is said of the search: where it would choose otherwise."""

from pathlib import Path

from ...showcase.part import Report
from . import Tuned


def report(searched: Tuned, _folder: Path) -> Report:
    """Return all grids; say where another value than the configured one, or an edge, is best."""
    said, edges = [], []
    for name, of in searched.found.items():
        best = of["best"]
        if any(getattr(searched.config, key) != value for key, value in best.items()):
            values = ", ".join(f"{key} {value:g}" for key, value in best.items())
            said.append(f"On validation data {name} is best with other values: {values}")
        grids = {key: grid for key, grid in searched.grids[name].items() if len(grid) > 2}
        if any(best[key] in (min(grid), max(grid)) for key, grid in grids.items()):
            edges.append(name)
    if edges:
        said.append(f"Best at an edge of the grid, a wider one may help: {', '.join(edges)}")
    return Report(documents={"tuning": searched.found}, limitations=said)
