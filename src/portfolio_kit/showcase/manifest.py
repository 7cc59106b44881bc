"""``showcase.json``: what a project's run measured, read and held against its schema."""

import difflib
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolio_kit import _showcase
from portfolio_kit.errors import ManifestError, Problem, Where
from portfolio_kit.schema import published, validator
from portfolio_kit.system import json_text, textfile

NAME = "showcase.json"

_Json = Mapping[str, Any]  # Any: a document is any JSON until the schema has spoken
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
_EXACTLY_ONE = {"metrics": '"headline": true', "figures": '"hero": true'}
_ALLOWED = {
    "enum": "choose one of: {}",
    "const": "must be {}",
    "type": "must be of type {}",
    "minLength": "needs at least {} characters",
    "maxLength": "at most {} characters are allowed",
    "minItems": "needs at least {} of them",
    "maxItems": "at most {} of them are allowed",
    "uniqueItems": "every one may be there only once",
    "minimum": "must be at least {}",
}


def read(project: Path) -> dict[str, Any]:
    """Return the manifest of ``project``, which follows the schema.

    Raises:
        ManifestError: it is missing, is not JSON, or has problems; all of them are listed.
    """
    path = project / NAME
    try:
        document = json_text.parsed(
            textfile.content(path).decode(),
            object_pairs_hook=_unique,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except FileNotFoundError as error:
        raise ManifestError(f"{path} is not there", "'portfolio-kit run' makes it") from error
    except json.JSONDecodeError as error:
        raise ManifestError(
            f"{path}:{error.lineno}:{error.colno}: not JSON ({error.msg})",
            "restore it from git, or let 'portfolio-kit run' make it anew",
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ManifestError(
            f"{path}: {reason}", "restore it from git, or let 'portfolio-kit run' make it anew"
        ) from error
    if problems := validate(document, str(path)):
        raise ManifestError(problems)
    manifest: dict[str, Any] = document
    return manifest


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the manifest, a file that editors can use too."""
    return published("showcase.schema.json")


def validate(document: Any, where: str) -> list[Problem]:  # noqa: ANN401  # any JSON may come
    """Return a problem for each thing that is wrong: where, the value, what is allowed."""
    rules = schema()
    problems: list[Problem] = []
    for error in validator(rules, formats=True).iter_errors(document):
        kind = {"name": error.kind.name, **error.kind.as_dict()}
        problems += _describe(kind, error.instance, error.instance_path, rules)
    if not problems:
        problems += _contradictions(document)
    return [problem.at(Where(where)) for problem in dict.fromkeys(problems)]


def verify_figures(project: Path, manifest: _Json) -> list[Problem]:
    """Return a problem for each figure whose file is missing or not the one that was drawn."""
    again = "restore it from git, or let 'portfolio-kit run' draw it again"
    problems = []
    for figure in manifest["figures"]:
        files = [project / figure[key] for key in ("path", "dark") if key in figure]
        missing = [file for file in files if not file.is_file()]
        problems += [Problem(f"{file} is not there", again, Where(str(file))) for file in missing]
        if files[0] not in missing and _showcase.file_sum(files[0]) != figure["sha256"]:
            what = f"{files[0]} is not the file that {NAME} describes"
            problems.append(Problem(what, again, Where(str(files[0]))))
    return problems


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} is there twice in one object")
    return dict(pairs)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a finite number")
    return number


def _describe(
    kind: _Json, value: object, path: Sequence[str | int], rules: _Json
) -> Iterator[Problem]:
    """Yield the problems of one error of the validator."""
    node = _rules_of(path, rules)
    match kind["name"]:
        case "required":
            missing = _rules_of([*path, kind["property"]], rules)["description"]
            key = _dotted([*path, kind["property"]])
            yield Problem(f"{key} is missing", f"add it ({missing.rstrip('.')})", Where(key=key))
        case "additionalProperties":
            for name in kind["unexpected"]:
                close = difflib.get_close_matches(name, node["properties"], n=1)
                advice = f"did you mean {close[0]!r}" if close else "remove it"
                key = _dotted([*path, name])
                yield Problem(f"{key} is not a known key", advice, Where(key=key))
        case "contains":
            mark = _EXACTLY_ONE[str(path[-1])]
            what = f"{_dotted(path)}: {_count(value, mark)} of them say {mark}"
            yield Problem(what, "exactly one must", Where(key=_dotted(path)))
        case name:
            limit = kind.get("options", kind.get("types", kind.get("limit", node.get("const"))))
            shown = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
            allowed = _ALLOWED.get(name, "{description}, such as {example}").format(
                shown,
                description=node["description"].rstrip("."),
                example=_short(node.get("examples", [""])[0]),
            )
            what = f"{_dotted(path)} is {_short(value)}"
            yield Problem(what, allowed, Where(key=_dotted(path)))


def _rules_of(path: Sequence[str | int], rules: _Json) -> _Json:
    """Return the part of the schema that speaks about ``path``."""
    for key in path:
        if isinstance(key, int):
            rules = rules["items"]
        else:
            rules = rules.get("properties", {}).get(key) or rules["additionalProperties"]
    return rules


def _count(entries: object, mark: str) -> int:
    key = mark.split('"')[1]
    listed = entries if isinstance(entries, list) else []
    return sum(isinstance(entry, dict) and entry.get(key) is True for entry in listed)


def _dotted(path: Sequence[str | int]) -> str:
    """Return ``metrics[0].value`` for ``["metrics", 0, "value"]``."""
    joined = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return joined.lstrip(".") or "the document"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."


def _contradictions(manifest: _Json) -> Iterator[Problem]:
    """Yield what a schema cannot say: names that are taken, numbers that disagree."""
    for group, key in (("metrics", "id"), ("figures", "path")):
        names = Counter(entry[key] for entry in manifest[group])
        for name in (name for name, count in names.items() if count > 1):
            what = f"{group}: {key} {name!r} is there {names[name]} times"
            yield Problem(what, "make each one unique", Where(key=group))
    for index, metric in enumerate(manifest["metrics"]):
        keys = ("value", "sd") if "±" in metric["display"] else ("value",)
        for key, number in zip(keys, _NUMBER.findall(metric["display"]), strict=False):
            if key in metric and not _shows(number, metric[key]):
                place = f"metrics[{index}].display"
                what = f"{place} is {metric['display']!r}, but {key} is {metric[key]}"
                advice = "a display shows the measured number, rounded"
                yield Problem(what, advice, Where(key=place))
        low, high = metric.get("ci95", (0, 0))
        if low > high:
            place = f"metrics[{index}].ci95"
            what = f"{place} is [{low}, {high}]"
            yield Problem(what, "write the lower end first", Where(key=place))


def _shows(text: str, value: float) -> bool:
    """Return whether ``text`` is ``value`` rounded to the digits that ``text`` has."""
    shown = Decimal(text.replace(",", ""))
    exponent = shown.as_tuple().exponent
    place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(shown - Decimal(value)) <= place * Decimal("0.5000001")
