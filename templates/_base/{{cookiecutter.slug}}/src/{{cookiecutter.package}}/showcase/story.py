"""``story.toml``: what the owner wanted to know and expected, and the answer that numbers gave."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from . import provenance
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
    words: dict[str, Any] = {key: said for key, said in _said(root / FILE).items() if said}
    if "answer" in words:
        text = _filled(words["answer"], shorts)
        words["answer"] = {"text": text, "commit": commit and _written(root)}
    return words or None


def _said(path: Path) -> dict[str, str]:
    """Return the texts of the file, each on one line."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ShowcaseError(f"{FILE} cannot be read ({error.strerror}); make it a file") from error
    except ValueError as error:  # no UTF-8, or no TOML
        raise ShowcaseError(f"{FILE} is no TOML ({error}); put it right") from error
    wrong = [
        f"{FILE}: {key} is unknown; it holds {', '.join(_KEYS)}" for key in said if key not in _KEYS
    ]
    wrong += [
        f"{FILE}: {key} is no text; write it in quotes"
        for key in _KEYS
        if not isinstance(said.get(key, ""), str)
    ]
    if wrong:
        raise ShowcaseError(*wrong)
    return {key: " ".join(said.get(key, "").split()) for key in _KEYS}


def _filled(answer: str, shorts: Mapping[str, str]) -> str:
    """Return the answer with the numbers of the metrics that it names."""
    named = dict.fromkeys(re.findall(r"\{(.*?)\}", answer))
    if wrong := [_unknown(name, shorts) for name in named if name not in shorts]:
        raise ShowcaseError(*wrong)
    return re.sub(r"\{(.*?)\}", lambda found: shorts[found[1]], answer)


def _unknown(name: str, shorts: Mapping[str, str]) -> str:
    close = [_braced(other) for other in get_close_matches(name, shorts, n=1)]
    advice = f"did you mean {close[0]}?" if close else "showcase.json lists the ids"
    return f"{FILE}: answer names {_braced(name)}, which is no metric; {advice}"


def _braced(name: str) -> str:
    return "{" + name + "}"


def _written(root: Path) -> str | None:
    """Return the commit at which the file was last written; None while it is not committed."""
    status = provenance.git(root, "status", "--porcelain", "--", FILE)
    commit = provenance.git(root, "log", "-1", "--format=%H", "--", FILE)
    return f"git:{commit.strip()}" if commit and status == "" else None
