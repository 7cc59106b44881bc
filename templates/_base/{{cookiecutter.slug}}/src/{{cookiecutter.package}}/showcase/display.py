"""Numbers, tables and words as a Markdown file shows them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from .errors import ShowcaseError

_SPECIAL = re.compile(r"[\\`*\[\]<|~$]|(?<=-)>|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
#: No measurement; a larger whole number is none that Python can round.
_HUGE = 1e308


def number(
    value: float, unit: str, *, sd: float | None = None, ci95: Sequence[float] | None = None
) -> str:
    """Return a number as people read it: its digits follow its spread, ``93.6 ± 1.1 %``.

    Args:
        value: in ``unit``, not yet rounded.
        unit: printed after the number, except "1" (a ratio) and "count".
        sd: standard deviation; printed with two significant digits, the value with as many places.
        ci95: ends of a 95 % confidence interval; printed when there is no ``sd``, half its width
            decides the digits.
    """
    numbers = [value, *([] if sd is None else [sd]), *(ci95 or ())]
    if not all(abs(number) < _HUGE for number in numbers):
        raise ShowcaseError(f"{numbers} has a number that is not finite; repair the measurement")
    spread = (ci95[1] - ci95[0]) / 2 if ci95 and sd is None else sd
    digits = 1 if spread else 2  # behind the first
    exponent = int(f"{spread or value:.{digits}e}".partition("e")[2])
    places = min(max(digits - exponent, 0), 6)
    if unit == "count" and float(value).is_integer() and not spread:
        places = 0
    elif unit == "%" and not spread and (abs(value) >= 1 or value == 0):
        places = 1
    shape = ".1e" if 0 < max(abs(value), spread or 0) < 1e-4 else f"z,.{places}f"
    suffix = "" if unit in ("1", "count") else f" {unit}"
    if sd is not None:
        return f"{value:{shape}} ± {sd:{shape}}{suffix}"
    if ci95:
        return f"{value:{shape}}{suffix} (95 % CI {ci95[0]:{shape}} to {ci95[1]:{shape}})"
    return f"{value:{shape}}{suffix}"


def short(
    value: float, unit: str, *, sd: float | None = None, ci95: Sequence[float] | None = None
) -> str:
    """Return a number as a sentence quotes it: with the digits of its spread, without that."""
    return re.sub(r" ± \S+| \(95 .*", "", number(value, unit, sd=sd, ci95=ci95))


def quoted(words: str, shorts: Mapping[str, str], where: str) -> str:
    """Return ``words`` with the short value of each metric that they name in braces.

    Raises:
        ShowcaseError: a line for each name that is no metric's.
    """
    named = dict.fromkeys(re.findall(r"\{(.*?)\}", words))
    if wrong := [_unknown(name, shorts) for name in named if name not in shorts]:
        raise ShowcaseError(*(f"{where} names {said}" for said in wrong))
    return re.sub(r"\{(.*?)\}", lambda found: shorts[found[1]], words)


def _unknown(name: str, shorts: Mapping[str, str]) -> str:
    close = ["{" + one + "}" for one in get_close_matches(name, shorts, n=1)]
    advice = f"did you mean {close[0]}?" if close else "showcase.json lists the ids"
    return "{" + name + "}, which is no metric; " + advice


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a padded Markdown table, as formatters would write it."""
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    padded = (map(_padded, line, widths) for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


def _padded(words: str, columns: int) -> str:
    return words + " " * (columns - width(words))


def width(text: str) -> int:
    """Return how many columns ``text`` takes: East Asian letters two, combining marks none."""
    letters = (c for c in text if not unicodedata.combining(c))
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in letters)


def text(value: str) -> str:
    """Return ``value`` as Markdown that shows exactly these words, in a table cell too."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(value.split()))


def arrowed(label: str, better: str) -> str:
    """Return ``label`` as Markdown, with an arrow where its values had better be."""
    return text(label) + {"higher": " ↑", "lower": " ↓"}.get(better, "")


def sentence(words: str) -> str:
    """Return ``words`` on one line, with a full stop at its end."""
    said = " ".join(words.split())
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


def installed(command: str) -> str:
    """Return a command as it works in the project's folder, where nothing is activated."""
    return re.sub(r"^python3?(?=\s)", ".venv/bin/python", command.strip())
