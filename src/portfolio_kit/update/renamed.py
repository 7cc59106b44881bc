"""What the person has renamed by hand: an update bakes both sides with the names there are now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from portfolio_kit.carried.markdown import BOM, lines_of, seen
from portfolio_kit.showcase.recipe import Recipe

_PACKAGE = re.compile(r"src/([^/]+)/showcase/")
_HEADING = re.compile(r"# (.+?)\s*")


def answers(
    baked: Recipe, paths: Iterable[str], before: str | None, now: str | None
) -> dict[str, Any]:
    """Return the answers that the project itself gives by now.

    Args:
        baked: what it was baked from.
        paths: the files that are checked out.
        before: the README of the base.
        now: the README that is checked out.
    """
    found = {}
    package = baked.answers.get("package")
    inside = {match[1] for match in map(_PACKAGE.match, paths) if match}
    if package and len(inside) == 1 and package not in inside:
        found["package"] = inside.pop()
    title, headings = baked.answers.get("title"), _headings(now)
    if title and headings and _headings(before)[:1] == [title] and title not in headings:
        found["title"] = headings[0]
    return found


def respelled(baked: Recipe, found: Mapping[str, Any], text: str) -> str:
    """Return a path or a text of the base as it would be with the names ``found``, word by word.

    It is for a version of the template that is not at hand. What it spells otherwise than the
    person did is a change of theirs to git, which the merge keeps.
    """
    for name, now in found.items():
        before = re.escape(str(baked.answers[name]))
        text = re.sub(rf"(?<!\w){before}(?!\w)", str(now).replace("\\", r"\\"), text)
    return text


def _headings(text: str | None) -> list[str]:
    """Return the headings of the first level of a page."""
    lines = lines_of((text or "").removeprefix(BOM))
    matches = (_HEADING.fullmatch(line) for _, line in seen(lines))
    return [match[1] for match in matches if match]
