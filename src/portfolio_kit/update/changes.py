"""What an update changes of a project's answers, in the words of a commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio_kit import __version__
from portfolio_kit.showcase.recipe import Recipe
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


def messages(template: Template, baked: Recipe, said: Sequence[Change]) -> tuple[str, str]:
    """Return the message of the merge, and that of the bake but for its last line."""
    label, before = _label(template), " ".join(f"{baked.template} {baked.version}".split())
    newer = baked.version != version(template) or not said
    kind = "chore" if all(change.verb == "set" for change in said) else "feat"
    subject = f"chore: update to {label}" if newer else f"{kind}: {phrase(said)}"
    what = f"now; the project was of {before}" if newer else "with these answers"
    trailer = f"Portfolio-Kit-Template: {label}\n"
    merge = f"{subject}\n\nMerges what its template {label} bakes {what}.\n\n{trailer}"
    added = f" to {phrase(said)}" if said and not newer else ""
    bake = f"chore: bake {label}{added}\n\nBaked by portfolio-kit {__version__}, to be merged as\n"
    return merge, f"{bake}{subject!r}.\n\n{trailer}"


def _label(template: Template) -> str:
    """Return a template and its version; of a foreign one that says none, its commit."""
    version = template.version or (template.origin.commit or "")[:12]
    return " ".join(f"{template.name} {version}".split())


def version(template: Template) -> str:
    """Return a template's version as a recipe has it."""
    return template.version or "0"
