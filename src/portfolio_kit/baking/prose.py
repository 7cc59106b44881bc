"""A person's own words in a Markdown page: shown as they were written, and kept where they stand.

They may hold Markdown. What would reach beyond them shows as the text that it is: HTML, a fence
that nothing closes, a definition of links, a line that makes a heading of the one above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: A fence at the very beginning of a line begins code wherever it stands, and ends it.
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")

#: What may stand before the first character of a line that opens something.
_BEFORE = r"^((?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)"
_OPENS_FENCE = re.compile(_BEFORE + r"(?=```|~~~)")
_UNDERLINES = re.compile(_BEFORE + r"(?=(?:=+|-+)[ \t]*$)")
_DEFINES = re.compile(_BEFORE + r"(?=\[(?:[^\]\\]|\\.)*\]:)", re.MULTILINE | re.DOTALL)

#: A tag, comment or declaration, unless it is an address or one of a few tags that hold words.
_HTML = re.compile(
    r"(\\*)<(?=[A-Za-z/!?])(?!https?://[^\s<>`]*>|[\w.+-]+@[\w.-]+>|/?(?:sub|sup|kbd)>|br ?/?>)",
    re.IGNORECASE,
)
_HTML_BEFORE = re.compile(_BEFORE + r"<(?=[A-Za-z/!?])", re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")


def kept(story: Mapping[str, Any]) -> dict[str, Any]:
    """Return a story whose texts, and the items of whose lists, stay where they are put."""
    return {name: _kept(words) for name, words in story.items()}


def _kept(words: str | Sequence[str]) -> str | list[str]:
    return text(words) if isinstance(words, str) else [item(word) for word in words]


def text(words: str) -> str:
    """Return words that stand by themselves; code between two fences stays code."""
    parts = _parts(words.splitlines())
    return "\n".join(part if code else _plain(part) for code, part in parts)


def item(words: str) -> str:
    """Return words that stand in a list."""
    return _plain("\n".join(words.splitlines()))


def _parts(lines: Sequence[str]) -> Iterator[tuple[bool, str]]:
    """Yield the lines in pieces, each with whether it is code from a fence to its end."""
    start = here = 0
    while here < len(lines):
        end = _end(lines, here)
        if end is None:
            here += 1
            continue
        if start < here:
            yield False, "\n".join(lines[start:here])
        yield True, "\n".join(lines[here : end + 1])
        start = here = end + 1
    if start < len(lines):
        yield False, "\n".join(lines[start:])


def _end(lines: Sequence[str], here: int) -> int | None:
    """Return where the code ends that a line begins; None when it begins none, or it is open."""
    fence = _FENCE.match(lines[here])
    if fence is None:
        return None
    closing = re.compile(re.escape(fence[1]) + re.escape(fence[1][0]) + r"*[ \t]*")
    return next((n for n in range(here + 1, len(lines)) if closing.fullmatch(lines[n])), None)


def _plain(words: str) -> str:
    """Return words of which nothing opens what they do not close."""
    lines = [_OPENS_FENCE.sub(r"\1\\", line) for line in words.split("\n")]
    lines = [
        _UNDERLINES.sub(r"\1\\", line) if number and lines[number - 1].strip() else line
        for number, line in enumerate(lines)
    ]
    whole = _DEFINES.sub(r"\1\\", "\n".join(lines))
    whole = _HTML_BEFORE.sub(r"\1&lt;", whole)
    lines = whole.split("\n")
    if all(map(_says_where_code_ends, lines)):
        return "\n".join(map(_shown_but_in_code, lines))
    return _HTML.sub(_shown, whole)


def _says_where_code_ends(line: str) -> bool:
    """Say whether each piece of code in a line ends there, so that none of them goes on."""
    return "`" not in _CODE.sub("", line) and "\\`" not in line


def _shown_but_in_code(line: str) -> str:
    """Return a line whose HTML is text; in code it is text already."""
    pieces, start = [], 0
    for code in _CODE.finditer(line):
        pieces += [_HTML.sub(_shown, line[start : code.start()]), code[0]]
        start = code.end()
    return "".join([*pieces, _HTML.sub(_shown, line[start:])])


def _shown(opening: re.Match[str]) -> str:
    """Return ``<`` as text; one that is escaped already stays."""
    escaped = len(opening[1]) % 2
    return opening[0] if escaped else f"{opening[1]}&lt;"
