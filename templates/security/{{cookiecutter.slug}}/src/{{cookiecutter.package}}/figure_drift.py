"""Detection by era: what each policy keeps."""

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from . import drawing
from .corpus import Floats
from .drawing import Theme
from .section import Entry, Setting

NAME = "drift"
SHOWN = ("frozen", "retrained", "online", "online_misled")


def draw(setting: Setting, eras: dict[str, Floats], labels: dict[str, str]) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, eras, labels))
    ends = ", ".join(f"{labels[name].lower()} {100 * eras[name][-1]:.0f} %" for name in SHOWN)
    return drawing.entry(
        NAME,
        f"Share of hostile names found in each era, by policy. In the last era: {ends}",
        f"The threshold is that of each era's benign names, at a rate of {setting.config.rate:g}.",
    )


def _plot(
    theme: Theme, setting: Setting, eras: dict[str, Floats], labels: dict[str, str]
) -> Figure:
    figure = drawing.figure(left=0.075, right=0.975, bottom=0.135)
    axes = drawing.style(figure.add_subplot(), theme)
    first = setting.config.known_eras + 1
    numbers = range(first, setting.config.eras + 1)
    colors = (theme.second, theme.fourth, theme.first, theme.third)
    for name, color, shape in zip(SHOWN, colors, "oDs^", strict=True):
        axes.plot(numbers, eras[name], color=color, lw=2, marker=shape, ms=6, label=labels[name])
    axes.set(ylim=(0, 1))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=theme.faint, lw=0.8)
    axes.legend(frameon=False, labelcolor=theme.text, loc="lower left", fontsize=9.5)
    axes.set_xlabel(f"Era; labels of the first {setting.config.known_eras} are known at the start")
    subtitle = f"Hostile names found at a false positive rate of {setting.config.rate:g}"
    drawing.title(axes, theme, "What keeps a detector alive over the years", subtitle)
    return figure
