"""What the README says first: one headline, one figure, a few sentences, all of them measured."""

from . import data
from .section import Entry, Metric, Section
from .table import Table

HEADLINE = "faithfulness"
HERO = ("frontier", "beeswarm")  # the first that was drawn
MOST = 5  # highlights


def metrics(section: Section) -> list[Metric]:
    """Return the metrics with the headline first; the first with a baseline if need be."""
    named = [entry for entry in section.metrics if entry["id"] == HEADLINE]
    first = (named or [entry for entry in section.metrics if "baseline" in entry])[0]
    rest = [entry for entry in section.metrics if entry is not first]
    return [first, *rest]


def figures(section: Section) -> list[Entry]:
    """Return the figures with the hero first, marked."""
    drawn = {entry["path"]: entry for entry in section.figures}
    hero = next(entry for name in HERO if (entry := drawn.get(f"figures/{name}.svg")))
    rest = [entry for entry in section.figures if entry is not hero]
    return [{**hero, "hero": True}, *rest]


def limitations(section: Section, table: Table) -> list[str]:
    """Return what the parts found against themselves, and what no part can know."""
    return [
        f"One split of the rows, {len(table.test):,} are reported; intervals are over rows only",
        "Explanations describe models, not the world: none of them says what causes what",
        *(
            ("The data are made up: they show the method, and nothing else",)
            if data.SYNTHETIC
            else ()
        ),
        *section.limitations,
    ]
