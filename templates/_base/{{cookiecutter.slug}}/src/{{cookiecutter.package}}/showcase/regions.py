"""Regions of a Markdown file: finding them, and replacing what they hold.

A region lies between two lines, its markers::

    <!-- portfolio-kit:begin results sum=0123456789ab -->
    <!-- portfolio-kit:end results -->

The text between them belongs to the program, every other word to the people who write the file.
The sum tells whether somebody wrote inside; then nothing is replaced.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from .errors import ShowcaseError
from .markdown import BOM, lines_of, outside_code, seen

_MARKER = re.compile(
    r"<!-- portfolio-kit:(begin|end) ([a-z][a-z0-9-]*)(?: sum=([0-9a-f]{12}))? -->\s*"
)
_MEANT = re.compile(r"(?<!\\)<!--\s*portfolio-?kit\s*:", re.IGNORECASE)  # escaped it is text


class Region(NamedTuple):
    """What lies between two markers; lines count from 1 and are those of the markers."""

    name: str
    start_line: int
    end_line: int
    sum: str | None
    body: str

    @property
    def place(self) -> str:
        """Return where it is, in words."""
        return f"line {self.start_line}: region {self.name!r}"


def find(text: str) -> list[Region]:
    """Return the regions of ``text`` in order; markers in code and comments do not count.

    Raises:
        ShowcaseError: a marker is malformed, orphan, nested, or there twice.
    """
    lines = lines_of(text)
    found: list[Region] = []
    opened: Region | None = None
    for begins, marker in _markers(lines):
        inside = f"{opened.name!r} of line {opened.start_line}" if opened else "no region"
        if begins and opened:
            raise ShowcaseError(f"{marker.place} begins inside {inside}; end that one before it")
        if begins:
            if marker.name in (region.name for region in found):
                raise ShowcaseError(f"{marker.place} is there twice; delete one of the two")
            opened = marker
        elif opened and opened.name == marker.name:
            inner = [line.rstrip("\r\n") for line in lines[opened.start_line : marker.end_line - 1]]
            body = "\n".join(inner).strip("\n")
            found.append(opened._replace(end_line=marker.end_line, body=body))
            opened = None
        else:
            advice = "add its begin marker or delete the line"
            raise ShowcaseError(f"{marker.place} ends, but {inside} is open; {advice}")
    if opened:
        advice = f"add the line '<!-- portfolio-kit:end {opened.name} -->' where it stops"
        raise ShowcaseError(f"{opened.place} has no end; {advice}")
    return found


def splice(text: str, bodies: Mapping[str, str], *, force: bool = False) -> str:
    """Return ``text`` with ``bodies`` in its regions, and with every other character as it was.

    A region that differs from its body only as formatters make it differ stays as it is.

    Raises:
        ShowcaseError: a region is missing, malformed, or was edited by hand (``force`` replaces
            an edited region that has a body; the others are still refused).
    """
    lines = lines_of(text)
    found = {region.name: region for region in find(text)}
    if missing := [_missing(name, text) for name in bodies if name not in found]:
        raise ShowcaseError(*missing)
    edited = [region for region in found.values() if _is_edited(region)]
    if lost := [region for region in edited if not (force and region.name in bodies)]:
        raise ShowcaseError(*(_edited(region, bodies) for region in lost))
    for name, region in reversed(found.items()):  # from the end, so that line numbers stay true
        if name in bodies and not region.sum == sum_of(bodies[name]) == sum_of(region.body):
            first = lines[region.start_line - 1]
            eol = first[len(first.rstrip("\r\n")) :]
            body = bodies[name].strip("\n")
            begin = f"<!-- portfolio-kit:begin {name} sum={sum_of(body)} -->"
            new = [begin, "", *body.split("\n"), ""] if body else [begin, ""]
            lines[region.start_line - 1 : region.end_line - 1] = [line + eol for line in new]
    result = (BOM if text.startswith(BOM) else "") + "".join(lines)
    for region in find(result):  # a body with a marker or an open fence shows here
        if region.name in bodies and region.sum != sum_of(region.body):
            raise ShowcaseError(f"the text for region {region.name!r} would break its markers")
    return result


def _markers(lines: Sequence[str]) -> Iterator[tuple[bool, Region]]:
    """Yield each marker as a region of its line alone, and whether it begins one.

    A comment that means to be a marker and is not is refused.
    """
    for number, line in seen(lines):
        if not _MEANT.search(outside_code(line)):
            continue
        match = _MARKER.fullmatch(line)
        if not match or (match[1] == "end" and match[3]):
            forms = "'<!-- portfolio-kit:begin NAME -->' or '<!-- portfolio-kit:end NAME -->'"
            advice = f"write {forms}, alone on the line"
            raise ShowcaseError(f"line {number}: {line.strip()!r} is not a marker; {advice}")
        yield match[1] == "begin", Region(match[2], number, number, match[3], "")


def sum_of(body: str) -> str:
    """Return a checksum that survives formatters, which pad tables and drop needless escapes."""
    rows = (re.sub("-+", "-", s) if re.fullmatch(r"[\s|:-]+", s) else s for s in body.split("\n"))
    plain = re.sub(r"\\([!-/:-@[-`{-~])", r"\1", " ".join(rows))
    plain = re.sub(r"\s*\|\s*", "|", " ".join(plain.split()))
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _is_edited(region: Region) -> bool:
    return region.sum != sum_of(region.body) if region.sum else bool(region.body.strip())


def _edited(region: Region, replaceable: Collection[str]) -> str:
    what = "holds text but has no sum; move the text outside its markers"
    if region.sum:
        what = "was edited by hand; move your words outside its markers, "
        what += f"then empty it and delete its 'sum={region.sum}'"
    if region.name in replaceable:
        what += ", or replace it, in the project's folder, with: portfolio-kit showcase --force"
    return f"{region.place} {what}"


def _missing(name: str, text: str) -> str:
    begin, end = (f"<!-- portfolio-kit:{kind} {name} -->" for kind in ("begin", "end"))
    if f"portfolio-kit:begin {name}" in text:
        return f"region {name!r} is only in code or a comment; put {begin!r} and {end!r} outside"
    return f"region {name!r} is missing; add the lines {begin!r} and {end!r} where it belongs"
