"""One answer: what a question accepts, and what is wrong with what was given."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portfolio_kit.errors import similar
from portfolio_kit.template.layers import ALL, NONE, as_text
from portfolio_kit.template.question import Question

#: Cookiecutter's own words for true and false.
YES = frozenset(("1", "true", "t", "yes", "y", "on"))
NO = frozenset(("0", "false", "f", "no", "n", "off"))

_YES_OR_NO = Question("", "boolean", default=None)


class WrongAnswerError(ValueError):
    """Why an answer cannot be taken: a predicate, such as ``is no choice``, and what to do."""

    def __init__(self, what: str, advice: str) -> None:
        """Take both halves of what a person reads."""
        super().__init__(f"{what}; {advice}")
        self.what, self.advice = what, advice


def read(question: Question, given: object, offered: Sequence[Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return the answer that ``given`` stands for, of the type that the question wants.

    ``given`` is text from the command line or a value from a config file. ``offered`` holds the
    rendered choices of a choice or of several, or the rendered default of a mapping alone.

    Raises:
        WrongAnswerError: the question does not allow it.
    """
    value = _typed(question, given, offered)
    _hold(question, value)
    return value


def _typed(question: Question, given: object, offered: Sequence[Any]) -> Any:  # noqa: ANN401 - any JSON
    if question.kind == "choice":
        texts = [as_text(choice) for choice in offered]
        if as_text(given) in texts:
            return _number(question, offered[texts.index(as_text(given))])
        advice = [f"choose one of: {', '.join(texts)}", similar(as_text(given), texts)]
        raise WrongAnswerError("is no choice", "; ".join(filter(None, advice)))
    if question.kind == "several":
        return several(given, offered, question.default)
    if question.kind == "boolean" or question.schema.get("type") == "boolean":
        word = as_text(given).strip().lower()
        if word not in YES | NO:
            raise WrongAnswerError("is neither yes nor no", "give yes or no")
        return word in YES
    if question.kind == "mapping":
        return _mapping(given, offered[0])
    return _number(question, given)


def several(given: object, offered: Sequence[str], base: Iterable[str]) -> list[str]:
    """Return those of the choices that ``given`` names, in the order in which they are offered.

    It is a text such as ``drift,evasion``, or a list of such words. ``all`` and ``none`` may come
    first, ``-drift`` takes a choice away; when a sign comes first, ``base`` is what it changes.

    Raises:
        WrongAnswerError: it names what is no choice.
    """
    words = _words(given)
    taken: set[str] = set()
    if words[:1] in ([ALL], [NONE]):
        taken = set(offered if words[0] == ALL else ())
        words = words[1:]
    elif words and words[0].startswith(("+", "-")):
        taken = set(base)
    strangers = [word for word in words if word.lstrip("+-") not in offered]
    for word in words:
        change = taken.discard if word.startswith("-") else taken.add
        change(word.lstrip("+-"))
    if strangers:
        raise _no_choice(given, strangers, offered)
    return [choice for choice in offered if choice in taken]


def _words(given: object) -> list[str]:
    if not isinstance(given, str | list | tuple):
        raise WrongAnswerError("is no list of choices", "give words such as one,two")
    words = given.split(",") if isinstance(given, str) else map(as_text, given)
    return [word.strip() for word in words if word.strip()]


def _no_choice(given: object, strangers: Sequence[str], offered: Sequence[str]) -> WrongAnswerError:
    """Return why words are none of the choices ``offered``."""
    known = [*offered, ALL, NONE]
    what = "is no choice"
    if [given] != strangers:
        which = "which is no choice" if len(strangers) == 1 else "which are no choices"
        what = f"names {' and '.join(map(repr, strangers))}, {which}"
    bare = [word.lstrip("+-") for word in strangers]
    meant = dict.fromkeys(
        f"{word} may only come first, without a sign"
        if word in (ALL, NONE)
        else similar(word, known)
        for word in bare
    )
    advice = [f"choose any of: {', '.join(offered)}; or {ALL}, or {NONE}", *meant]
    return WrongAnswerError(what, "; ".join(filter(None, advice)))


def _mapping(given: object, default: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole mapping from JSON text, or the default with some of it replaced."""
    if isinstance(given, dict):
        return _replaced(default, given)
    try:
        value = json.loads(given) if isinstance(given, str) else None
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise WrongAnswerError("is no JSON object", f"give one such as {json.dumps(default)}")
    return value


def _replaced(default: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    replaced = dict(default)
    for key, value in given.items():
        before = replaced.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            replaced[key] = _replaced(before, value)
        else:
            replaced[key] = value
    return replaced


def overwrite(entry: Any, given: Any, *, inside: bool = False) -> Any:  # noqa: ANN401 - any JSON
    """Return what Cookiecutter makes of a private entry for which somebody gives another value.

    A text for yes or no is read, an object is filled up, of a list one or some are chosen; the
    rest is replaced. ``inside`` says that ``entry`` stands in an object, where a list is replaced.

    Raises:
        WrongAnswerError: Cookiecutter does not take it.
    """
    if isinstance(entry, list) and not inside:
        chosen = given if isinstance(given, list) else [given]
        if any(value not in entry for value in chosen):
            offered = ", ".join(as_text(value) for value in entry)
            raise WrongAnswerError("is no choice", f"choose one of: {offered}")
        others = list(entry)
        if isinstance(given, list):
            return given
        others.remove(given)
        return [given, *others]
    if isinstance(entry, dict) and isinstance(given, dict):
        known = {name: entry.get(name, value) for name, value in given.items()}
        return {
            **entry,
            **{name: overwrite(known[name], given[name], inside=True) for name in given},
        }
    if isinstance(entry, bool) and isinstance(given, str):
        return _typed(_YES_OR_NO, given, ())
    return given


def _number(question: Question, given: object) -> Any:  # noqa: ANN401 - any JSON
    """Return the number that the question's schema wants, or text."""
    kind = question.schema.get("type", "string")
    if kind not in ("integer", "number"):
        if isinstance(given, str) or question.kind == "choice" or given is None:
            return given
        if isinstance(given, int | float) and not isinstance(given, bool):
            return str(given)
        raise WrongAnswerError("is no text", allowed(question))
    text = str(given).strip() if not isinstance(given, bool) else ""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or (kind == "integer" and not number.is_integer()):
        noun = "whole number" if kind == "integer" else "number"
        raise WrongAnswerError(f"is no {noun}", allowed(question))
    if kind == "number":
        return number
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else int(number)


def _hold(question: Question, value: object) -> None:
    """Hold an answer against the JSON Schema of its question."""
    if not question.takes(value):
        raise WrongAnswerError("is not allowed", allowed(question))


def allowed(question: Question) -> str:
    """Return what a question accepts, as advice: ``give a whole number from 2 to 100``."""
    schema = question.schema
    if "description" in schema:
        return f"give {schema['description']}"
    if "enum" in schema:
        return f"choose one of: {', '.join(as_text(value) for value in schema['enum'])}"
    if question.kind in ("choice", "several"):
        count = "one" if question.kind == "choice" else "any"
        return f"choose {count} of: {', '.join(question.choices)}"
    words = [f"give {question.wanted}"]
    if "multipleOf" in schema:
        words.append(f"that {schema['multipleOf']} divides")
    if "pattern" in schema:
        words.append(f"that matches {schema['pattern']}")
    if "format" in schema:
        words.append(f"in the form of: {schema['format']}")
    return " ".join(words)
