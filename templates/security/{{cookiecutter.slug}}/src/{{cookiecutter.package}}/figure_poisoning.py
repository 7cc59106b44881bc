"""What false reports do to one campaign, beside what they do to the overall score."""

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import drawing
from .drawing import Theme
from .feedback import Learned
from .section import Entry, Setting

NAME = "poisoning"
Table = dict[str, Learned]


def draw(setting: Setting, table: Table, names: int) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, table, names))
    said = "; ".join(f"{name}: {row.campaign:.0%}" for name, row in table.items())
    return drawing.entry(
        NAME,
        f"Share of one campaign and of all hostile names found. Campaign: {said}",
        "Who watches only the overall score does not see that one campaign is let through. With "
        "quarantine, reports that contradict the detector wait for a person.",
    )


def _plot(theme: Theme, setting: Setting, table: Table, names: int) -> Figure:
    figure = drawing.figure(left=0.4, right=0.965)
    axes = drawing.style(figure.add_subplot(), theme)
    places = range(len(table))
    overall = [row.overall for row in table.values()]
    campaign = [row.campaign for row in table.values()]
    axes.hlines(places, overall, campaign, color=theme.faint, lw=2.5, zorder=1)
    axes.scatter(overall, places, 62, theme.first, label="All hostile names", marker="s")
    axes.scatter(campaign, places, 70, theme.second, label=f"{names:,} names of the campaign")
    for place, share in zip(places, campaign, strict=True):
        axes.annotate(
            f"{share:.1%}",
            (share, place),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            color=theme.text,
            size=9.5,
        )
    axes.set_yticks(places, [f"{name} ({row.accepted:,})" for name, row in table.items()])
    axes.set(xlim=(0, 1.05), ylim=(len(table) - 0.5, -0.6))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="x", color=theme.faint, lw=0.8)
    axes.legend(
        frameon=False,
        labelcolor=theme.text,
        fontsize=9.5,
        loc="lower left",
        bbox_to_anchor=(-0.68, 1.0),
    )
    axes.set_xlabel("Found (in brackets: reports learned from)")
    subtitle = f"Linear detector on the future, threshold of a rate of {setting.config.rate:g}"
    drawing.title(axes, theme, "What feedback that lies does to one campaign", subtitle)
    return figure
