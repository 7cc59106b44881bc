"""What the regions of a README say before anything was measured."""

import re

from portfolio_kit.carried.display import installed


def bodies(command: str) -> dict[str, str]:
    """Return the body of each region, which names the main ``command`` that measures."""
    typed = _code(installed(command))
    return {
        "headline": f"Not measured yet: {typed} measures it.",
        "figure": f"No figure yet: {typed} draws it.",
        "results": f"No results yet: {typed} writes them here.",
        "findings": f"Nothing found yet: {typed} writes here what it finds, for and against.",
        "limits": f"Not known yet: {typed} says here what its numbers do not show.",
        "story": f"No answer yet: {typed} measures first.",
        "reproduce": f"Nothing recorded yet: {typed} records seeds, versions and times here.",
        "figures": "",  # an older README may have a region for them
    }


def _code(value: str) -> str:
    """Return ``value`` as a code span that shows exactly these words."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", value)), default=0))
    pad = " " if "`" in value else ""
    return f"{ticks}{pad}{' '.join(value.split())}{pad}{ticks}"
