"""Layers: the folders that are rendered over one another, and what they say together."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from portfolio_kit.errors import Problem, TemplateError, Where

When = Mapping[str, tuple[str, ...]]

#: Private keys that are lists of rules: those of every layer hold, not only the last layer's.
_GATHERED = ("_copy_without_render", "_extensions")

#: Keys that are neither a question nor a value for Jinja.
ABOUT, PROMPTS = "_portfolio_kit", "__prompts__"

#: What one writes for every choice of a question that takes several, and for no choice.
ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Layer:
    """A folder of files, rendered over the layers before it when ``when`` holds."""

    root: Path
    name: str
    when: When = field(default_factory=dict)


def holds(when: When, answers: Mapping[str, Any]) -> bool:
    """Say whether every condition of ``when`` is met; an empty one always is."""
    return all(meets(answers.get(name), allowed) for name, allowed in when.items())


def meets(answer: object, allowed: Container[str]) -> bool:
    """Say whether an answer is among those that are meant; of several, whether any of them is."""
    each = answer if isinstance(answer, list) and answer else [answer]
    return any(as_text(one) in allowed for one in each)


def condition(entry: Mapping[str, Any]) -> When:
    """Return the ``when`` of a layer or an extra as it is written in ``cookiecutter.json``."""
    written = entry.get("when", {}).items()
    several = {name: said if isinstance(said, list) else [said] for name, said in written}
    return {name: tuple(as_text(value) for value in said) for name, said in several.items()}


def as_text(answer: object) -> str:
    """Return an answer as people write it: ``yes`` and ``no``, and several as ``one,two``."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list):
        return ",".join(map(as_text, answer)) or NONE
    return str(answer)


def find(
    root: Path, name: str, entries: Iterable[Mapping[str, Any]], boundary: Path | None
) -> list[Layer]:
    """Return the layers of the template in ``root``, in the order in which they are rendered.

    A template that names none is its own only layer. Without a ``boundary`` the template is one of
    ours, whose layers are folders beside it and no links: the disk is not asked about them.

    Raises:
        TemplateError: a layer is no folder, or lies outside ``boundary``.
    """
    if boundary is None:
        ours = [(entry, Path(os.path.normpath(root / entry["path"]))) for entry in entries]
        return [_layer(root, name, *each) for each in ours] or [Layer(root, name)]
    found, problems = [], []
    wrong = partial(Problem, where=Where(str(root)))
    top, inside = root.resolve(), boundary.resolve()
    for entry in entries:
        path = entry["path"]
        try:
            folder = (root / path).resolve()
        except (OSError, RuntimeError) as error:  # a loop of links
            problems.append(wrong(f"layer {path!r} cannot be found ({error})", "correct its path"))
            continue
        if not folder.is_relative_to(inside):
            problems.append(wrong(f"layer {path!r} lies outside {boundary}", "move it inside"))
        elif not folder.is_dir():
            problems.append(wrong(f"layer {path!r} is no folder", "correct its path"))
        else:
            found.append(_layer(root, name, entry, root if folder == top else folder))
    if problems:
        raise TemplateError(problems)
    return found or [Layer(root, name)]


def _layer(root: Path, name: str, entry: Mapping[str, Any], folder: Path) -> Layer:
    path = entry["path"].removeprefix("./").removeprefix("../").rstrip("/")
    return Layer(folder, name if folder == root else path, condition(entry))


def includes(root: Path, layers: Sequence[Layer]) -> tuple[Path, ...]:
    """Return the folders in which ``{% include %}`` looks: the template's, then each layer's."""
    roots = dict.fromkeys([root, *(layer.root for layer in layers)])
    return tuple(folder for place in roots if (folder := place / "templates").is_dir())


def merge(stack: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the entries of several ``cookiecutter.json`` as one, weakest first.

    A later entry takes the place of an earlier one, and its position, unless it is rendered
    and private: it may use answers that are asked only there. Prompts, help and schemas are
    joined, and so are the lists of rules of ``_GATHERED``.
    """
    merged: dict[str, Any] = {}
    for entries in stack:
        for key, entry in entries.items():
            before = merged.get(key)
            if key in _GATHERED and isinstance(before, list) and isinstance(entry, list):
                merged[key] = [*before, *(rule for rule in entry if rule not in before)]
            elif key in (ABOUT, PROMPTS) and isinstance(before, dict) and isinstance(entry, dict):
                merged[key] = _joined(before, entry)
            else:
                if key.startswith("__"):
                    merged.pop(key, None)
                merged[key] = entry
    return merged


def _joined(weak: Mapping[str, Any], strong: Mapping[str, Any]) -> dict[str, Any]:
    """Join two mappings, and what in them is one; ``_portfolio_kit`` has two levels of them."""
    joined = dict(weak)
    for key, entry in strong.items():
        before = weak.get(key)
        if key in ("help", "when", "answers", "properties") and isinstance(before, dict):
            joined[key] = _joined(before, entry)
        elif key == "several" and isinstance(before, list):
            joined[key] = [*before, *(name for name in entry if name not in before)]
        else:
            joined[key] = entry
    return joined
