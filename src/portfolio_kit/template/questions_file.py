"""``cookiecutter.json``: the questions of a template, as they are written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from portfolio_kit.errors import RenderError, TemplateError, Where
from portfolio_kit.system import textfile
from portfolio_kit.system.reader import OutsideError, Reader

NAME = "cookiecutter.json"


def read(template: Path, bound: Path | None = None) -> dict[str, Any]:
    """Return what ``cookiecutter.json`` in the folder ``template`` says, in its order.

    ``bound`` is the folder in which the file must lie, links followed; None: anywhere.

    Raises:
        TemplateError: it is not there, lies elsewhere, or holds no JSON object.
    """
    path = template / "cookiecutter.json"
    if not path.exists() and not path.is_symlink():
        raise TemplateError(f"{template} has no cookiecutter.json", "name the folder of a template")
    try:
        data, _ = Reader(bound).read(path, str(path))
        questions = json.loads(data.decode("utf-8"))
    except OutsideError as error:
        raise TemplateError(
            f"{path}: the link leaves the template", "put the file in its place"
        ) from error
    except RenderError as error:
        raise TemplateError(error.problems) from error
    except UnicodeDecodeError as error:
        raise TemplateError([textfile.undecodable(str(path), data, error)]) from error
    except json.JSONDecodeError as error:
        place = Where(str(path), error.lineno)
        what = f"{error.msg} at column {error.colno}"
        raise TemplateError(what, "correct the JSON", where=place) from error
    except RecursionError as error:
        raise TemplateError("nested too deeply", "flatten it", where=Where(str(path))) from error
    except ValueError as error:  # a number of more digits than Python takes
        raise TemplateError(
            f"a number has more than {sys.get_int_max_str_digits()} digits",
            "put it in quotes",
            where=Where(str(path)),
        ) from error
    if not isinstance(questions, dict):
        advice = "write the questions between { and }"
        raise TemplateError("not a JSON object", advice, where=Where(str(path)))
    return questions
