"""What stopped Jinja, where, and what to do: one line of it."""

from __future__ import annotations

import re

from portfolio_kit.jinja import budget


def of(error: Exception, where: str) -> str:
    """Return one line about an error of the template that is called ``where``."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    place, message = f"{where}:1", one_line(error)
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or where}:{error.lineno}: {message}; correct the template"
    place = _place(error) or place
    if isinstance(error, UndefinedError):
        return f"{place}: {_undefined(message)}; define it or correct the name"
    if isinstance(error, SecurityError):
        return f"{place}: the sandbox refuses: {message}; read the template, then pass --trust"
    if isinstance(error, budget.SpentError | MemoryError):
        return f"{place}: it {budget.spent(error)}"
    if isinstance(error, TemplateNotFound):
        return f"{place}: no file {error.name!r} to include; put it in the folder templates"
    return f"{place}: {type(error).__name__}: {message}; correct the template"


def one_line(error: BaseException) -> str:
    """Return what an error says, as one line without a full stop."""
    return " ".join(str(error).split()).rstrip(".")


def _place(error: Exception) -> str | None:
    """Return the file and line at which ``error`` was raised, in an included file too."""
    place, traceback = None, error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        # Jinja puts frames of the template's source in place of those of its compiled code.
        if "__jinja_exception__" in frame.f_globals:
            place = f"{frame.f_code.co_filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def _undefined(message: str) -> str:
    """Name the question: Jinja speaks of the dictionary's Python class."""
    found = re.fullmatch(
        r"'(?:collections\.OrderedDict|dict) object' has no attribute '(.*)'", message
    )
    return f"cookiecutter.{found[1]} is undefined" if found else message
