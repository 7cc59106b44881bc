"""``docs/skills.toml``: what the project shows that its owner can do, and what shows it."""

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import files
from .errors import ShowcaseError

FILE = "docs/skills.toml"

_KINDS = ("file", "test", "metric")


def resolved(root: Path, metrics: Collection[str]) -> list[dict[str, Any]]:
    """Return the manifest's ``skills``: those of the file whose evidence is all there.

    Any, because it is JSON.

    Args:
        root: the project's folder.
        metrics: the ids of what the run measured.

    Raises:
        ShowcaseError: a line for each thing that is wrong with the file.
    """
    return [
        {"id": key, "name": said["name"], "evidence": said["evidence"]}
        for key, said in told(root).items()
        if all(_is_there(piece, root, metrics) for piece in said["evidence"])
    ]


def told(root: Path) -> dict[str, Any]:
    """Return what the file holds, or raise a line for each thing that is wrong with it."""
    known = files.toml(root, FILE)
    if wrong := [f"{FILE}: {problem}" for key in known for problem in _problems(key, known[key])]:
        raise ShowcaseError(*wrong)
    return known


def _problems(key: str, said: object) -> Iterator[str]:
    """Yield what is wrong with a table, and what to do."""
    if not isinstance(said, dict):
        yield f"{key} is no table; begin one with [{key}]"
        return
    if not isinstance(said.get("name"), str):
        yield f'{key} has no name; write name = "what people call it"'
    evidence = said.get("evidence")
    if not isinstance(evidence, list) or not evidence:
        yield f"{key} has no evidence; write evidence = " + '[{ file = "…" }]'
        return
    for piece in evidence:
        pairs = list(piece.items()) if isinstance(piece, dict) else []
        if not (len(pairs) == 1 and pairs[0][0] in _KINDS and isinstance(pairs[0][1], str)):
            yield f"{key}: {piece!r} is no evidence; write one of {', '.join(_KINDS)} = text"


def _is_there(piece: Mapping[str, str], root: Path, metrics: Collection[str]) -> bool:
    """Say whether the project has the file or the test, or measured the metric."""
    ((kind, words),) = piece.items()
    if kind == "metric":
        return words in metrics
    path, _, test = words.partition("::") if kind == "test" else (words, "", "")
    there = (root / path).is_file()
    if kind == "file" or not there:
        return there
    text = (root / path).read_text(encoding="utf-8")
    return bool(re.search(rf"^\s*(async )?def {re.escape(test)}\(", text, re.MULTILINE))
