"""Fragments: what the layers of answers say in the files of the layers below them.

A list that several answers lengthen is no file of any of their layers: each would replace what
the others wrote. Its file stands below them, and takes up what each has under one name.

Git joins two insertions unless they meet, and a person's edit is one side of every update. So
each answer has a place of its own in the list, between comments that are there whatever is
chosen; the last one says where a person's own lines go, at the end, where most add them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_kit.errors import RenderError
from portfolio_kit.jinja import engine
from portfolio_kit.template.layers import When, holds

if TYPE_CHECKING:
    from jinja2 import Environment

    from portfolio_kit.template.template import Template

#: The comment below which nothing of a template ever stands.
OWN = "your own"

#: What an entry is called: ``"numpy`` in ``"numpy>=2.2",``, ``service`` in ``service = [``.
_KEY = re.compile(r"""["']?[\w.*-]+""")

#: A file's fragments by place, and of each place the texts of the layers that are chosen.
Places = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Fragments:
    """What Jinja sees as ``fragments`` in a built-in template; ``name`` is a path in ``templates``.

    ``context`` is what a fragment sees itself.
    """

    template: Template
    env: Environment
    context: Mapping[str, Any]

    def entries(self, name: str) -> str:
        """Return the entries of a list: one a line, sorted in each place, none of them twice.

        Raises:
            RenderError: two layers have different entries of one key.
        """
        places, known = self._places(name), dict[str, list[str]]()
        lines = []
        for place, texts in places.items():
            new: list[str] = []
            for where, text in texts.items():
                new += _unknown(_entries(text), known, where)
            lines += [_comment(place, name), *sorted(new, key=_key)]
        return "\n".join([*lines, _comment(OWN, name)] if places else lines)

    def blocks(self, name: str) -> str:
        """Return paragraphs, lists, tables of TOML: whole texts, set off by empty lines."""
        places = self._places(name)
        parts = []
        for place, texts in places.items():
            parts += [_comment(place, name), *(text for text in texts.values() if text)]
        gap = "\n\n\n" if name.endswith(".py") else "\n\n"
        return gap.join([*parts, _comment(OWN, name)] if places else parts)

    def text(self, name: str) -> str:
        """Return what the chosen layers have, without comments: for what is there in any case."""
        return "\n".join(
            text for texts in self._places(name).values() for text in texts.values() if text
        )

    def _places(self, name: str) -> Places:
        answers = self.context["cookiecutter"]
        choices = several(self.template)
        places: dict[str, dict[str, str]] = {}
        for layer in self.template.layers:
            folder = layer.root / "templates"
            path = folder / name
            if not layer.when or folder not in self.template.includes or not path.is_file():
                continue
            texts = places.setdefault(place_of(layer.when, choices), {})
            where = f"{layer.name}/templates/{name}"
            if holds(layer.when, answers) and not any(where in found for found in places.values()):
                texts[where] = self._rendered(path, where)
        return places

    def _rendered(self, path: Path, where: str) -> str:
        text = path.read_text(encoding="utf-8")
        return engine.render_text(self.env, text, self.context, where).strip("\n")


def several(template: Template) -> Collection[str]:
    """Return the questions of which any number of choices is an answer."""
    return {question.name for question in template.questions if question.kind == "several"}


def place_of(when: When, several: Collection[str]) -> str:
    """Return what the place of a layer is called: its questions, or its choices of ``several``.

    The answers to one question exclude each other, and share a place; choices of several do not.
    """
    return ", ".join(
        ", ".join(choices) if question in several else question
        for question, choices in when.items()
    )


def _comment(words: str, name: str) -> str:
    return f"<!-- {words} -->" if name.endswith(".md") else f"# {words}"


def _entries(text: str) -> Iterator[str]:
    """Yield the entries of a fragment: what is indented or closes a bracket continues one."""
    entry: list[str] = []
    for line in text.splitlines():
        if entry and _KEY.match(line):
            yield "\n".join(entry)
            entry = []
        if line.strip():
            entry.append(line)
    if entry:
        yield "\n".join(entry)


def _key(entry: str) -> tuple[str, str]:
    found = _KEY.match(entry)
    return (found[0].lower() if found else entry, entry)


def _unknown(entries: Iterable[str], known: dict[str, list[str]], where: str) -> list[str]:
    """Return the entries whose key no layer before this one has, and note them as known."""
    own: dict[str, list[str]] = {}
    for entry in entries:
        own.setdefault(_key(entry)[0], []).append(entry)
    for key, said in own.items():
        if known.setdefault(key, said) != said:
            raise RenderError(
                f"{where}: {said[0]} is {known[key][0]} in another layer", "write it the same"
            )
    return [entry for key, said in own.items() if known[key] is said for entry in said]
