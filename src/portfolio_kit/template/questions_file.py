"""``cookiecutter.json``: the questions of a template, as they are written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from portfolio_kit.errors import RenderError, TemplateError
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
        raise TemplateError(
            f"{path}:{error.lineno}: {error.msg} at column {error.colno}", "correct the JSON"
        ) from error
    except RecursionError as error:
        raise TemplateError(f"{path}: nested too deeply", "flatten it") from error
    except ValueError as error:  # a number of more digits than Python takes
        raise TemplateError(
            f"{path}: a number has more than {sys.get_int_max_str_digits()} digits",
            "put it in quotes",
        ) from error
    if not isinstance(questions, dict):
        raise TemplateError(f"{path}: not a JSON object", "write the questions between { and }")
    return questions
