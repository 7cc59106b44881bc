"""Markdown as far as regions need it: which lines are seen, and what hides them."""

import io
import re
from collections.abc import Iterator, Sequence

BOM = "\ufeff"
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
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
_COMMENT = re.compile(r" {0,3}<!--(?!.*-->)")
_INDENTED = re.compile(r" {4}| {0,3}\t")


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
        elif not _INDENTED.match(line):
            for ends in _DETAILS.findall(outside_code(line)):
                details = details[:-1] if ends else [*details, number]
    if not where and not details:
        return None
    where, what = (where, what) if where else (details[0], "<details")
    return f"line {where}: {what!r} is never closed and hides everything below; close it"


def _hiding(line: str) -> tuple[str, re.Pattern[str], re.Pattern[str]] | None:
    """Return what a line begins that hides what follows, what ends that, and what must not come."""
    if fence := _FENCE.match(line):
        return (
            fence[1],
            _closing(fence[1]),
            re.compile(r" {0,3}" + fence[1] + fence[1][0] + r"*\s*\w"),
        )
    for begin, end in _HIDING:
        if (found := begin.match(line)) and not end.match(line, found.end()):
            return found[1], end, _AGAIN if found[1] == "<!--" else _NEVER
    return None


def _closing(fence: str) -> re.Pattern[str]:
    return re.compile(r" {0,3}" + fence + fence[0] + r"*\s*$")


def lines_of(text: str) -> list[str]:
    """Split at Markdown's line ends only (not at form feeds), and keep them."""
    return list(io.StringIO(text.removeprefix(BOM), newline=""))


def outside_code(line: str) -> str:
    """Return a line without its code spans: from some backticks to the next that are as many."""
    runs = [match.span() for match in re.finditer("`+", line)]
    closing: dict[int, tuple[int, int]] = {}  # where each span ends, by where it begins
    later: dict[int, tuple[int, int]] = {}
    for start, end in reversed(runs):
        if end - start in later:
            closing[start] = later[end - start]
        later[end - start] = (start, end)
    kept, done = [], 0
    for start, _ in runs:
        if start >= done and start in closing:
            kept.append(line[done:start])
            done = closing[start][1]
    return "".join([*kept, line[done:]])


def seen(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are neither code nor inside a comment of several lines."""
    closing: re.Pattern[str] | None = None
    for number, line in enumerate(lines, start=1):
        if closing:
            closing = None if closing.match(line) else closing
        elif fence := _FENCE.match(line):
            closing = _closing(fence[1])
        elif not _INDENTED.match(line):
            closing = re.compile(r".*-->") if _COMMENT.match(line) else None
            yield number, line
