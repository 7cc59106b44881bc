"""A run of the whole project that takes a moment, and what it wrote."""

from pathlib import Path

TINY = ["--clients=5", "--participation=0.6", "--rounds=3", "--local-steps=4", "--hidden=8"]
TINY += ["--batch-size=8", "--seeds", "0", "1"]
{%- if cookiecutter.privacy == "dp" %}
TINY += ["--dp-clients=20", "--dp-local-steps=4", "--dp-batch-size=8", "--dp-epsilons", "8"]
{%- endif %}
PROJECT = Path(__file__).parents[1]


def files(root: Path) -> dict[str, bytes]:
    """Return every file outside build/ with its bytes."""
    paths = (path for path in root.rglob("*") if path.is_file())
    named = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: held for name, held in named.items() if not name.startswith("build/")}


def lasting(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return results and figures without times, and without the page that shows all metrics."""
    passing = ("results/timings.json", "results/README.md")
    return {
        name: held
        for name, held in found.items()
        if name.startswith(("results/", "figures/")) and name not in passing
    }
