"""What an update changes of a project's answers, in the words of a commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio_kit.template.layers import NONE, as_text
from portfolio_kit.template.template import Template


@dataclass(frozen=True)
class Change:
    """One answer that is another now; ``verb`` is what becomes of ``what``."""

    verb: str  # "add", "remove" or "set"
    what: str
    question: str


def between(
    template: Template, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield what became of the answers that were there before, in the order of the questions."""
    for question in template.questions:
        name = question.name
        if name not in before or before[name] == after.get(name):
            continue
        old, new = before[name], after.get(name)
        if isinstance(old, list) and isinstance(new, list):
            yield from (Change("add", one, name) for one in new if one not in old)
            yield from (Change("remove", one, name) for one in old if one not in new)
        elif question.kind == "boolean":
            yield Change("add" if new else "remove", name, name)
        elif question.kind == "text" and not as_text(new):
            yield Change("remove", name, name)
        elif as_text(new) == NONE:
            yield Change("remove", f"{name}={as_text(old)}", name)
        elif as_text(old) == NONE:
            yield Change("add", f"{name}={as_text(new)}", name)
        else:
            yield Change("set", f"{name}={as_text(new)}", name)


def phrase(changes: Sequence[Change]) -> str:
    """Return what became of answers in one line: ``add skew, remove privacy=dp``."""
    said = []
    for verb in ("add", "remove", "set"):
        named = [_short(change.what) for change in changes if change.verb == verb]
        if named:
            said.append(f"{verb} {', '.join(named)}")
    return ", ".join(said)


def _short(what: str) -> str:
    """Return one line of a few words."""
    line = " ".join(what.split())
    return line if len(line) <= 50 else f"{line[:49]}…"
