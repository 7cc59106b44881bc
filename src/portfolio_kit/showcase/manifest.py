"""``showcase.json``: what a project's run measured, read and held against its schema."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolio_kit.carried import readme
from portfolio_kit.carried.files import file_sum
from portfolio_kit.errors import ManifestError, Problem, Where
from portfolio_kit.schema import refused
from portfolio_kit.system import json_text, textfile

NAME = "showcase.json"
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
    problems = [problem for _, problem in refused(document, "showcase.schema.json")]
    return [problem.at(Where(where)) for problem in problems or _contradictions(document)]


def headline(manifest: _Json) -> str:
    """Return what a manifest says first, on one line."""
    said: str = readme.headline(manifest)
    return said


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
