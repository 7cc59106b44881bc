"""What edited names leave of detection, edit by edit, before and after adversarial training."""

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import drawing
from .drawing import Theme
from .hardening import Guarded
from .section import Entry, Setting

NAME = "evasion"
Rows = dict[str, Guarded]


def draw(setting: Setting, rows: Rows) -> Entry:
    """Draw the figure and return its entry of the manifest."""
    drawing.draw(setting.figures, NAME, lambda theme: _plot(theme, setting, rows))
    last = [*rows][-1]
    return drawing.entry(
        NAME,
        f"Share of hostile names found after 0 to {setting.config.edits} edits, by detector; "
        f"{last}: {', '.join(f'{share:.0%}' for share in rows[last].found)}",
        "Each detector is attacked for itself, the hardened ones again after each round. An edit "
        "is a look-alike letter, a doubled letter, a hyphen, a word, or another top-level domain.",
    )


def _plot(theme: Theme, setting: Setting, rows: Rows) -> Figure:
    figure = drawing.figure(left=0.085, right=0.97)
    axes = drawing.style(figure.add_subplot(), theme)
    hardened = sum("hardened" in name for name in rows)
    plain = iter((theme.first, theme.second) if len(rows) - hardened > 1 else (theme.second,))
    done = 0
    for name, row in rows.items():
        done += "hardened" in name
        color = theme.third if "hardened" in name else next(plain)
        strength = 0.35 + 0.65 * done / hardened if done else 1.0
        axes.plot(
            range(len(row.found)),
            row.found,
            label=name,
            color=color,
            alpha=strength,
            lw=2.2,
            ls="-" if done else "--",
            marker="o",
            ms=5,
        )
    axes.set(xlim=(-0.1, setting.config.edits + 0.1), ylim=(0, None))
    axes.set_xticks(range(setting.config.edits + 1))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y", color=theme.faint, lw=0.8)
    axes.legend(frameon=False, labelcolor=theme.text, loc="upper right", fontsize=9.5)
    axes.set_xlabel("Edits of a name, each leaving it registrable")
    subtitle = f"Hostile names of the future found, threshold of a rate of {setting.config.rate:g}"
    drawing.title(axes, theme, "What a few edited letters leave of detection", subtitle)
    return figure
