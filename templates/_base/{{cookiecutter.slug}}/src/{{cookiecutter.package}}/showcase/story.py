"""``story.toml``: what the owner wanted to know and expected, and the answer that numbers gave."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import files, provenance
from .display import quoted
from .errors import ShowcaseError

FILE = "story.toml"

_KEYS = ("question", "expectation", "answer")


def read(root: Path, shorts: Mapping[str, str], commit: str | None) -> dict[str, Any] | None:
    """Return the manifest's ``story``: what was said of question, expectation and answer.

    None when nothing was. Any, because it is JSON.

    Args:
        root: the project's folder.
        shorts: of each metric's id its short value, which stands for ``{id}`` in the answer.
        commit: the project's, None outside a repository.

    Raises:
        ShowcaseError: a line for each thing that is wrong with the file.
    """
    words = told(root)
    if "answer" not in words:
        return words or None
    text = quoted(words["answer"], shorts, f"{FILE}: answer")
    return {**words, "answer": {"text": text, "commit": commit and _written(root)}}


def kept(now: dict[str, Any] | None, before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what was told, with what was expected before the first run that answered it.

    Who has seen the results expects them: another expectation counts with another question.
    """
    if not now or not before or now.get("question") != before.get("question"):
        return now
    return {**now, **{key: said for key, said in before.items() if key == "expectation"}}


def told(root: Path) -> dict[str, Any]:
    """Return the words that were said, each on one line, or raise what is wrong with the file."""
    said = files.toml(root, FILE)
    strange = [key for key in said if key not in _KEYS]
    wrong = [f"{FILE}: {key} is unknown; it holds {', '.join(_KEYS)}" for key in strange]
    silent = [key for key in _KEYS if not isinstance(said.get(key, ""), str)]
    wrong += [f"{FILE}: {key} is no text; write it in quotes" for key in silent]
    wrong += [f"{FILE}: {k} has over 500 letters; cut it" for k in said if len(str(said[k])) > 500]
    if wrong:
        raise ShowcaseError(*wrong)
    return {key: " ".join(said[key].split()) for key in _KEYS if said.get(key, "").strip()}


def _written(root: Path) -> str | None:
    """Return the commit that last changed the answer, and not just another line of the file.

    None while it is not committed, and where history is cut short before it.
    """
    status = provenance.git(root, "status", "--porcelain", "--", FILE)
    found = provenance.git(root, "log", "-1", "--format=%H %P", f"-L/^answer/,:./{FILE}") or ""
    commit, _, parents = found.partition("\n")[0].partition(" ")
    whole = parents or provenance.git(root, "rev-parse", "--is-shallow-repository") == "false\n"
    return f"git:{commit}" if commit and whole and status == "" else None
