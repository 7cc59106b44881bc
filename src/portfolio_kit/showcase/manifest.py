"""``showcase.json``: what a project's run measured, read and held against its schema."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolio_kit.carried.files import file_sum
from portfolio_kit.carried.manifest import VERSION, made_up
from portfolio_kit.errors import ManifestError, Problem, Where
from portfolio_kit.schema import refused
from portfolio_kit.system import json_text, textfile

NAME = "showcase.json"
_SCHEMAS = {1: "showcase-1.schema.json"}  # of manifests that are read and no longer written
_ANEW = "restore it from git, or let 'portfolio-kit run' make it anew"

_Json = Mapping[str, Any]  # Any: a document is any JSON until the schema has spoken
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")


def read(project: Path) -> dict[str, Any]:
    """Return the manifest of ``project``, which follows the schema.

    Raises:
        ManifestError: it is missing, is not JSON, or has problems; all of them are listed.
    """
    path = project / NAME
    try:
        document = json_text.parsed(textfile.content(path).decode())
    except FileNotFoundError as error:
        where = Where(str(path), named=True)
        advice = "'portfolio-kit run' makes it"
        raise ManifestError(f"{path} is not there", advice, where=where) from error
    except json.JSONDecodeError as error:
        raise ManifestError(
            f"{path}:{error.lineno}:{error.colno}: not JSON ({error.msg})",
            _ANEW,
            where=Where(str(path), error.lineno, named=True),
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ManifestError(str(reason), _ANEW, where=Where(str(path))) from error
    if problems := validate(document, str(path)):
        raise ManifestError(problems)
    manifest: dict[str, Any] = document
    return manifest


def validate(document: Any, where: str) -> list[Problem]:  # noqa: ANN401  # any JSON may come
    """Return a problem for each thing that is wrong: where, the value, what is allowed."""
    version = document.get("schema_version") if isinstance(document, dict) else VERSION
    schema = _SCHEMAS.get(version if isinstance(version, int) else VERSION, "showcase.schema.json")
    problems = [problem for _, problem in refused(document, schema)]
    return [problem.at(Where(where)) for problem in problems or _contradictions(document)]


def is_old(manifest: _Json) -> bool:
    """Say whether a manifest is of a version whose README only the project itself fills."""
    return bool(manifest["schema_version"] != VERSION)


def headline(manifest: _Json) -> str:
    """Return what a manifest says first, on one line."""
    if not is_old(manifest):
        return str(manifest["headline"]["text"])
    first = next(metric for metric in manifest["metrics"] if metric.get("headline"))
    return f"{first['label']}{made_up(manifest.get('data', ()))}: {first['display']}"


def verify_figures(project: Path, manifest: _Json) -> list[Problem]:
    """Return a problem for each figure whose file is missing or not the one that was drawn."""
    again = "restore it from git, or let 'portfolio-kit run' draw it again"
    problems = []
    for figure in manifest["figures"]:
        files = [project / figure[key] for key in ("path", "dark") if key in figure]
        missing = [file for file in files if not file.is_file()]
        problems += [
            Problem(f"{file} is not there", again, Where(str(file), named=True)) for file in missing
        ]
        if files[0] not in missing and file_sum(files[0]) != figure["sha256"]:
            what = f"{files[0]} is not the file that {NAME} describes"
            problems.append(Problem(what, again, Where(str(files[0]), named=True)))
    return problems


def _contradictions(manifest: _Json) -> Iterator[Problem]:
    """Yield what a schema cannot say: names that are taken, numbers that disagree."""
    for group, key in (("metrics", "id"), ("figures", "path")):
        names = Counter(entry[key] for entry in manifest[group])
        for name in (name for name, count in names.items() if count > 1):
            what = f"{group}: {key} {name!r} is there {names[name]} times"
            yield Problem(what, "make each one unique", Where(key=group))
    for index, metric in enumerate(manifest["metrics"]):
        for name in ("display", "short"):
            yield from _misquoted(metric, name, f"metrics[{index}].{name}")
        for owner in ("", "baseline", "gap"):
            low, high = (metric.get(owner, {}) if owner else metric).get("ci95", (0, 0))
            if low > high:
                place = ".".join(filter(None, (f"metrics[{index}]", owner, "ci95")))
                what = f"{place} is [{low}, {high}]"
                yield Problem(what, "write the lower end first", Where(key=place))
    if not is_old(manifest):
        yield from _unfounded(manifest)


def _unfounded(manifest: _Json) -> Iterator[Problem]:
    """Yield what the headline quotes and no metric says."""
    said = manifest["headline"]
    metrics = {metric["id"]: metric for metric in reversed(manifest["metrics"])}
    for index, name in enumerate(said["metrics"]):
        place = f"headline.metrics[{index}]"
        if name not in metrics:
            advice = f"name one of: {', '.join(reversed(metrics))}"
            yield Problem(f"{place} is {name!r}, which is no metric", advice, Where(key=place))
        elif index == 0 and "baseline" not in metrics[name]:
            what = f"{place} is {name!r}, which has no baseline"
            yield Problem(what, "a headline says what was to be beaten", Where(key=place))
        elif "refused" not in said and metrics[name]["short"] not in said["text"]:
            short = metrics[name]["short"]
            what = f"headline.text is {said['text']!r}, but {name} is {short}"
            yield Problem(what, "a headline quotes its metrics", Where(key="headline.text"))


def _misquoted(metric: _Json, name: str, place: str) -> Iterator[Problem]:
    """Yield the numbers of a text about a metric that are not what was measured, rounded."""
    text = metric.get(name, "")
    keys = ("value", "sd") if "±" in text else ("value",)
    for key, number in zip(keys, _NUMBER.findall(text), strict=False):
        if key in metric and not _shows(number, metric[key]):
            what = f"{place} is {text!r}, but {key} is {metric[key]}"
            yield Problem(what, f"a {name} shows the measured number, rounded", Where(key=place))


def _shows(text: str, value: float) -> bool:
    """Return whether ``text`` is ``value`` rounded to the digits that ``text`` has."""
    shown = Decimal(text.replace(",", ""))
    exponent = shown.as_tuple().exponent
    place = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(shown - Decimal(value)) <= place * Decimal("0.5000001")
