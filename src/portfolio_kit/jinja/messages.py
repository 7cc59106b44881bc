"""What stopped Jinja, where, and what to do: one line of it."""

from __future__ import annotations

import re

from portfolio_kit.errors import Problem, Where
from portfolio_kit.jinja import budget


def of(error: Exception, where: str) -> Problem:
    """Return what is wrong in the template that is called ``where``."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    message = one_line(error)
    if isinstance(error, TemplateSyntaxError):
        place = Where(error.filename or where, error.lineno)
        return Problem(message, "correct the template", place)
    place = _place(error) or Where(where, 1)
    if isinstance(error, UndefinedError):
        return Problem(_undefined(message), "define it or correct the name", place)
    if isinstance(error, SecurityError):
        what = f"the sandbox refuses: {message}"
        return Problem(what, "read the template, then pass --trust", place)
    if isinstance(error, budget.SpentError | MemoryError):
        what, advice = budget.spent(error)
        return Problem(f"it {what}", advice, place)
    if isinstance(error, TemplateNotFound):
        what = f"no file {error.name!r} to include"
        return Problem(what, "put it in the folder templates", place)
    return Problem(f"{type(error).__name__}: {message}", "correct the template", place)


def one_line(error: BaseException) -> str:
    """Return what an error says, as one line without a full stop."""
    return " ".join(str(error).split()).rstrip(".")


def _place(error: Exception) -> Where | None:
    """Return the file and line at which ``error`` was raised, in an included file too."""
    place, traceback = None, error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        # Jinja puts frames of the template's source in place of those of its compiled code.
        if "__jinja_exception__" in frame.f_globals:
            place = Where(frame.f_code.co_filename, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _undefined(message: str) -> str:
    """Name the question: Jinja speaks of the dictionary's Python class."""
    found = re.fullmatch(
        r"'(?:collections\.OrderedDict|dict) object' has no attribute '(.*)'", message
    )
    return f"cookiecutter.{found[1]} is undefined" if found else message
