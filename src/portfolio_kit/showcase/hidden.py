"""What begins in a README, is never closed, and hides what follows from those who read it."""

import re

from portfolio_kit.carried.markdown import FENCE, INDENTED, closing, lines_of, outside_code

_HIDING = tuple(
    (re.compile(" {0,3}(" + begin + ")", re.IGNORECASE), re.compile(".*" + end, re.IGNORECASE))
    for begin, end in (
        (r"<(?:pre|script|style|textarea)(?=[\s>]|$)", r"</(?:pre|script|style|textarea)>"),
        ("<!--", "-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        ("<![a-z]", ">"),
    )
)
_NEVER = re.compile(r"(?!)")
_AGAIN = re.compile(r"((?!-->).)*<!--")
_DETAILS = re.compile(r"(?<!\\)<(/?)details\b", re.IGNORECASE)


def unclosed(text: str) -> str | None:
    """Say what begins in ``text``, is never closed and so hides what follows; None: nothing does.

    A fence or a comment that holds the beginning of another one was meant to end before it.
    """
    where, what, end, again = 0, "", _NEVER, _NEVER
    details: list[int] = []
    for number, line in enumerate(lines_of(text), start=1):
        if where:
            if again.match(line):
                break
            where = 0 if end.match(line) else where
        elif hiding := _hiding(line):
            where, (what, end, again) = number, hiding
        elif not INDENTED.match(line):
            for ends in _DETAILS.findall(outside_code(line)):
                details = details[:-1] if ends else [*details, number]
    if not where and not details:
        return None
    where, what = (where, what) if where else (details[0], "<details")
    return f"line {where}: {what!r} is never closed and hides everything below; close it"


def _hiding(line: str) -> tuple[str, re.Pattern[str], re.Pattern[str]] | None:
    """Return what a line begins that hides what follows, what ends that, and what must not come."""
    if fence := FENCE.match(line):
        return (
            fence[1],
            closing(fence[1]),
            re.compile(r" {0,3}" + fence[1] + fence[1][0] + r"*\s*\w"),
        )
    for begin, end in _HIDING:
        if (found := begin.match(line)) and not end.match(line, found.end()):
            return found[1], end, _AGAIN if found[1] == "<!--" else _NEVER
    return None
